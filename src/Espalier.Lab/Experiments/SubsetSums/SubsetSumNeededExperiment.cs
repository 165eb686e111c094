using Espalier.SubsetSums;
using Espalier.SubsetSums.Law;

namespace Espalier.Lab.Experiments.SubsetSums;

/// <summary>
/// The smallest n with which random candidates fail with probability at most δ, and the constant C in n = C·log₂(2/min(ε, δ))
/// ([P] Theorem 3, Corollary 2), for one random target or for all targets at once.
/// </summary>
public sealed class SubsetSumNeededExperiment : Experiment<SubsetSumNeededParameters>
{
    /// <summary>Describes the experiment.</summary>
    public SubsetSumNeededExperiment()
        : base(
            "subset-sum-needed",
            revision: 1,
            "The smallest number of random candidates that fail with probability at most delta",
            [
                new Measure(
                    "candidates",
                    ScalarKind.Integer,
                    "the smallest number of candidates shown to suffice; missing where the search gave up",
                    IsOptional: true),
                new Measure("found", ScalarKind.Flag, "whether a number of candidates was shown to suffice"),
                new Measure("proved", ScalarKind.Flag, "whether every smaller number was shown not to suffice"),
                new Measure("least-possible", ScalarKind.Integer, "the smallest number of candidates that was not shown to be too small"),
                new Measure("constant", ScalarKind.Number, "C in candidates = C log_{2}(2 / min(epsilon, delta))", IsOptional: true),
                new Measure("bits", ScalarKind.Number, "log_{2}(1 / epsilon)"),
                new Measure("law-bits", ScalarKind.Number, "log_{2}(2 / min(epsilon, delta))"),
                new Measure("trials", ScalarKind.Integer, "trials made in all"),
            ])
    {
    }

    /// <inheritdoc/>
    protected override CellResult Run(SubsetSumNeededParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        (double epsilon, double delta) = (parameters.Epsilon, parameters.Delta);
        var request = new LawRequest(
            parameters.Distribution, Notion(parameters.Targets), epsilon, delta, parameters.Confidence, cell.Address.Seed, parameters.MostCandidates,
            parameters.MostTrials);
        SmallestCandidates answer = SmallestCandidates.Find(request, threads: 1, cancel: cancel);
        if (answer.Status == LawStatus.Cancelled) throw new OperationCanceledException(cancel);
        // Without a single step, counting alone has refuted every number.
        int refuted = answer.Steps.Count == 0
            ? Math.Min(
                parameters.MostCandidates, parameters.Targets == ServedTargets.OneTarget ? SubsetSum.MaxCandidates : CoveringRadius.MaxCandidates)
            : answer.Steps.TakeWhile(step => step.Decision == LawDecision.AboveDelta).Count();
        CellResult result = new CellResult(Schema)
            .With("found", answer.Candidates is not null)
            .With("proved", answer.IsSmallest)
            .With("least-possible", refuted + 1L)
            .With("bits", -Math.Log2(epsilon))
            .With("law-bits", Math.Log2(2 / Math.Min(epsilon, delta)))
            .With("trials", answer.Steps.Sum(step => step.Trials));
        return answer.Candidates is int needed ? result.With("candidates", (long)needed).With("constant", answer.Constant!.Value) : result;
    }

    private static LawNotion Notion(ServedTargets targets) => targets switch
    {
        ServedTargets.AllTargets => LawNotion.AllTargets,
        ServedTargets.AllTargetsOfHalf => LawNotion.AllTargetsOfHalf,
        _ => LawNotion.RandomTarget,
    };
}

/// <summary>What the candidates must serve.</summary>
public enum ServedTargets
{
    /// <summary>A random target of [−1, 1].</summary>
    OneTarget,

    /// <summary>Every target of [−1, 1].</summary>
    AllTargets,

    /// <summary>Every target of [−½, ½].</summary>
    AllTargetsOfHalf,
}

/// <summary>What the candidates must reach, how surely, and how long to look for their number.</summary>
public sealed record SubsetSumNeededParameters
{
    /// <summary>ε.</summary>
    [Parameter("the largest error that counts as success", 0, 10, IsMinimumExcluded = true, Suggested = "[0.3, 0.1, 0.03, 0.01]")]
    public double Epsilon { get; init; } = 0.01;

    /// <summary>δ.</summary>
    [Parameter("the largest failure probability", 0, 0.5, IsMinimumExcluded = true)]
    public double Delta { get; init; } = 0.01;

    /// <summary>The law of one candidate.</summary>
    [Parameter("of one candidate: uniform on [-1, 1], the product of two such, or standard normal")]
    public CandidateDistribution Distribution { get; init; } = CandidateDistribution.Uniform;

    /// <summary>What must be served.</summary>
    [Parameter("what must be served: a random target of [-1, 1], every one of [-1, 1], or every one of [-1/2, 1/2]")]
    public ServedTargets Targets { get; init; } = ServedTargets.OneTarget;

    /// <summary>Of all decisions together.</summary>
    [Parameter("the probability, at least, that no decision on the way is wrong", 0.5, 0.999999)]
    public double Confidence { get; init; } = 0.99;

    /// <summary>Trials for each number of candidates.</summary>
    [Parameter("trials for each number of candidates; where they leave it undecided, one more candidate is tried", 64, 100_000_000)]
    public int MostTrials { get; init; } = 100_000;

    /// <summary>Where to give up; <see cref="CoveringRadius.MaxCandidates"/> is the 24 of the sentence.</summary>
    [Parameter("where to give up; all targets at once are followed up to 24", 1, SubsetSum.MaxCandidates)]
    public int MostCandidates { get; init; } = 40;
}
