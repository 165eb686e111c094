namespace Espalier.SubsetSums.Law;

/// <summary>What repeated trials say about a failure probability p and a wanted bound δ.</summary>
public enum LawDecision
{
    /// <summary>The trials allowed do not tell p from δ.</summary>
    Undecided = 0,

    /// <summary>p ≤ δ, at the stated confidence.</summary>
    AtMostDelta = 1,

    /// <summary>p &gt; δ, at the stated confidence.</summary>
    AboveDelta = 2,
}

/// <summary>Tells p ≤ δ from p &gt; δ by looking again and again as trials double, with the chance of any wrong answer bounded.</summary>
/// <remarks>
/// Look k = 1, 2, … is an exact one-sided binomial test at level α / (2k(k + 1)) for either answer; these levels sum to less than
/// α over all looks and both answers.
/// </remarks>
internal static class SequentialTest
{
    /// <summary>The decision that the k-th look allows.</summary>
    public static LawDecision Look(long trials, long failures, double delta, double alpha, int look)
    {
        double level = alpha / (2.0 * look * (look + 1));
        if (LowerTail(trials, failures, delta) <= level) return LawDecision.AtMostDelta;
        return failures > 0 && LowerTail(trials, trials - failures, 1 - delta) <= level ? LawDecision.AboveDelta : LawDecision.Undecided;
    }

    /// <summary>P(X ≤ count) for X binomial with the given number of trials and probability, in (0, 1).</summary>
    internal static double LowerTail(long trials, long count, double probability)
    {
        if (count >= trials) return 1;

        // Terms are scaled by the largest so far, because the first may be far below the smallest float64.
        double logOdds = Math.Log(probability) - Math.Log(1 - probability);
        double logTerm = trials * Math.Log(1 - probability);
        double scale = logTerm;
        double sum = 1;
        for (long k = 1; k <= count; k++)
        {
            logTerm += Math.Log((trials - k + 1.0) / k) + logOdds;
            if (logTerm > scale)
            {
                sum = (sum * Math.Exp(scale - logTerm)) + 1;
                scale = logTerm;
            }
            else
            {
                sum += Math.Exp(logTerm - scale);
            }
        }

        return Math.Min(1, sum * Math.Exp(scale));
    }
}
