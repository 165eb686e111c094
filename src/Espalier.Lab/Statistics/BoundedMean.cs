namespace Espalier.Lab.Statistics;

/// <summary>
/// An interval for the mean of independent values that lie between two bounds, whatever else their law is, for any number of them.
/// </summary>
/// <remarks>
/// Each end inverts two bounds on Pr(mean ≤ t): exp(−n·KL(t‖μ)) of W. Hoeffding, "Probability inequalities for sums of bounded random variables",
/// J. Amer. Statist. Assoc. 58 (1963), and e·Pr(Bin(n, μ) ≤ ⌈n·t⌉) of V. Bentkus, "On Hoeffding's inequalities", Ann. Probab. 32 (2004). Both bound
/// the same probability, so the better may be taken.
/// </remarks>
public static class BoundedMean
{
    /// <summary>The two-sided interval: each end errs with probability at most (1 − confidence)/2.</summary>
    /// <param name="mean">The mean of the values.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="low">The smallest value that is possible.</param>
    /// <param name="high">The largest value that is possible.</param>
    /// <param name="confidence">The probability to hold the mean.</param>
    /// <exception cref="InvalidInputException">The mean lies outside the bounds, or there is no value.</exception>
    public static ConfidenceInterval Of(double mean, int count, double low, double high, double confidence = 0.95)
    {
        return OfWeighted(mean, count, 1, low, high, confidence);
    }

    /// <summary>
    /// The same of a weighted mean, whose weights sum to 1: values in [0, 1] times their weights, divided by the largest of these, lie in
    /// [0, 1] again, and <paramref name="heaviest"/> times the plain mean of those is the weighted one.
    /// Both theorems ask for independence, not for equal laws.
    /// </summary>
    /// <param name="mean">The weighted mean of the values.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="heaviest">The largest weight times the count: 1 where all are equal.</param>
    /// <param name="low">The smallest value that is possible.</param>
    /// <param name="high">The largest value that is possible.</param>
    /// <param name="confidence">The probability to hold the mean.</param>
    internal static ConfidenceInterval OfWeighted(double mean, int count, double heaviest, double low, double high, double confidence)
    {
        ConfidenceInterval.RequireConfidence(confidence);
        if (count < 1) throw new InvalidInputException("count", null, $"the number of values is {count}", "give at least one");
        if (!(low < high && mean >= low && mean <= high))
            throw new InvalidInputException("mean", null, $"{mean} is not between {low} and {high}", "give bounds that hold for every value");
        double share = (mean - low) / (high - low);
        double tail = 0.5 * (1 - confidence);
        double lower = low + ((high - low) * (1 - Upper(1 - share)));
        double upper = low + ((high - low) * Upper(share));
        // Rounding keeps both ends on their side of the mean.
        return new(Math.Clamp(lower, low, mean), Math.Clamp(upper, mean, high), confidence);

        double Upper(double part) => heaviest * BoundedMean.Upper(part / heaviest, count, tail);
    }

    /// <summary>The largest mean in [0, 1] that both bounds allow.</summary>
    private static double Upper(double share, int count, double tail)
    {
        // A sum that is a whole number but for rounding is meant to be one.
        double whole = Math.Min(count, Math.Ceiling((share * count) - 1e-9));
        return Math.Min(Hoeffding(share, Math.Log(1 / tail) / count), Proportion.UpperAt((long)whole, count, tail / Math.E));
    }

    /// <summary>The μ ≥ t with KL(t‖μ) = most, from above.</summary>
    private static double Hoeffding(double t, double most)
    {
        double inside = t, outside = 1;
        for (int step = 0; step < 100; step++)
        {
            double middle = 0.5 * (inside + outside);
            if (Divergence(t, middle) > most) outside = middle;
            else inside = middle;
        }

        return outside;
    }

    private static double Divergence(double t, double mean) => Term(t, mean) + Term(1 - t, 1 - mean);

    private static double Term(double part, double whole) => part == 0 ? 0 : part * Math.Log(part / whole);
}
