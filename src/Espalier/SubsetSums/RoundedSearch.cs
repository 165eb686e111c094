namespace Espalier.SubsetSums;

/// <summary>
/// The subset of smallest error in two steps: a search over sums in 32-bit units that leaves every subset which rounding could
/// hide, then a choice among those in exact arithmetic.
/// </summary>
internal static unsafe class RoundedSearch
{
    public const int FewestCandidates = 8;

    /// <summary>Beyond this, too many subsets share a 32-bit sum.</summary>
    public const int MostCandidates = 32;

    /// <summary>Subsets compared exactly before the search gives up: only ties make so many.</summary>
    private const int MostSubsets = 1 << 12;

    /// <summary>The preferred subset, or null where this method does not serve: too many ties, or numbers too far apart.</summary>
    public static ulong? Solve(ReadOnlySpan<double> candidates, double target, SubsetSumWorkspace workspace, bool vectors = true)
    {
        workspace.Prepare(candidates.Length);
        if (!UnitScale.TryCreate(candidates, workspace.UnitsSpan, out UnitScale scale)) return null;
        int units = scale.Target(target);
        SearchWindow window = workspace.Window;
        int half = candidates.Length / 2;
        (nint low, nint high) = SortedSums.Build(
            workspace.Units, workspace.Units + half, half, workspace.LowBuffers, workspace.HighBuffers, vectors);
        window.Reset(scale.LikelyLimit(units), scale.Slack);
        SweepAll((int*)low, (int*)high, candidates.Length, units, workspace, vectors);
        if (!window.IsComplete)
        {
            window.Widen();
            SweepAll((int*)low, (int*)high, candidates.Length, units, workspace, vectors);
        }

        return window.Overflowed ? null : Choose(candidates, target, scale, workspace);
    }

    /// <summary>The same with sums prepared for many targets.</summary>
    public static ulong? Solve(ReadOnlySpan<double> candidates, double target, in UnitScale scale, IndexedSums sums, SearchWindow window)
    {
        int units = scale.Target(target);
        window.Reset(scale.LikelyLimit(units), scale.Slack);
        sums.Search(units, window);
        if (!window.IsComplete)
        {
            window.Widen();
            sums.Search(units, window);
        }

        if (window.Overflowed) return null;
        window.Sort();
        var best = new BestSubset(candidates, target);
        foreach (SearchWindow.Pair pair in window.Pairs) best.Offer(sums.Subset(pair) ^ scale.Negative);
        return best.IsExact ? best.Mask : null;
    }

    /// <summary>Once for an even number of candidates; with and without the last for an odd number.</summary>
    private static void SweepAll(int* low, int* high, int count, int target, SubsetSumWorkspace workspace, bool vectors)
    {
        int size = 1 << (count / 2);
        PairWalk.Run(low, high, size, target, 0, workspace.Window, vectors);
        if (count % 2 == 1) PairWalk.Run(low, high, size, target - workspace.Units[count - 1], 1, workspace.Window, vectors);
    }

    private static ulong? Choose(ReadOnlySpan<double> candidates, double target, in UnitScale scale, SubsetSumWorkspace workspace)
    {
        int half = candidates.Length / 2;
        int* high = workspace.Units + half;
        HalfSums.Prepare(workspace.Units, half, workspace.LowBases);
        HalfSums.Prepare(high, half, workspace.HighBases);
        SearchWindow window = workspace.Window;
        window.Sort();
        var best = new BestSubset(candidates, target);
        int compared = 0;
        foreach (SearchWindow.Pair pair in window.Pairs)
        {
            // The exact error found so far says more than the smallest rounded one did.
            if (scale.IsWithinRange(target) && pair.Distance > scale.Length(best.Error) + (0.5 * scale.Slack)) break;
            int lows = HalfSums.Find(workspace.Units, half, pair.Low, workspace.LowBases, workspace.LowSubsets);
            int highs = HalfSums.Find(high, half, pair.High, workspace.HighBases, workspace.HighSubsets);
            compared += Math.Max(lows, highs) > workspace.LowSubsets.Length ? MostSubsets : lows * highs;
            if (compared >= MostSubsets) return null;
            ulong part = (ulong)pair.Part << (2 * half);
            foreach (uint highSubset in workspace.HighSubsets.AsSpan(0, highs))
            {
                foreach (uint lowSubset in workspace.LowSubsets.AsSpan(0, lows))
                    best.Offer((part | ((ulong)highSubset << half) | lowSubset) ^ scale.Negative);
            }
        }

        return best.IsExact ? best.Mask : null;
    }
}
