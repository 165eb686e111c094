using Espalier.Certificates.Exact;
using Espalier.Certificates.Relaxations;
using Espalier.Certificates.Witnesses;
using Espalier.Numerics;

namespace Espalier.Certificates.Measures;

/// <summary>The norm of the difference, or the magnitude of one output's.</summary>
/// <param name="Norm">The norm.</param>
/// <param name="Output">The only output that counts, or null for all.</param>
internal sealed record NormMeasure(OutputNorm Norm, int? Output) : Measure
{
    /// <summary>With more outputs than this, a search only follows the output that is largest where it begins.</summary>
    private const int MostOutputs = 20;

    /// <inheritdoc/>
    public override double Floor => 0;

    /// <inheritdoc/>
    public override OutputBound Bound(DifferencePass pass, int outputs, BallCut? cut) =>
        OutputBound.Of(pass, outputs, Output is null ? Norm : OutputNorm.Largest, cut);

    /// <inheritdoc/>
    public override double Least(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        double largest = 0, squares = 0;
        for (int i = 0; i < lower.Length; i++)
        {
            if (Output is { } only && i != only) continue;
            double least = Math.Max(Math.Max(lower[i], -upper[i]), 0);
            if (!double.IsFinite(least)) return 0;
            largest = Math.Max(largest, least);
            squares = Outward.AddDown(squares, Outward.MultiplyDown(least, least));
        }

        double value = Norm == OutputNorm.Euclidean && Output is null ? Math.Max(largest, Outward.SqrtDown(squares)) : largest;
        return double.IsFinite(value) ? value : 0;
    }

    /// <inheritdoc/>
    public override double Down(ExactVector difference) => ExactNorm.Down(difference, Norm, Output);

    /// <inheritdoc/>
    public override int Variants(int outputs) => Output is not null ? 3 : outputs <= MostOutputs ? 1 + (2 * outputs) : 1;

    /// <inheritdoc/>
    public override Functional Functional(int outputs, int variant)
    {
        var functional = new NormFunctional(outputs, Norm, Output);
        if (variant > 0) functional.Weights[Output ?? ((variant - 1) / 2)] = variant % 2 == 0 ? -1 : 1;
        return functional;
    }
}
