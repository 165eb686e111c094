using Espalier.SubsetSums;
using Espalier.SubsetSums.Law;

namespace Espalier.Lab.Experiments.SubsetSums;

/// <summary>
/// The law of random subset sums ([P] Theorem 3, Corollary 2): how often n random candidates leave a random target of [−1, 1] without a subset
/// within ε, how close the best subset comes, how many it keeps, and how far the worst target is from its nearest sum.
/// </summary>
public sealed class SubsetSumLawExperiment : Experiment
{
    /// <summary>All 2ⁿ sums of more candidates would cost a cell more than its trials.</summary>
    private const int MostForRadius = 20;

    /// <summary>Describes the experiment.</summary>
    public SubsetSumLawExperiment()
        : base(
            "subset-sum-law",
            revision: 1,
            "How often n random candidates have no subset within epsilon of a random target in [-1, 1]",
            [
                Parameter.WholeNumber("candidates", "n, the number of random candidates", 15, 1, SubsetSum.MaxCandidates),
                Parameter.Real("epsilon", "the largest error that counts as success", 0.01, 0, 10, excludeMinimum: true),
                Parameter.OneOf("distribution", "of one candidate: uniform on [-1, 1], the product of two such, or standard normal", "uniform", "product", "normal"),
                Parameter.WholeNumber("trials", "targets in each cell, each with candidates of its own", 1000, 1, 1_000_000),
            ],
            [
                new Measure("failures", ScalarKind.Integer, "trials without a subset within epsilon"),
                new Measure("failure-share", ScalarKind.Number, "share of the trials without a subset within epsilon") { Share = new("failures", "trials") },
                new Measure("mean-error", ScalarKind.Number, "mean of the smallest error"),
                new Measure("mean-kept", ScalarKind.Number, "mean size of the subset of smallest error"),
                new Measure("mean-kept-edges", ScalarKind.Number, "mean size of the smallest subset within epsilon, over the trials that have one", IsOptional: true),
                new Measure("covering-radius", ScalarKind.Number, $"distance of the worst target in [-1, 1] from its nearest sum, for the candidates of the first trial; up to {MostForRadius} candidates", IsOptional: true),
            ])
    {
    }

    /// <inheritdoc/>
    public override CellResult Run(Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(cell);
        int candidates = (int)cell.Integer("candidates");
        int trials = (int)cell.Integer("trials");
        CandidateDistribution distribution = Enum.Parse<CandidateDistribution>(cell.Text("distribution"), ignoreCase: true);
        var question = new SubsetSumQuestion(distribution, candidates, cell.Number("epsilon"), cell.Address.Seed);
        SubsetSumTrials found = SubsetSumTrials.Run(question, 0, trials, threads: 1, cancel: cancel)
            ?? throw new OperationCanceledException(cancel);
        CellResult result = new CellResult(Schema)
            .With("failures", found.Failures)
            .With("failure-share", (double)found.Failures / trials)
            .With("mean-error", Mean(found.Errors.Span))
            .With("mean-kept", found.MeanKeptForError!.Value);
        if (found.MeanKeptForEdges is { } edges) result.With("mean-kept-edges", edges);
        return candidates <= MostForRadius ? result.With("covering-radius", Radius(question)) : result;
    }

    private static double Radius(SubsetSumQuestion question)
    {
        double[] candidates = new double[question.Candidates];
        RandomInstance.Candidates(question.Distribution, question.Seed, 0, candidates);
        return CoveringRadius.Of(candidates, -1, 1);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }
}
