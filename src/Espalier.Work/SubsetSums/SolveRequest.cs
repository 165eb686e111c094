using Espalier.SubsetSums;

namespace Espalier.Work.SubsetSums;

/// <summary>Subset sums to solve.</summary>
public sealed record SolveRequest
{
    /// <summary>One list that all targets share, or one list per target.</summary>
    public required IReadOnlyList<double[]> Candidates { get; init; }

    /// <summary>The targets.</summary>
    public required IReadOnlyList<double> Targets { get; init; }

    /// <summary>The tolerance; without one, every target has a best subset.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The smallest error, or the fewest kept within the tolerance, which then must be given.</summary>
    public SubsetSumObjective Objective { get; init; } = SubsetSumObjective.Error;

    /// <summary>The file that holds them, for messages, or null.</summary>
    public string? Source { get; init; }
}
