using System.Globalization;

namespace Espalier.Numerics.Random;

/// <summary>Multiples of a step from −bound to bound, every one equally likely: what finite precision gives.</summary>
/// <remarks>Sums of such numbers are multiples of the step: a target on the same lattice is hit exactly or not at all.</remarks>
public sealed record LatticeDistribution : LongWordDistribution
{
    /// <summary>The most steps to either side, so that every multiple of a power of two is a float32.</summary>
    public const int MostSteps = 1 << 23;

    /// <summary>Multiples of <paramref name="step"/> up to <paramref name="bound"/> steps to either side.</summary>
    /// <exception cref="ArgumentException">The step is out of range, or the bound is not from 1 to 2²³.</exception>
    public LatticeDistribution(double step, int bound)
    {
        Require(step, "step");
        if (bound is < 1 or > MostSteps) throw new ArgumentException("the bound is not from 1 to 8388608");
        (Step, Bound) = (step, bound);
    }

    /// <summary>The step.</summary>
    public double Step { get; }

    /// <summary>The most steps to either side.</summary>
    public int Bound { get; }

    /// <inheritdoc/>
    internal override double LargestMagnitude => Step * Bound * (1 + 1e-6);

    /// <summary>The number of steps at an index of a stream.</summary>
    public int Steps(RandomStream stream, ulong index) => Steps(stream.Uniform(index));

    /// <inheritdoc/>
    internal override float From(double uniform) => (float)(Step * Steps(uniform));

    /// <summary>The whole part of ½·(u + 1)·(2·bound + 1), less the bound.</summary>
    private int Steps(double uniform) => Math.Min((int)((0.5 * (uniform + 1)) * ((2.0 * Bound) + 1)), 2 * Bound) - Bound;

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"lattice({Step:R},{Bound})");
}
