using Espalier.Lab.Statistics;
using Espalier.SubsetSums.Law;

namespace Espalier.Work.SubsetSums;

/// <summary>How often random candidates serve a random target, and how many are needed.</summary>
public sealed record LawAnswer(
    long Trials,
    long Failures,
    double FailureProbability,
    ConfidenceInterval Interval,
    QuantileRow[] ErrorQuantiles,
    int RadiusTrials,
    QuantileRow[]? CoveringRadiusQuantiles,
    double? MeanKept,
    NeededCandidates? Smallest);

/// <summary>One quantile.</summary>
public sealed record QuantileRow(double Probability, double Value)
{
    private static readonly double[] Probabilities = [0.01, 0.1, 0.5, 0.9, 0.99];

    internal static QuantileRow[] Of(double[] sample) =>
        [.. Probabilities.Zip(Quantiles.Values(sample, Probabilities), (probability, value) => new QuantileRow(probability, value))];
}

/// <summary>The smallest N that was shown to suffice, whether it was shown to be the smallest, and C in N = C·log₂(2/min(ε, δ)).</summary>
public sealed record NeededCandidates(LawNotion Targets, int? Candidates, bool IsSmallest, double? Constant)
{
    internal static NeededCandidates Of(SmallestCandidates found) => new(found.Request.Notion, found.Candidates, found.IsSmallest, found.Constant);
}
