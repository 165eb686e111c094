using Espalier.Numerics.Special;

namespace Espalier.Lab.Statistics;

/// <summary>
/// An estimated quantile with a distribution-free interval. An end is null where the sample is too small to bound that side at the
/// stated confidence.
/// </summary>
/// <param name="Probability">Which quantile.</param>
/// <param name="Value">The estimate, by linear interpolation (type 7).</param>
/// <param name="Lower">The order statistic that bounds the quantile from below, or null.</param>
/// <param name="Upper">The order statistic that bounds the quantile from above, or null.</param>
/// <param name="Confidence">The confidence asked for.</param>
/// <param name="Coverage">The exact probability, for a continuous law, that the ends given hold the quantile: at least
/// <paramref name="Confidence"/>.</param>
public sealed record QuantileEstimate(double Probability, double Value, double? Lower, double? Upper, double Confidence, double Coverage);

/// <summary>Quantiles of a sample and what they say about the law behind it.</summary>
public static class Quantiles
{
    /// <summary>The type-7 quantile: linear interpolation at position (n − 1)·probability of the sorted sample.</summary>
    /// <remarks>R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996).</remarks>
    public static double Value(ReadOnlySpan<double> sample, double probability) => OfSorted(Sorted(sample), Required(probability));

    /// <summary>Several type-7 quantiles of one sample.</summary>
    public static double[] Values(ReadOnlySpan<double> sample, ReadOnlySpan<double> probabilities)
    {
        double[] sorted = Sorted(sample);
        double[] values = new double[probabilities.Length];
        for (int i = 0; i < values.Length; i++) values[i] = OfSorted(sorted, Required(probabilities[i]));
        return values;
    }

    /// <summary>A quantile with the interval between two order statistics, each end erring with probability at most (1 − confidence)/2.</summary>
    /// <remarks>For a law with atoms the coverage is at least what is stated.</remarks>
    public static QuantileEstimate Estimate(ReadOnlySpan<double> sample, double probability, double confidence = 0.95)
    {
        ConfidenceInterval.RequireConfidence(confidence);
        double[] sorted = Sorted(sample);
        double q = Required(probability);
        double tail = 0.5 * (1 - confidence);
        int n = sorted.Length;

        // The l-th smallest value exceeds the quantile only when fewer than l values lie at or below it: Pr(Bin(n, q) ≤ l − 1).
        int lower = LastTrue(n, l => BinomialLaw.AtMost(l - 1, n, q) <= tail);
        int upper = n + 1 - LastTrue(n, m => BinomialLaw.AtLeast(n + 1 - m, n, q) <= tail);
        double missed = (lower >= 1 ? BinomialLaw.AtMost(lower - 1, n, q) : 0) + (upper <= n ? BinomialLaw.AtLeast(upper, n, q) : 0);
        return new(
            q, OfSorted(sorted, q), lower >= 1 ? sorted[lower - 1] : null, upper <= n ? sorted[upper - 1] : null, confidence, 1 - missed);
    }

    internal static double OfSorted(ReadOnlySpan<double> sorted, double probability)
    {
        double position = (sorted.Length - 1) * probability;
        int below = Math.Min((int)position, sorted.Length - 1);
        int above = Math.Min(below + 1, sorted.Length - 1);
        bool single = position == below || sorted[below] == sorted[above];
        return single ? sorted[below] : double.Lerp(sorted[below], sorted[above], position - below);
    }

    /// <summary>The largest l in 1 … n for which a condition holds that only turns from true to false, or 0.</summary>
    private static int LastTrue(int n, Func<int, bool> condition)
    {
        (int holds, int fails) = (0, n + 1);
        while (fails - holds > 1)
        {
            int middle = holds + ((fails - holds) / 2);
            if (condition(middle)) holds = middle;
            else fails = middle;
        }

        return holds;
    }

    private static double Required(double probability)
    {
        if (probability is >= 0 and <= 1) return probability;
        throw new InvalidInputException("quantile", null, $"{probability} is not between 0 and 1", "use for example 0.5 for the median");
    }

    private static double[] Sorted(ReadOnlySpan<double> sample)
    {
        if (sample.IsEmpty) throw new InvalidInputException("sample", null, "it is empty", "give at least one value");
        foreach (double value in sample)
        {
            if (double.IsNaN(value))
                throw new InvalidInputException("sample", null, "it holds a value that is not a number", "leave failed trials out");
        }

        double[] sorted = sample.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
