using System.Numerics;

namespace Espalier.SubsetSums;

/// <summary>The fewest candidates within ε in exact integers, by the number kept: half sums grouped by how many they keep.</summary>
/// <remarks>
/// Halves hold at most 2^<see cref="LargestHalf"/> sums each (32 MiB together in 64-bit integers); candidates beyond both halves
/// are enumerated outside, at n = 44 four of them.
/// </remarks>
internal static class FewestKeptSearch<T>
    where T : IBinaryInteger<T>
{
    public const int LargestHalf = 20;

    /// <summary>
    /// The preferred subset with |target − Σ| ≤ epsilon of at least <paramref name="fewest"/> candidates, or null if there is
    /// none.
    /// </summary>
    public static ulong? Solve(ReadOnlySpan<T> candidates, T target, T epsilon, int fewest)
    {
        int n = candidates.Length;
        int outer = Math.Max(0, n - (2 * LargestHalf));
        int half = (n - outer) / 2;
        SubsetList<T>[] low = ByKept(candidates, outer, half);
        SubsetList<T>[] high = ByKept(candidates, outer + half, n - outer - half);
        for (int kept = fewest; kept <= n; kept++)
        {
            var best = new Best(epsilon);
            for (ulong mask = 0; mask < 1UL << outer; mask++)
            {
                int inner = kept - BitOperations.PopCount(mask);
                T rest = target;
                for (int i = 0; i < outer; i++) rest -= ((mask >> i) & 1) != 0 ? candidates[i] : T.Zero;
                for (int i = Math.Max(0, inner - high.Length + 1); i <= Math.Min(inner, low.Length - 1); i++)
                    Sweep(low[i], high[inner - i], rest, mask, ref best);
            }

            if (best.Mask is ulong found) return found;
        }

        return null;
    }

    private static void Sweep(SubsetList<T> low, SubsetList<T> high, T target, ulong outerMask, ref Best best)
    {
        int i = 0;
        int j = high.Count - 1;
        while (i < low.Count && j >= 0)
        {
            T excess = low.Sums[i] + high.Sums[j] - target;
            T error = T.Abs(excess);
            if (error <= best.Error) best.Offer(error, low.Masks[i] | high.Masks[j] | outerMask);
            bool hit = T.IsZero(excess);
            if (hit || T.IsNegative(excess)) i++;
            if (hit || T.IsPositive(excess)) j--;
        }
    }

    /// <summary>List k holds the distinct sums of k of the candidates first … first + count − 1.</summary>
    private static SubsetList<T>[] ByKept(ReadOnlySpan<T> candidates, int first, int count)
    {
        var lists = new SubsetList<T>[count + 1];
        Array.Fill(lists, SubsetList<T>.Empty());
        lists[0] = SubsetList<T>.Zero();
        for (int i = 0; i < count; i++)
        {
            for (int k = i + 1; k > 0; k--)
                lists[k] = SubsetList<T>.Merge(lists[k], lists[k - 1], candidates[first + i], 1UL << (first + i));
        }

        return lists;
    }

    /// <summary>The best subset of one size so far; its error bounds what is still of interest.</summary>
    private struct Best(T epsilon)
    {
        public T Error { get; private set; } = epsilon;

        public ulong? Mask { get; private set; }

        public void Offer(T error, ulong mask)
        {
            if (error == Error && Mask < mask) return;
            (Error, Mask) = (error, mask);
        }
    }
}
