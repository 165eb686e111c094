namespace Espalier.SubsetSums.Law;

/// <summary>Tries numbers of candidates in ascending order until one is shown to fail with probability at most δ.</summary>
/// <remarks>
/// The failure probability falls with the number; numbers far too small are dismissed within a few trials. The levels 1/(k(k + 1))
/// sum to 1 over all numbers tried, so one confidence holds for all decisions together.
/// </remarks>
internal sealed class CandidateScan(double delta, double confidence, int maxTrials)
{
    private const int FirstTrials = 64;

    /// <summary>Makes trials first … first + count − 1 with so many candidates and gives the failures; null if cancelled.</summary>
    public delegate long? Trials(int candidates, long first, int count);

    public (LawStatus Status, int? Candidates, IReadOnlyList<LawStep> Steps) Run(
        IEnumerable<int> numbers, Trials trials, IProgress<LawStep>? progress = null)
    {
        var steps = new List<LawStep>();
        foreach (int candidates in numbers)
        {
            double tried = steps.Count + 1;
            LawStep? step = Decide(candidates, (1 - confidence) / (tried * (tried + 1)), trials);
            if (step is null) return (LawStatus.Cancelled, null, steps);
            steps.Add(step);
            progress?.Report(step);
            if (step.Decision == LawDecision.AtMostDelta) return (LawStatus.Found, candidates, steps);
        }

        return (LawStatus.LimitReached, null, steps);
    }

    private LawStep? Decide(int candidates, double alpha, Trials trials)
    {
        long done = 0;
        long failures = 0;
        for (int look = 1; ; look++)
        {
            int more = (int)Math.Min(done == 0 ? FirstTrials : done, maxTrials - done);
            if (trials(candidates, done, more) is not { } failed) return null;
            done += more;
            failures += failed;
            LawDecision decision = SequentialTest.Look(done, failures, delta, alpha, look);
            if (decision != LawDecision.Undecided || done >= maxTrials) return new LawStep(candidates, done, failures, decision);
        }
    }
}
