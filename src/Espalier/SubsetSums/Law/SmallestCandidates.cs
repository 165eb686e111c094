namespace Espalier.SubsetSums.Law;

/// <summary>Which targets must be served.</summary>
public enum LawNotion
{
    /// <summary>One random target, uniform on [−1, 1].</summary>
    RandomTarget = 0,

    /// <summary>Every target of [−1, 1] at once (Pensia et al. 2020, Corollary 2).</summary>
    AllTargets = 1,

    /// <summary>Every target of [−1/2, 1/2] at once (Pensia et al. 2020, Theorem 3).</summary>
    AllTargetsOfHalf = 2,
}

/// <summary>How the search for the smallest number of candidates ended.</summary>
public enum LawStatus
{
    /// <summary>Found, at the stated confidence.</summary>
    Found = 0,

    /// <summary>Even the largest number allowed was not shown to suffice.</summary>
    LimitReached = 1,

    /// <summary>Stopped from outside.</summary>
    Cancelled = 2,
}

/// <summary>What is wanted: failure probability at most δ for error ε.</summary>
/// <param name="Distribution">How the candidates are distributed.</param>
/// <param name="Notion">Which targets must be served.</param>
/// <param name="Epsilon">The largest error, above 0.</param>
/// <param name="Delta">The largest failure probability, between 0 and 1.</param>
/// <param name="Confidence">The probability, at least, that no decision on the way is wrong; for example 0.99.</param>
/// <param name="Seed">The seed of all trials.</param>
/// <param name="MaxCandidates">Where to give up.</param>
/// <param name="MaxTrials">Trials for each number of candidates; where they leave it undecided, one more candidate is tried.</param>
public sealed record LawRequest(
    CandidateLaw Distribution,
    LawNotion Notion,
    double Epsilon,
    double Delta,
    double Confidence,
    ulong Seed,
    int MaxCandidates = 40,
    int MaxTrials = 1 << 20);

/// <summary>What the trials said about one number of candidates.</summary>
/// <param name="Candidates">The number of candidates.</param>
/// <param name="Trials">Trials made.</param>
/// <param name="Failures">Trials that failed.</param>
/// <param name="Decision">The decision.</param>
public sealed record LawStep(int Candidates, long Trials, long Failures, LawDecision Decision);

/// <summary>The smallest number of candidates shown to suffice.</summary>
/// <param name="Request">What was wanted.</param>
/// <param name="Status">How the search ended.</param>
/// <param name="Candidates">The number, or null.</param>
/// <param name="Steps">Every number tried, in ascending order.</param>
public sealed record SmallestCandidates(LawRequest Request, LawStatus Status, int? Candidates, IReadOnlyList<LawStep> Steps)
{
    /// <summary>Whether every smaller number was shown not to suffice, so that <see cref="Candidates"/> is the smallest.</summary>
    public bool IsSmallest => Candidates is not null && Steps.All(step => step.Candidates == Candidates || step.Decision == LawDecision.AboveDelta);

    /// <summary>C in n = C·log₂(2 / min(ε, δ)), or null without n.</summary>
    public double? Constant => Candidates / Math.Log2(2 / Math.Min(Request.Epsilon, Request.Delta));

    /// <summary>
    /// Tries n = 1, 2, 3, … until the failure probability is shown to be at most δ. It falls with n; numbers far too small are
    /// dismissed within a few trials.
    /// </summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="threads">How many threads to use, at least 1.</param>
    /// <param name="progress">Told each decision, or null.</param>
    /// <param name="cancel">Stops early.</param>
    /// <exception cref="InvalidInputException">The request cannot be met by any number.</exception>
    public static SmallestCandidates Find(
        LawRequest request, int threads, IProgress<LawStep>? progress = null, CancellationToken cancel = default)
    {
        Check(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        int most = Math.Min(request.MaxCandidates, request.Notion == LawNotion.RandomTarget ? SubsetSum.MaxCandidates : CoveringRadius.MaxCandidates);
        if (!cancel.IsCancellationRequested && IsBeyondReach(request, most)) return new SmallestCandidates(request, LawStatus.LimitReached, null, []);
        var test = new CandidateScan(request.Delta, request.Confidence, request.MaxTrials);
        (LawStatus status, int? candidates, IReadOnlyList<LawStep> steps) = test.Run(
            Enumerable.Range(1, most), (n, first, count) => Failures(request, n, first, count, threads, cancel), progress);
        return new SmallestCandidates(request, status, candidates, steps);
    }

    /// <summary>The constant through several answers: least squares of n on log₂(2 / min(ε, δ)), through the origin.</summary>
    /// <param name="answers">At least one answer that was found.</param>
    /// <returns>The constant that fits best, and the largest of the single ones.</returns>
    public static (double Fitted, double Largest) FitConstant(IEnumerable<SmallestCandidates> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        double products = 0;
        double squares = 0;
        double largest = 0;
        foreach (SmallestCandidates answer in answers)
        {
            if (answer.Candidates is not int n) continue;
            double length = Math.Log2(2 / Math.Min(answer.Request.Epsilon, answer.Request.Delta));
            products += n * length;
            squares += length * length;
            largest = Math.Max(largest, n / length);
        }

        if (squares == 0) throw new ArgumentException("No answer was found.", nameof(answers));
        return (products / squares, largest);
    }

    /// <summary>Whether counting sums alone rules every number of candidates out.</summary>
    private static bool IsBeyondReach(LawRequest request, int most) => request.Notion switch
    {
        LawNotion.RandomTarget => ReachBound.IsBeyond(most, request.Epsilon, request.Delta),
        LawNotion.AllTargets => request.Epsilon < ReachBound.LeastEpsilon(most, 2, 0),
        _ => request.Epsilon < ReachBound.LeastEpsilon(most, 1, 0),
    };

    private static long? Failures(LawRequest request, int n, long first, int count, int threads, CancellationToken cancel)
    {
        bool[] failed = new bool[count];
        bool finished = request.Notion == LawNotion.RandomTarget
            ? RandomTargets(request, n, first, failed, threads, cancel)
            : AllTargets(request, n, first, failed, threads, cancel);
        return finished ? failed.LongCount(one => one) : null;
    }

    private static bool RandomTargets(LawRequest request, int n, long first, bool[] failed, int threads, CancellationToken cancel)
    {
        var results = new SubsetSumResult[failed.Length];
        bool finished = SubsetSumBatch.SolveFresh(
            (int instance, Span<double> candidates, out double target) =>
            {
                RandomInstance.Candidates(request.Distribution, request.Seed, first + instance, candidates[..n]);
                target = RandomInstance.Target(request.Seed, first + instance);
                return n;
            },
            SubsetSumObjective.Error,
            request.Epsilon,
            results,
            threads,
            cancel: cancel);
        for (int i = 0; i < failed.Length; i++) failed[i] = results[i].Status == SubsetSumStatus.Infeasible;
        return finished;
    }

    private static bool AllTargets(LawRequest request, int n, long first, bool[] failed, int threads, CancellationToken cancel)
    {
        var question = new SubsetSumQuestion(request.Distribution, n, request.Epsilon, request.Seed);
        double reach = request.Notion == LawNotion.AllTargets ? 1 : 0.5;
        double[]? radii = CoveringRadius.Sample(question, reach, first, failed.Length, threads, cancel);
        for (int i = 0; i < radii?.Length; i++) failed[i] = radii[i] > request.Epsilon;
        return radii is not null;
    }

    private static void Check(LawRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        SubsetSumInput.CheckEpsilon(request.Epsilon);
        CheckShare("delta", request.Delta);
        CheckShare("confidence", request.Confidence);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxTrials, 1);
    }

    private static void CheckShare(string name, double value)
    {
        if (!(value > 0 && value < 1)) throw new InvalidInputException(name, null, $"the value is {value}", "give a number between 0 and 1");
    }
}
