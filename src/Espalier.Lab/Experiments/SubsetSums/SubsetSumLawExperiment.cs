using Espalier.SubsetSums;
using Espalier.SubsetSums.Law;

namespace Espalier.Lab.Experiments.SubsetSums;

/// <summary>
/// The law of random subset sums ([P] Theorem 3, Corollary 2): how often n random candidates leave a random target of [−1, 1] without a subset
/// within ε, how close the best subset comes, how many it keeps, and how far the worst target is from its nearest sum.
/// </summary>
public sealed class SubsetSumLawExperiment : Experiment<SubsetSumLawParameters>
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
                new Measure("failures", ScalarKind.Integer, "trials without a subset within epsilon"),
                new Measure(
                    "failure-share", ScalarKind.Number, "share of the trials without a subset within epsilon") { Share = new("failures", "trials") },
                new Measure("mean-error", ScalarKind.Number, "mean of the smallest error"),
                new Measure("mean-kept", ScalarKind.Number, "mean size of the subset of smallest error"),
                new Measure(
                    "mean-kept-edges",
                    ScalarKind.Number,
                    "mean size of the smallest subset within epsilon, over the trials that have one",
                    IsOptional: true),
                new Measure(
                    "covering-radius",
                    ScalarKind.Number,
                    $"distance of the worst target in [-1, 1] from its nearest sum, for the candidates of the first trial; up to "
                        + $"{MostForRadius} candidates",
                    IsOptional: true),
            ])
    {
    }

    /// <inheritdoc/>
    protected override CellResult Run(SubsetSumLawParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        (int candidates, int trials) = (parameters.Candidates, parameters.Trials);
        var question = new SubsetSumQuestion(parameters.Distribution, candidates, parameters.Epsilon, cell.Address.Seed);
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

/// <summary>How many candidates of which law, and what they must reach.</summary>
public sealed record SubsetSumLawParameters
{
    /// <summary>n.</summary>
    [Parameter("n, the number of random candidates", 1, SubsetSum.MaxCandidates, Suggested = "{from: 4, to: 20, step: 2}")]
    public int Candidates { get; init; } = 15;

    /// <summary>ε.</summary>
    [Parameter("the largest error that counts as success", 0, 10, IsMinimumExcluded = true)]
    public double Epsilon { get; init; } = 0.01;

    /// <summary>The law of one candidate.</summary>
    [Parameter("of one candidate: uniform on [-1, 1], the product of two such, or standard normal", Suggested = "[uniform, product]")]
    public CandidateDistribution Distribution { get; init; } = CandidateDistribution.Uniform;

    /// <summary>Targets.</summary>
    [Parameter("targets in each cell, each with candidates of its own", 1, 1_000_000)]
    public int Trials { get; init; } = 1000;
}
