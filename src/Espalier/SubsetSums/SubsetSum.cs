namespace Espalier.SubsetSums;

/// <summary>
/// Exact subset sums: given candidates a and a target z, the subset S of smallest |z − Σ_S a|, or the smallest S within ε.
/// </summary>
/// <remarks>
/// Memory: what <see cref="SubsetSumWorkspace"/> says up to 32 candidates; up to 44 less than 2 MiB for the smallest error (four
/// lists) and about 100 MiB for the fewest kept, should more than a few be needed. Numbers more than 119 binary places apart cost
/// several times as much of both time and memory.
/// </remarks>
public static class SubsetSum
{
    /// <summary>The most candidates of one instance.</summary>
    public const int MaxCandidates = 44;

    /// <summary>Solves one instance exactly.</summary>
    /// <param name="candidates">At most <see cref="MaxCandidates"/> finite numbers.</param>
    /// <param name="target">A finite number.</param>
    /// <param name="objective">The smallest error, or the fewest kept within <paramref name="epsilon"/>.</param>
    /// <param name="epsilon">
    /// The largest error that counts as found, above 0. With the error objective it decides the status alone.
    /// </param>
    /// <param name="workspace">Buffers to reuse from call to call, for one thread at a time; null makes new ones.</param>
    /// <exception cref="InvalidInputException">A number is not finite, ε is not above 0, or there are too many candidates.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The objective is <see cref="SubsetSumObjective.Bits"/>.</exception>
    public static SubsetSumResult Solve(
        ReadOnlySpan<double> candidates,
        double target,
        SubsetSumObjective objective,
        double epsilon = double.PositiveInfinity,
        SubsetSumWorkspace? workspace = null)
    {
        SubsetSumInput.Check(candidates, target, epsilon);
        SubsetSumInput.CheckObjective(objective);
        Span<double> buffer = stackalloc double[MaxCandidates];
        var nonzero = new NonzeroCandidates(candidates, buffer);
        ulong mask = Choose(nonzero.Candidates, target, objective, epsilon, workspace);
        return ExactSum.Report(candidates, target, epsilon, nonzero.Expand(mask));
    }

    /// <summary>The preferred subset of smallest error.</summary>
    internal static ulong SmallestError(ReadOnlySpan<double> candidates, double target, SubsetSumWorkspace workspace)
    {
        ulong? mask = candidates.Length is >= RoundedSearch.FewestCandidates and <= RoundedSearch.MostCandidates
            ? RoundedSearch.Solve(candidates, target, workspace)
            : null;
        return mask ?? ExactSubsetSum.SmallestError(candidates, target);
    }

    private static ulong Choose(
        ReadOnlySpan<double> candidates, double target, SubsetSumObjective objective, double epsilon, SubsetSumWorkspace? workspace)
    {
        // The commonest answer of the edges objective needs no search at all.
        bool edges = objective == SubsetSumObjective.Edges;
        if (candidates.IsEmpty || (edges && Math.Abs(target) <= epsilon)) return 0;
        workspace ??= new SubsetSumWorkspace();
        return edges ? FewestKept.Solve(candidates, target, epsilon, workspace) : SmallestError(candidates, target, workspace);
    }

    /// <summary>Refuses a list that cannot be solved.</summary>
    /// <exception cref="InvalidInputException">A number is not finite, or there are too many candidates.</exception>
    public static void RequireCandidates(ReadOnlySpan<double> candidates) => SubsetSumInput.CheckCandidates(candidates);
}
