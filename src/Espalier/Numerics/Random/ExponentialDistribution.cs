using System.Globalization;
using System.Numerics;
using Espalier.Numerics.Special;

namespace Espalier.Numerics.Random;

/// <summary>±(start + an exponential number), both signs equally likely; with start 0 the law of Laplace.</summary>
/// <remarks>
/// Candidates below ε are of no use to a weight that is not: with start ε and the mean excess of the weights beyond ε, single
/// candidates follow the law of the weights that need any.
/// </remarks>
public sealed record ExponentialDistribution : LongWordDistribution
{
    /// <summary>Magnitudes begin at a start, 0 or more, and exceed it by a mean from 1e-30 to 1e30.</summary>
    /// <exception cref="ArgumentException">A number is outside of its range.</exception>
    public ExponentialDistribution(double start, double mean)
    {
        Require(start, "start", 0);
        Require(mean, "mean");
        // −0 + 0 is 0: one law has one text form.
        Start = start + 0.0;
        Mean = mean;
    }

    /// <summary>The smallest magnitude.</summary>
    public double Start { get; }

    /// <summary>How far magnitudes exceed it, on average.</summary>
    public double Mean { get; }

    /// <inheritdoc/>
    internal override double LargestMagnitude => Start + (LargestExponential * Mean);

    /// <inheritdoc/>
    internal override float From(double uniform) =>
        (float)Math.CopySign(Start + (Mean * -PortableLogarithm.Log(Math.Abs(uniform))), uniform);

    /// <inheritdoc/>
    private protected override void Convert(ReadOnlySpan<double> uniforms, Span<float> destination)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Span<double> magnitudes = stackalloc double[Vector<double>.Count];
            for (; i + Vector<double>.Count <= destination.Length; i += Vector<double>.Count)
            {
                var u = new Vector<double>(uniforms[i..]);
                Vector<double> magnitude = new Vector<double>(Start) + (new Vector<double>(Mean) * -PortableLogarithm.Log(Vector.Abs(u)));
                magnitude.CopyTo(magnitudes);
                for (int lane = 0; lane < magnitudes.Length; lane++)
                    destination[i + lane] = (float)Math.CopySign(magnitudes[lane], uniforms[i + lane]);
            }
        }

        for (; i < destination.Length; i++) destination[i] = From(uniforms[i]);
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Start == 0
        ? string.Create(CultureInfo.InvariantCulture, $"laplace({Mean:R})")
        : string.Create(CultureInfo.InvariantCulture, $"exponential({Start:R},{Mean:R})");
}
