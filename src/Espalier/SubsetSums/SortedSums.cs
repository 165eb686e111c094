using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Espalier.SubsetSums;

/// <summary>All subset sums of a few non-negative units in ascending order, duplicates included.</summary>
/// <remarks>
/// Each doubling merges a list with itself shifted. A sum and the sum of the complement are mirror images, so only the lower half
/// is merged and the upper half is the total minus it.
/// </remarks>
internal static unsafe class SortedSums
{
    /// <summary>Sums come in whole blocks of this many.</summary>
    public const int Block = 16;

    /// <summary>The two lists of 2^count sums; each has two buffers of that size, and the result is in one of them.</summary>
    /// <param name="low">Units of the first list, count of them, at least 4.</param>
    /// <param name="high">Units of the second list, as many.</param>
    /// <param name="count">Units in each list.</param>
    /// <param name="lowBuffers">Two buffers of 2^count, one after the other, aligned to 64 bytes.</param>
    /// <param name="highBuffers">The same for the second list.</param>
    /// <param name="vectors">Whether to use 512-bit vectors; the lists are the same.</param>
    public static (nint Low, nint High) Build(int* low, int* high, int count, int* lowBuffers, int* highBuffers, bool vectors)
    {
        int size = 1 << count;

        if (vectors && Avx512F.IsSupported)
            return SortedSumsVector<SixteenLanes, Vector512<int>>.Build(low, high, count, lowBuffers, highBuffers);
        if (vectors && Avx2.IsSupported)
            return SortedSumsVector<EightLanes, Vector256<int>>.Build(low, high, count, lowBuffers, highBuffers);
        return (One(low, count, lowBuffers, lowBuffers + size), One(high, count, highBuffers, highBuffers + size));
    }

    /// <summary>The scalar twin of <see cref="SortedSumsVector{TLanes, T}"/>.</summary>
    private static nint One(int* units, int count, int* from, int* to)
    {
        *from = 0;
        for (int i = 0; i < count; i++)
        {
            Double(from, to, 1 << i, units[i]);
            int* swap = from;
            from = to;
            to = swap;
        }

        return (nint)from;
    }

    private static void Double(int* from, int* to, int size, int shift)
    {
        int total = from[size - 1] + shift;
        int kept = 0;
        int shifted = 0;
        int* mirror = to + (2 * size) - 1;
        for (int i = 0; i < size; i++)
        {
            int a = from[kept];
            int b = from[shifted] + shift;
            int takesKept = (int)(((long)a - b - 1) >>> 63);
            kept += takesKept;
            shifted += 1 - takesKept;
            int smaller = Math.Min(a, b);
            to[i] = smaller;
            *mirror-- = total - smaller;
        }
    }
}
