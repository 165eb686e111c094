using System.Globalization;
using Espalier.Numerics.Special;

namespace Espalier.Numerics.Random;

/// <summary>Density proportional to 1/|w| for magnitudes between two bounds, both signs equally likely.</summary>
/// <remarks>Orseau, Hutter, Rivasplata, "Logarithmic pruning is all you need", NeurIPS 2020: as many candidates in every octave.</remarks>
public sealed record HyperbolicDistribution : LongWordDistribution
{
    private readonly double _logarithm;

    /// <summary>Magnitudes lie between two bounds from 1e-30 to 1e30.</summary>
    /// <exception cref="ArgumentException">A bound is outside of its range, or the lower is not below the upper.</exception>
    public HyperbolicDistribution(double low, double high)
    {
        Require(low, "lower bound");
        Require(high, "upper bound");
        if (low >= high) throw new ArgumentException("the lower bound is not below the upper bound");
        (Low, High) = (low, high);
        _logarithm = PortableLogarithm.Log(high / low);
    }

    /// <summary>The smallest magnitude.</summary>
    public double Low { get; }

    /// <summary>The largest magnitude.</summary>
    public double High { get; }

    /// <inheritdoc/>
    internal override double LargestMagnitude => High * (1 + 1e-6);

    /// <inheritdoc/>
    internal override float From(double uniform)
    {
        double magnitude = High * PortableExponential.ExpOfNonPositive(-(Math.Abs(uniform) * _logarithm));
        return (float)Math.CopySign(Math.Max(magnitude, Low), uniform);
    }

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"hyperbolic({Low:R},{High:R})");
}
