namespace Espalier.SubsetSums.Law;

/// <summary>How many candidates counting alone demands: n candidates have 2ⁿ sums, and each serves an interval of 2ε.</summary>
/// <remarks>
/// Of targets uniform on an interval of width w, a share of at most 2ⁿ·2ε/w is served, whatever the candidates. The random targets
/// of the laws are multiples of 2⁻⁵³ on [−1, 1], of which an interval holds no more than 2ε·2⁵² + 1: their share is at most
/// 2ⁿ·(ε + 2⁻⁵³).
/// </remarks>
public static class ReachBound
{
    private const double Grid = 1.0 / (1L << 53);

    /// <summary>The largest share of the random targets of a law that n candidates can serve.</summary>
    public static double ServedShare(int candidates, double epsilon) => Math.Min(1, Math.ScaleB(epsilon + Grid, candidates));

    /// <summary>Whether n candidates cannot serve a share 1 − δ of random targets.</summary>
    public static bool IsBeyond(int candidates, double epsilon, double delta) => ServedShare(candidates, epsilon) < 1 - delta;

    /// <summary>
    /// The smallest tolerance at which n candidates can serve a share 1 − δ of an interval: below it, only chance coincidences of
    /// numbers are within ε.
    /// </summary>
    /// <param name="candidates">How many candidates, n.</param>
    /// <param name="width">The width of the interval that the targets lie in.</param>
    /// <param name="delta">The share that may be missed.</param>
    public static double LeastEpsilon(int candidates, double width, double delta) => Math.ScaleB((1 - delta) * width, -candidates - 1);

    /// <summary>Refuses a tolerance that no number of candidates can meet.</summary>
    /// <param name="epsilon">The tolerance.</param>
    /// <param name="delta">The share that may be missed.</param>
    /// <param name="width">The width of the interval that the targets lie in.</param>
    /// <param name="candidates">The most candidates.</param>
    /// <exception cref="InvalidInputException">The tolerance is below <see cref="LeastEpsilon"/>.</exception>
    public static void Require(double epsilon, double delta, double width, int candidates = SubsetSum.MaxCandidates)
    {
        SubsetSumInput.CheckEpsilon(epsilon);
        double least = LeastEpsilon(candidates, width, delta);
        if (epsilon >= least) return;
        throw new InvalidInputException(
            "epsilon",
            null,
            $"all 2^{candidates} sums of {candidates} candidates cannot come within {epsilon:R} of so many of the targets",
            $"give at least {least:G2}");
    }
}
