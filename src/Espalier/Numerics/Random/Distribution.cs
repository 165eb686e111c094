using System.Globalization;
using Espalier.Numerics.Special;

namespace Espalier.Numerics.Random;

/// <summary>The law of candidates and of parent weights: one of a closed set, each with a text form that reads back as itself.</summary>
public abstract record Distribution
{
    /// <summary>Numbers of a law lie between these magnitudes, so that float32 holds what is drawn.</summary>
    private protected const double Smallest = 1e-30;

    /// <inheritdoc cref="Smallest"/>
    private protected const double Largest = 1e30;

    private protected Distribution()
    {
    }

    /// <summary>No number that is drawn is larger in magnitude.</summary>
    internal abstract double LargestMagnitude { get; }

    /// <summary>The float32 number at an index of a stream.</summary>
    public abstract float At(RandomStream stream, ulong index);

    /// <summary>The numbers at indices <paramref name="start"/>, <paramref name="start"/> + 1, … of a stream.</summary>
    public abstract void Fill(RandomStream stream, ulong start, Span<float> destination);

    /// <summary>The number made of a float64 uniform on (−1, 1), as a part of a mixture is.</summary>
    internal abstract float From(double uniform);

    /// <summary>Reads the text form, such as <c>uniform(-1,1)</c> or <c>normal(0.05)</c>; blanks around its parts do not matter.</summary>
    /// <param name="text">The text form.</param>
    /// <param name="source">The option or file that the text comes from, for the message.</param>
    /// <exception cref="InvalidInputException">The text names no distribution or its numbers make none.</exception>
    public static Distribution Parse(string text, string source = "distribution") => DistributionText.Parse(text, source);
}

/// <summary>Uniform between two float32 bounds.</summary>
public sealed record UniformDistribution : Distribution
{
    /// <summary>Uniform between the bounds.</summary>
    /// <exception cref="ArgumentException">A bound is not finite, or the lower is not below the upper.</exception>
    public UniformDistribution(float low, float high)
    {
        if (!float.IsFinite(low) || !float.IsFinite(high)) throw new ArgumentException("a bound is not finite as a float32");
        if (low >= high) throw new ArgumentException("the lower bound is not below the upper bound as float32");
        // −0 + 0 is 0: one law has one text form.
        Low = low + 0f;
        High = high + 0f;
    }

    /// <summary>The lower bound.</summary>
    public float Low { get; }

    /// <summary>The upper bound.</summary>
    public float High { get; }

    /// <inheritdoc/>
    internal override double LargestMagnitude => Math.Max(Math.Abs(Low), Math.Abs(High));

    /// <inheritdoc/>
    internal override float From(double uniform) =>
        (float)Math.Clamp(((0.5 * Low) + (0.5 * High)) + (((0.5 * High) - (0.5 * Low)) * uniform), Low, High);

    /// <inheritdoc/>
    public override float At(RandomStream stream, ulong index) => stream.UniformSingle(index, Low, High);

    /// <inheritdoc/>
    public override void Fill(RandomStream stream, ulong start, Span<float> destination) => stream.FillUniform(start, Low, High, destination);

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"uniform({Low:R},{High:R})");
}

/// <summary>Normal with mean 0.</summary>
public sealed record NormalDistribution : Distribution
{
    /// <summary>What 53 random bits give at most is 8.3.</summary>
    private const double LargestNormal = 8.5;

    /// <summary>Normal with mean 0 and a standard deviation between 1e-30 and 1e30, so that float32 holds what is drawn.</summary>
    /// <exception cref="ArgumentException">The standard deviation is not finite, not positive, or beyond float32.</exception>
    public NormalDistribution(double standardDeviation)
    {
        if (!double.IsFinite(standardDeviation)) throw new ArgumentException("the standard deviation is not finite");
        if (standardDeviation <= 0) throw new ArgumentException("the standard deviation is not positive");
        if (standardDeviation is < Smallest or > Largest) throw new ArgumentException("the standard deviation is outside 1e-30 to 1e30");
        StandardDeviation = standardDeviation;
    }

    /// <summary>The standard deviation.</summary>
    public double StandardDeviation { get; }

    /// <inheritdoc/>
    internal override double LargestMagnitude => LargestNormal * StandardDeviation;

    /// <inheritdoc/>
    internal override float From(double uniform) => (float)(StandardDeviation * InverseNormal.FromCentred(0.5 * uniform));

    /// <inheritdoc/>
    public override float At(RandomStream stream, ulong index) => (float)(StandardDeviation * stream.Normal(index));

    /// <inheritdoc/>
    public override void Fill(RandomStream stream, ulong start, Span<float> destination) =>
        stream.FillNormal(start, destination, StandardDeviation);

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"normal({StandardDeviation:R})");
}
