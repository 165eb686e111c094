using Espalier.SubsetSums;

namespace Espalier.Work.SubsetSums;

/// <summary>The best subset for every target.</summary>
/// <param name="Solutions">In the order of the targets.</param>
public sealed record SolveAnswer(Solution[] Solutions);

/// <summary>The best subset for one target.</summary>
/// <param name="Status">found, or infeasible: then the rest is about the subset that comes closest.</param>
/// <param name="Kept">Indices into the list of candidates.</param>
/// <param name="Sum">What they sum to.</param>
/// <param name="Error">How far that is from the target.</param>
public sealed record Solution(SubsetSumStatus Status, int[] Kept, double Sum, double Error)
{
    internal static Solution Of(SubsetSumResult result) =>
        new(result.Status, [.. Enumerable.Range(0, SubsetSum.MaxCandidates).Where(i => ((result.Mask >> i) & 1) != 0)], result.Sum, result.Error);
}
