using Espalier.Numerics.Special;

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
        if (BinomialLaw.AtMost(failures, trials, delta) <= level) return LawDecision.AtMostDelta;
        return BinomialLaw.AtLeast(failures, trials, delta) <= level ? LawDecision.AboveDelta : LawDecision.Undecided;
    }
}
