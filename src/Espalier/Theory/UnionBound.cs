using Espalier.Numerics.Special;

namespace Espalier.Theory;

/// <summary>The union bound over all pruned networks, Σ_{k=1}^N C(N, k)·Pr(B_k = 0)^F (Ferre' et al., equations 1 and 5), in logarithms.</summary>
/// <remarks>The empty network (k = 0) is not part of it: its error is R·‖w*‖, whatever is drawn.</remarks>
public static class UnionBound
{
    private const double Negligible = -60;

    /// <summary>ln of the sum over k from <paramref name="first"/> to <paramref name="last"/>.</summary>
    /// <param name="width">N.</param>
    /// <param name="families">F = ⌊d/2⌋.</param>
    /// <param name="logProbabilities">ln Pr(B_k = 0) for k = 0, 1, …, at least to the last k.</param>
    /// <param name="first">The first k.</param>
    /// <param name="last">The last k; N if null.</param>
    public static double LogSum(int width, int families, ReadOnlySpan<double> logProbabilities, int first = 1, int? last = null) =>
        LogSum(new LogBinomial(width), width, families, logProbabilities, first, last ?? width);

    /// <summary>The largest N up to <paramref name="limit"/> whose sum is at most δ; 0 if not even N = 1 is.</summary>
    internal static int LargestWidth(int limit, int families, ReadOnlySpan<double> logProbabilities, double logDelta)
    {
        var binomial = new LogBinomial(limit);
        int low = 0;
        int high = 1;
        while (high <= limit && Holds(binomial, high, families, logProbabilities, logDelta))
        {
            low = high;
            high = high > limit / 2 ? limit + 1 : 2 * high;
        }

        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            if (Holds(binomial, middle, families, logProbabilities, logDelta)) low = middle;
            else high = middle;
        }

        return low;
    }

    /// <summary>Mostly the largest term decides alone: the sum is between it and N times it.</summary>
    private static bool Holds(LogBinomial binomial, int width, int families, ReadOnlySpan<double> logProbabilities, double logDelta)
    {
        double largest = LargestTerm(binomial, width, families, logProbabilities, 1, width);
        if (largest > logDelta) return false;
        return largest + Math.Log(width) <= logDelta || LogSum(binomial, width, families, logProbabilities, 1, width) <= logDelta;
    }

    private static double LogSum(LogBinomial binomial, int width, int families, ReadOnlySpan<double> logProbabilities, int first, int last)
    {
        double largest = LargestTerm(binomial, width, families, logProbabilities, first, last);
        if (double.IsNegativeInfinity(largest)) return largest;
        double sum = 0;
        for (int k = first; k <= last; k++)
        {
            double share = Term(binomial, width, families, logProbabilities, k) - largest;
            // All terms below this together are less than a rounding.
            if (share > Negligible) sum += Math.Exp(share);
        }

        return largest + Math.Log(sum);
    }

    private static double LargestTerm(LogBinomial binomial, int width, int families, ReadOnlySpan<double> logProbabilities, int first, int last)
    {
        double largest = double.NegativeInfinity;
        for (int k = first; k <= last; k++) largest = Math.Max(largest, Term(binomial, width, families, logProbabilities, k));
        return largest;
    }

    private static double Term(LogBinomial binomial, int width, int families, ReadOnlySpan<double> logProbabilities, int k) =>
        binomial.At(width, k) + (families * logProbabilities[k]);
}
