using Espalier.Certificates.Exact;
using Espalier.Certificates.Measures;
using Espalier.Certificates.Relaxations;
using Espalier.Certificates.Witnesses;

namespace Espalier.Certificates.Conditions;

/// <summary>At least 0 just where a condition holds, whose forms are the rows of the difference.</summary>
internal sealed record ConditionMeasure(Formula Formula) : Measure
{
    /// <summary>How many ways to come to hold a search follows.</summary>
    private const int MostCases = 10;

    /// <inheritdoc/>
    public override double Floor => double.NegativeInfinity;

    /// <inheritdoc/>
    public override OutputBound Bound(DifferencePass pass, int outputs, BallCut? cut) => new FormulaReach(pass, cut).Of(Formula);

    /// <inheritdoc/>
    public override double Least(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        double value = Formula.At(lower);
        return double.IsNaN(value) ? Floor : value;
    }

    /// <inheritdoc/>
    public override double Down(ExactVector difference)
    {
        var rows = new double[difference.Mantissas.Length];
        for (int i = 0; i < rows.Length; i++) rows[i] = ExactNorm.SignedDown(difference.Mantissas[i], difference.Exponent);
        return Formula.At(rows);
    }

    /// <inheritdoc/>
    public override int Variants(int outputs) => 1 + Math.Min(outputs, MostCases);

    /// <inheritdoc/>
    public override Functional Functional(int outputs, int variant) => new CaseFunctional(Formula, outputs, Math.Max(variant - 1, 0));
}
