using System.Globalization;

namespace Espalier.Numerics.Random;

/// <summary>One magnitude, both signs equally likely.</summary>
/// <remarks>Ramanujan et al., "What's hidden in a randomly weighted neural network?", CVPR 2020: edge-popup finds most in such parents.</remarks>
public sealed record SignedConstantDistribution : LongWordDistribution
{
    /// <summary>A magnitude from 1e-30 to 1e30.</summary>
    /// <exception cref="ArgumentException">The magnitude is outside of its range.</exception>
    public SignedConstantDistribution(double magnitude)
    {
        Require(magnitude, "magnitude");
        Magnitude = magnitude;
    }

    /// <summary>The magnitude.</summary>
    public double Magnitude { get; }

    /// <inheritdoc/>
    internal override double LargestMagnitude => Magnitude * (1 + 1e-6);

    /// <inheritdoc/>
    internal override float From(double uniform) => (float)Math.CopySign(Magnitude, uniform);

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"signed({Magnitude:R})");
}
