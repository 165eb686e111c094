using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.SubsetSums;

/// <summary>All pairs of two sorted lists whose sum is near a target: up one list and down the other, in blocks.</summary>
internal static unsafe class TwoPointers
{
    /// <summary>Sums of the descending list taken at a time.</summary>
    private const int Few = 8;

    /// <summary>Offers the window every pair within its limit.</summary>
    public static void Run(int* low, int* high, int size, int target, int part, SearchWindow window, bool vectors)
    {
        if (vectors && Vector256.IsHardwareAccelerated) Blocks(low, high, size, target, part, window);
        else Scalar(low, high, size, target, part, window);
    }

    /// <summary>Blocks of sixteen ascending and eight descending sums at a time, which block moves on being decided without a branch.</summary>
    /// <remarks>
    /// With a the largest of the ascending block and b the smallest of the descending one: if a + b &lt; target − limit, the
    /// ascending block is done, because later sums of the other list are smaller still. Otherwise the descending block is done,
    /// except where a + b is within the limit, and then <see cref="Collect"/> looks at the ascending blocks that follow.
    /// Kernels like this are never inlined: inside a large caller the compiler stops inlining the vector operations themselves,
    /// which made the whole search six times slower where 512-bit vectors are emulated.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Blocks(int* low, int* high, int size, int target, int part, SearchWindow window)
    {
        int* end = low + size;
        int* few = high + size - Few;
        int limit = window.Limit;
        Vector512<int> offset = Vector512.Create(limit - target);
        Vector512<uint> width = Vector512.Create(2 * (uint)limit);
        long bound = (long)target - limit;
        while (low < end && few >= high)
        {
            // As unsigned numbers, distance + limit is at most 2 · limit for the wanted pairs alone.
            Vector512<int> block = Vector512.Load(low) + offset;
            Vector512<uint> m0 = Vector512.Min(Plus(block, few[0]), Plus(block, few[1]));
            Vector512<uint> m1 = Vector512.Min(Plus(block, few[2]), Plus(block, few[3]));
            m0 = Vector512.Min(m0, Plus(block, few[4]));
            m1 = Vector512.Min(m1, Plus(block, few[5]));
            m0 = Vector512.Min(m0, Plus(block, few[6]));
            m1 = Vector512.Min(m1, Plus(block, few[7]));
            long ascends = ((long)low[SortedSums.Block - 1] + few[0] - bound) >> 63;
            if (Vector512.LessThanOrEqualAny(Vector512.Min(m0, m1), width))
            {
                Collect(low, end, few, target, part, window, ascends == 0);
                if (window.Overflowed) return;
                limit = window.Limit;
                offset = Vector512.Create(limit - target);
                width = Vector512.Create(2 * (uint)limit);
                bound = (long)target - limit;
            }

            low += SortedSums.Block & ascends;
            few -= Few & ~ascends;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Plus(Vector512<int> block, int other) => (block + Vector512.Create(other)).AsUInt32();

    /// <summary>Offers the pairs of one block pair, and of later ascending blocks when this descending block is about to pass.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Collect(int* low, int* end, int* few, int target, int part, SearchWindow window, bool passes)
    {
        long reach = (long)target + window.Limit;
        do
        {
            for (int i = 0; i < Few; i++) CollectOne(low, few[i], target, part, window);
            low += SortedSums.Block;
        }
        while (passes && low < end && !window.Overflowed && (long)*low + *few <= reach);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CollectOne(int* low, int high, int target, int part, SearchWindow window)
    {
        Vector512<uint> moved = Plus(Vector512.Load(low), high + window.Limit - target);
        ulong hits = Vector512.LessThanOrEqual(moved, Vector512.Create(2 * (uint)window.Limit)).ExtractMostSignificantBits();
        for (; hits != 0; hits &= hits - 1)
        {
            int i = BitOperations.TrailingZeroCount(hits);
            window.Offer(low[i], high, part, Math.Abs(low[i] + high - target));
        }
    }

    private static void Scalar(int* low, int* high, int size, int target, int part, SearchWindow window)
    {
        int first = 0;
        for (int j = size - 1; j >= 0; j--)
        {
            // Sums below the window stay below it as the other list descends.
            while (first < size && (long)low[first] + high[j] < (long)target - window.Limit) first++;
            for (int i = first; i < size; i++)
            {
                long distance = (long)low[i] + high[j] - target;
                if (distance > window.Limit || window.Overflowed) break;
                window.Offer(low[i], high[j], part, (int)Math.Abs(distance));
            }
        }
    }
}
