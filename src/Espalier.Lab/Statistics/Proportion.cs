using Espalier.Numerics.Special;

namespace Espalier.Lab.Statistics;

/// <summary>Exact confidence limits for a probability from independent trials.</summary>
/// <remarks>C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26
/// (1934).</remarks>
public static class Proportion
{
    /// <summary>The largest number of trials for which limits are computed.</summary>
    public const long MaxTrials = 1_000_000_000_000;

    /// <summary>The two-sided Clopper–Pearson interval: each end errs with probability at most (1 − confidence)/2.</summary>
    public static ConfidenceInterval ClopperPearson(long successes, long trials, double confidence = 0.95)
    {
        ConfidenceInterval.RequireConfidence(confidence);
        double tail = 0.5 * (1 - confidence);
        return new(LowerAt(successes, trials, tail), UpperAt(successes, trials, tail), confidence);
    }

    /// <summary>The one-sided lower limit: [limit, 1] holds the probability with at least the stated confidence.</summary>
    public static double LowerLimit(long successes, long trials, double confidence = 0.95)
    {
        ConfidenceInterval.RequireConfidence(confidence);
        return LowerAt(successes, trials, 1 - confidence);
    }

    /// <summary>The one-sided upper limit: [0, limit] holds the probability with at least the stated confidence.</summary>
    public static double UpperLimit(long successes, long trials, double confidence = 0.95)
    {
        ConfidenceInterval.RequireConfidence(confidence);
        return UpperAt(successes, trials, 1 - confidence);
    }

    /// <summary>The p with Pr(Bin(n, p) ≥ k) = tail.</summary>
    internal static double LowerAt(long successes, long trials, double tail)
    {
        Require(successes, trials);
        return successes == 0 ? 0 : IncompleteBeta.Inverse(successes, trials - successes + 1, tail).X;
    }

    /// <summary>The p with Pr(Bin(n, p) ≤ k) = tail.</summary>
    internal static double UpperAt(long successes, long trials, double tail)
    {
        Require(successes, trials);
        return successes == trials ? 1 : IncompleteBeta.Inverse(trials - successes, successes + 1, tail).Y;
    }

    private static void Require(long successes, long trials)
    {
        if (trials is < 0 or > MaxTrials)
            throw new InvalidInputException("trials", null, $"{trials} is not between 0 and {MaxTrials}", "give the number of trials made");
        if (successes < 0 || successes > trials)
            throw new InvalidInputException(
                "successes", null, $"{successes} of {trials} trials is impossible", "give a count between 0 and the number of trials");
    }
}
