using System.Numerics;

namespace Espalier.SubsetSums;

/// <summary>The subset of smallest |z − Σ| in exact integers, by four lists and two heaps.</summary>
/// <remarks>At most 2^⌈n/2⌉ steps of either half; at most 2^11 entries in each list at n = 44, so less than 1 MiB in 64- and 128-bit
/// integers.</remarks>
internal static class FourListSearch<T>
    where T : IBinaryInteger<T>
{
    /// <summary>The preferred subset of smallest |target − Σ|.</summary>
    public static ulong Solve(ReadOnlySpan<T> candidates, T target)
    {
        int n = candidates.Length;
        int q1 = n / 4;
        int half = n / 2;
        int q3 = half + ((n - half) / 2);
        var low = new SumStream<T>(SubsetList<T>.Of(candidates, 0, q1), SubsetList<T>.Of(candidates, q1, half - q1), descending: false);
        var high = new SumStream<T>(SubsetList<T>.Of(candidates, half, q3 - half), SubsetList<T>.Of(candidates, q3, n - q3), descending: true);
        ulong bestMask = 0;
        T bestError = T.Abs(target);
        while (low.HasValue && high.HasValue)
        {
            T excess = low.Value + high.Value - target;
            T error = T.Abs(excess);
            ulong mask = low.Mask | high.Mask;
            if (error < bestError || (error == bestError && SubsetList<T>.Prefers(mask, bestMask)))
                (bestError, bestMask) = (error, mask);

            // On a hit both move: sums are distinct, so neither value can hit again.
            bool hit = T.IsZero(excess);
            if (hit || T.IsNegative(excess)) low.MoveNext();
            if (hit || T.IsPositive(excess)) high.MoveNext();
        }

        return bestMask;
    }
}
