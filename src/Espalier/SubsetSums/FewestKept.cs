namespace Espalier.SubsetSums;

/// <summary>The edges objective by size: all subsets of 1, 2, 3, … candidates in 32-bit units, close ones compared exactly.</summary>
internal static class FewestKept
{
    /// <summary>Sizes with more subsets than this are left to <see cref="FewestKeptSearch{T}"/>.</summary>
    private const int LargestLevel = 1 << 17;

    /// <summary>Ties compared exactly before this method gives up.</summary>
    private const int MostTies = 1 << 10;

    /// <summary>Sizes below this are cheaper to look through than to ask whether any subset is within ε.</summary>
    private const int FeasibilityFirst = 4;

    /// <summary>The preferred subset within ε, or if there is none the subset of smallest error.</summary>
    public static ulong Solve(ReadOnlySpan<double> candidates, double target, double epsilon, SubsetSumWorkspace workspace)
    {
        Span<int> units = workspace.UnitsSpan[..candidates.Length];
        if (!UnitScale.TryCreate(candidates, units, out UnitScale scale))
            return ExactSubsetSum.FewestKept(candidates, target, epsilon, 0) ?? SubsetSum.SmallestError(candidates, target, workspace);
        workspace.Levels.Reset(units, scale.Negative);
        return Solve(candidates, target, epsilon, scale, workspace, null);
    }

    /// <summary>The same with a known scale, and levels ready in the workspace.</summary>
    public static ulong Solve(
        ReadOnlySpan<double> candidates, double target, double epsilon, in UnitScale scale, SubsetSumWorkspace workspace, SharedCandidates? shared)
    {
        int kept = 1;
        int signedTarget = scale.Target(target) - scale.NegativeUnits;
        int cheap = Math.Min(candidates.Length, FeasibilityFirst - 1);
        if (Search(candidates, target, epsilon, workspace.Levels, scale, signedTarget, ref kept, cheap) is ulong few) return few;
        ulong smallest = shared?.SmallestError(target, workspace) ?? SubsetSum.SmallestError(candidates, target, workspace);
        var best = new BestSubset(candidates, target);
        best.Offer(smallest);
        if (best.IsExact && !best.Within(epsilon)) return smallest;
        return Search(candidates, target, epsilon, workspace.Levels, scale, signedTarget, ref kept, candidates.Length)
            ?? ExactSubsetSum.FewestKept(candidates, target, epsilon, kept) ?? smallest;
    }

    /// <summary>Looks through sizes for the preferred subset within ε.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="target">The target.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="levels">The sums of each size.</param>
    /// <param name="scale">The units of those sums.</param>
    /// <param name="signedTarget">The target in units, counted from 0.</param>
    /// <param name="kept">The first size to look at; afterwards the smallest one that is not excluded.</param>
    /// <param name="last">The last size to look at.</param>
    /// <returns>The subset; null if there is none, or if a size has too many subsets or ties.</returns>
    private static ulong? Search(
        ReadOnlySpan<double> candidates,
        double target,
        double epsilon,
        KeptLevels levels,
        in UnitScale scale,
        int signedTarget,
        ref int kept,
        int last)
    {
        double reach = scale.Length(epsilon) + scale.Slack;
        for (; kept <= last; kept++)
        {
            if (KeptLevel.Choose(candidates.Length, kept) > LargestLevel) return null;
            ReadOnlySpan<int> sums = levels.Level(kept);
            int closest = KeptLevel.Closest(sums, signedTarget);
            if (closest > reach) continue;
            var best = new BestSubset(candidates, target);
            if (!TryChoose(sums, signedTarget, closest + scale.Slack, kept, ref best)) return null;
            if (best.Within(epsilon)) return best.Mask;
        }

        return null;
    }

    private static bool TryChoose(ReadOnlySpan<int> sums, int target, int limit, int kept, ref BestSubset best)
    {
        int ties = 0;
        for (int i = KeptLevel.Next(sums, 0, target, limit); i < sums.Length; i = KeptLevel.Next(sums, i + 1, target, limit))
        {
            if (++ties > MostTies) return false;
            best.Offer(KeptLevel.Subset(best.Count, kept, i));
        }

        return best.IsExact;
    }
}
