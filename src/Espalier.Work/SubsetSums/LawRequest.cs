using Espalier.SubsetSums.Law;

namespace Espalier.Work.SubsetSums;

/// <summary>A law of random subset sums to measure.</summary>
public sealed record LawRequest
{
    /// <summary>How many random candidates.</summary>
    public int Candidates { get; init; } = 15;

    /// <summary>
    /// The law of a candidate: <c>uniform</c>, <c>product</c> (of two such), <c>normal</c>, the text of a distribution, or <c>product(…)</c> of one.
    /// </summary>
    public string Distribution { get; init; } = "uniform";

    /// <summary>Subsets of exactly so many candidates, if given, in place of all.</summary>
    public int? Kept { get; init; }

    /// <summary>The tolerance.</summary>
    public double Epsilon { get; init; } = 0.01;

    /// <summary>Random targets, each with fresh candidates.</summary>
    public int Trials { get; init; } = 100_000;

    /// <summary>Candidate lists whose covering radius is found; as many as some seconds allow if not given, 0 for none.</summary>
    public int? RadiusTrials { get; init; }

    /// <summary>Also find the smallest number of candidates whose failure probability is at most this.</summary>
    public double? Delta { get; init; }

    /// <summary>For <see cref="Delta"/>: one random target, or all of an interval at once.</summary>
    public LawNotion Targets { get; init; } = LawNotion.RandomTarget;

    /// <summary>The seed of candidates and targets.</summary>
    public ulong Seed { get; init; } = 1;
}
