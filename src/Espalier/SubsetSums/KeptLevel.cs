using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.SubsetSums;

/// <summary>The sums of all subsets of one size, in 32-bit units, in lexicographic order of their members.</summary>
/// <remarks>
/// The subsets whose smallest member is at least i stand at the end, together: so the next size is a series of shifted copies.
/// </remarks>
internal static class KeptLevel
{
    /// <summary>Copies run in whole vectors and may write this far past the end.</summary>
    public const int Padding = 16;

    private const int Rows = SubsetSum.MaxCandidates + 1;

    private static readonly long[] Binomials = PascalTriangle();

    /// <summary>C(n, k) for n and k up to the most candidates.</summary>
    public static long Choose(int n, int k) => Binomials[(n * Rows) + k];

    /// <summary>The sums of <paramref name="kept"/> units each, from the sums of one unit less.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Grow(ReadOnlySpan<int> units, int kept, ReadOnlySpan<int> smaller, Span<int> sums)
    {
        int n = units.Length;
        int to = 0;
        int from = 0;
        int length = (int)Choose(n, kept - 1);
        for (int i = 0; i <= n - kept; i++)
        {
            // Subsets of one unit less whose smallest member is i come first; they are passed over.
            int passed = (int)Choose(n - i - 1, kept - 2);
            from += passed;
            length -= passed;
            Vector512<int> unit = Vector512.Create(units[i]);
            for (int j = 0; j < length; j += Vector512<int>.Count)
                (Vector512.Create(smaller.Slice(from + j, Vector512<int>.Count)) + unit).CopyTo(sums[(to + j)..]);
            to += length;
        }
    }

    /// <summary>The smallest |sum − target|.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Closest(ReadOnlySpan<int> sums, int target)
    {
        Vector512<int> wanted = Vector512.Create(target);
        Vector512<int> closest = Vector512.Create(int.MaxValue);
        int whole = sums.Length & -Vector512<int>.Count;
        for (int i = 0; i < whole; i += Vector512<int>.Count)
            closest = Vector512.Min(closest, Vector512.Abs(Vector512.Create(sums.Slice(i, Vector512<int>.Count)) - wanted));
        int result = int.MaxValue;
        if (whole > 0)
        {
            for (int i = 0; i < Vector512<int>.Count; i++) result = Math.Min(result, closest[i]);
        }

        for (int i = whole; i < sums.Length; i++) result = Math.Min(result, Math.Abs(sums[i] - target));
        return result;
    }

    /// <summary>The first place from <paramref name="from"/> on with |sum − target| ≤ limit, or the number of sums.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Next(ReadOnlySpan<int> sums, int from, int target, int limit)
    {
        Vector512<int> lowest = Vector512.Create(target - limit);
        Vector512<uint> width = Vector512.Create(2 * (uint)limit);
        int i = from;
        for (; i + Vector512<int>.Count <= sums.Length; i += Vector512<int>.Count)
        {
            if (Vector512.LessThanOrEqualAny((Vector512.Create(sums[i..]) - lowest).AsUInt32(), width)) break;
        }

        while (i < sums.Length && Math.Abs(sums[i] - target) > limit) i++;
        return i;
    }

    /// <summary>The subset at a place in the order.</summary>
    public static ulong Subset(int n, int kept, long place)
    {
        ulong mask = 0;
        for (int i = 0; kept > 0; i++)
        {
            long withMember = Choose(n - i - 1, kept - 1);
            if (place < withMember)
            {
                mask |= 1UL << i;
                kept--;
            }
            else
            {
                place -= withMember;
            }
        }

        return mask;
    }

    private static long[] PascalTriangle()
    {
        long[] triangle = new long[Rows * Rows];
        for (int n = 0; n < Rows; n++)
        {
            triangle[n * Rows] = 1;
            for (int k = 1; k <= n; k++) triangle[(n * Rows) + k] = triangle[((n - 1) * Rows) + k - 1] + triangle[((n - 1) * Rows) + k];
        }

        return triangle;
    }
}
