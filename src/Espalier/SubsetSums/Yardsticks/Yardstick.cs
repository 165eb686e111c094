using System.Collections.Immutable;

namespace Espalier.SubsetSums.Yardsticks;

/// <summary>Another way to hold a grid of weights, for a ticket to be measured by.</summary>
/// <param name="Key">How programs name it: one word.</param>
/// <param name="Name">How tables name it.</param>
public abstract record Yardstick(string Key, string Name)
{
    /// <summary>What engineers use without asking how many bits: float16, and integers of eight bits.</summary>
    public static ImmutableArray<Yardstick> Usual { get; } = [new HalfPrecision(), new ChannelIntegers()];

    /// <summary>What else could be had for about so many bits per weight; SeedLM where its paper has a setting.</summary>
    /// <param name="bitsPerWeight">The bits; a fraction brings integers of the whole numbers on both sides of it.</param>
    public static ImmutableArray<Yardstick> At(double bitsPerWeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bitsPerWeight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bitsPerWeight, 16);
        var found = ImmutableArray.CreateBuilder<Yardstick>();
        for (int bits = (int)Math.Ceiling(bitsPerWeight); bits >= (int)bitsPerWeight; bits--)
        {
            foreach (int group in (ReadOnlySpan<int>)[128, 32]) found.Add(new BlockIntegers(bits, group));
            foreach (int group in (ReadOnlySpan<int>)[128, 32]) found.Add(new MinMaxIntegers(bits, group));
            if (SeedLm.Bits.Contains(bits)) found.Add(new SeedLm(bits));
        }

        found.Add(new EntropyCodedSteps(bitsPerWeight));
        found.Add(new GaussianLimit(bitsPerWeight));
        return found.ToImmutable();
    }

    /// <summary>What it makes of a grid.</summary>
    /// <param name="columns">The weights of a row.</param>
    /// <param name="weights">Row-major, finite.</param>
    public abstract YardstickResult Measure(int columns, ReadOnlySpan<float> weights);
}

/// <summary>A way to hold weights that can be carried out at once: they come back rounded.</summary>
public abstract record RoundingYardstick(string Key, string Name) : Yardstick(Key, Name)
{
    /// <summary>Rounds a grid, and returns the bits that all its weights take.</summary>
    public abstract double Round(int columns, ReadOnlySpan<float> weights, Span<float> rounded);

    /// <inheritdoc/>
    public sealed override YardstickResult Measure(int columns, ReadOnlySpan<float> weights)
    {
        var rounded = new float[weights.Length];
        double bits = Round(columns, weights, rounded);
        return YardstickResult.Of(bits, weights, rounded);
    }
}

/// <summary>What a way to hold weights makes of them; of several grids the sum.</summary>
/// <param name="Weights">How many weights.</param>
/// <param name="Bits">The bits of all, scales included.</param>
/// <param name="SquaredError">The sum of squared errors.</param>
/// <param name="SquaredWeights">The sum of squared weights.</param>
public readonly record struct YardstickResult(long Weights, double Bits, double SquaredError, double SquaredWeights)
{
    /// <summary>‖w − ŵ‖/‖w‖; 0 for weights that are all 0 and held so.</summary>
    public double RelativeError => SquaredError == 0 ? 0 : Math.Sqrt(SquaredError / SquaredWeights);

    /// <summary>Bits over weights.</summary>
    public double BitsPerWeight => Bits / Weights;

    /// <summary>Of two grids together.</summary>
    public static YardstickResult operator +(YardstickResult a, YardstickResult b) =>
        new(a.Weights + b.Weights, a.Bits + b.Bits, a.SquaredError + b.SquaredError, a.SquaredWeights + b.SquaredWeights);

    /// <summary>Of weights that came back rounded, in float64.</summary>
    public static YardstickResult Of(double bits, ReadOnlySpan<float> weights, ReadOnlySpan<float> rounded)
    {
        (double error, double total) = (0, 0);
        for (int i = 0; i < weights.Length; i++)
        {
            double miss = (double)weights[i] - rounded[i];
            error += miss * miss;
            total += (double)weights[i] * weights[i];
        }

        return new YardstickResult(weights.Length, bits, error, total);
    }
}
