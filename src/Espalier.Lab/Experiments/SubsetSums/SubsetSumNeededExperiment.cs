using Espalier.SubsetSums;
using Espalier.SubsetSums.Law;

namespace Espalier.Lab.Experiments.SubsetSums;

/// <summary>
/// The smallest n with which random candidates fail with probability at most δ, and the constant C in n = C·log₂(2/min(ε, δ))
/// ([P] Theorem 3, Corollary 2), for one random target or for all targets at once.
/// </summary>
public sealed class SubsetSumNeededExperiment : Experiment
{
    private const string One = "one-target";
    private const string All = "all-targets";
    private const string AllOfHalf = "all-targets-of-half";

    /// <summary>Describes the experiment.</summary>
    public SubsetSumNeededExperiment()
        : base(
            "subset-sum-needed",
            revision: 1,
            "The smallest number of random candidates that fail with probability at most delta",
            [
                Parameter.Real("epsilon", "the largest error that counts as success", 0.01, 0, 10, excludeMinimum: true),
                Parameter.Real("delta", "the largest failure probability", 0.01, 0, 0.5, excludeMinimum: true),
                Parameter.OneOf("distribution", "of one candidate: uniform on [-1, 1], the product of two such, or standard normal", "uniform", "product", "normal"),
                Parameter.OneOf("targets", "what must be served: a random target of [-1, 1], every one of [-1, 1], or every one of [-1/2, 1/2]", One, All, AllOfHalf),
                Parameter.Real("confidence", "the probability, at least, that no decision on the way is wrong", 0.99, 0.5, 0.999999),
                Parameter.WholeNumber("most-trials", "trials for each number of candidates; where they leave it undecided, one more candidate is tried", 100_000, 64, 100_000_000),
                Parameter.WholeNumber("most-candidates", $"where to give up; all targets at once are followed up to {CoveringRadius.MaxCandidates}", 40, 1, SubsetSum.MaxCandidates),
            ],
            [
                new Measure("candidates", ScalarKind.Integer, "the smallest number of candidates shown to suffice; missing where the search gave up", IsOptional: true),
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
    public override CellResult Run(Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(cell);
        double epsilon = cell.Number("epsilon");
        double delta = cell.Number("delta");
        var request = new LawRequest(
            Enum.Parse<CandidateDistribution>(cell.Text("distribution"), ignoreCase: true),
            Notion(cell.Text("targets")),
            epsilon,
            delta,
            cell.Number("confidence"),
            cell.Address.Seed,
            (int)cell.Integer("most-candidates"),
            (int)cell.Integer("most-trials"));
        SmallestCandidates answer = SmallestCandidates.Find(request, threads: 1, cancel: cancel);
        if (answer.Status == LawStatus.Cancelled) throw new OperationCanceledException(cancel);
        int refuted = answer.Steps.TakeWhile(step => step.Decision == LawDecision.AboveDelta).Count();
        CellResult result = new CellResult(Schema)
            .With("found", answer.Candidates is not null)
            .With("proved", answer.IsSmallest)
            .With("least-possible", refuted + 1L)
            .With("bits", -Math.Log2(epsilon))
            .With("law-bits", Math.Log2(2 / Math.Min(epsilon, delta)))
            .With("trials", answer.Steps.Sum(step => step.Trials));
        return answer.Candidates is int needed ? result.With("candidates", (long)needed).With("constant", answer.Constant!.Value) : result;
    }

    private static LawNotion Notion(string targets) => targets switch
    {
        All => LawNotion.AllTargets,
        AllOfHalf => LawNotion.AllTargetsOfHalf,
        _ => LawNotion.RandomTarget,
    };
}
