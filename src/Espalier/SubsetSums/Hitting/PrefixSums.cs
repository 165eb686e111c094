using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.SubsetSums.Hitting;

/// <summary>Sums of all subsets, unsorted, in 32-bit units: how to add a candidate, and how to see those near a target.</summary>
/// <remarks>
/// A sum is held as Σ − target + ε, so that as an unsigned number it is at most 2·ε for the wanted subsets alone. Every kernel has
/// a scalar twin.
/// </remarks>
internal static unsafe class PrefixSums
{
    private const int Lanes = 16;

    /// <summary>Writes sums[i] + unit behind the first <paramref name="count"/> sums.</summary>
    /// <returns>Whether one of the new sums is at most <paramref name="width"/>.</returns>
    public static bool Extend(uint* sums, int count, uint unit, uint width, bool vectors) =>
        vectors && count >= Lanes ? ExtendLanes(sums, count, unit, width) : ExtendScalar(sums, count, unit, width);

    /// <summary>Whether a sum moved by <paramref name="offset"/> is at most <paramref name="width"/>.</summary>
    public static bool Any(uint* sums, int count, uint offset, uint width, bool vectors) =>
        vectors && count >= Lanes ? AnyLanes(sums, count, offset, width) : AnyScalar(sums, count, offset, width);

    /// <summary>Offers every subset whose sum, moved by <paramref name="offset"/>, is at most <paramref name="width"/>.</summary>
    /// <param name="sums">Sums, the one of subset i at place i.</param>
    /// <param name="count">How many.</param>
    /// <param name="offset">The sum of the subset <paramref name="with"/>.</param>
    /// <param name="width">Twice ε.</param>
    /// <param name="with">Candidates kept besides.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="vectors">False asks for the scalar twin.</param>
    /// <param name="choice">Hears the offers.</param>
    public static void Collect(
        uint* sums, int count, uint offset, uint width, ulong with, ReadOnlySpan<double> candidates, bool vectors, ref HitChoice choice)
    {
        if (vectors && count >= Lanes)
        {
            CollectLanes(sums, count, offset, width, with, candidates, ref choice);
            return;
        }

        for (int i = 0; i < count && !choice.Overflowed; i++)
            if (sums[i] + offset <= width) choice.Offer(candidates, with | (uint)i);
    }

    /// <summary>The sums of the sixteen subsets of four candidates, added to the first sum.</summary>
    public static void Four(uint* sums, uint a, uint b, uint c, uint d)
    {
        Vector512<uint> ones = Vector512.Create(0u, ~0u, 0, ~0u, 0, ~0u, 0, ~0u, 0, ~0u, 0, ~0u, 0, ~0u, 0, ~0u);
        Vector512<uint> twos = Vector512.Create(0u, 0, ~0u, ~0u, 0, 0, ~0u, ~0u, 0, 0, ~0u, ~0u, 0, 0, ~0u, ~0u);
        Vector512<uint> fours = Vector512.Create(0u, 0, 0, 0, ~0u, ~0u, ~0u, ~0u, 0, 0, 0, 0, ~0u, ~0u, ~0u, ~0u);
        Vector512<uint> eights = Vector512.Create(0u, 0, 0, 0, 0, 0, 0, 0, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u);
        Vector512<uint> low = Vector512.Create(sums[0]) + (Vector512.Create(a) & ones) + (Vector512.Create(b) & twos);
        (low + ((Vector512.Create(c) & fours) + (Vector512.Create(d) & eights))).Store(sums);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void CollectLanes(
        uint* sums, int count, uint offset, uint width, ulong with, ReadOnlySpan<double> candidates, ref HitChoice choice)
    {
        Vector512<uint> offsets = Vector512.Create(offset);
        Vector512<uint> widths = Vector512.Create(width);
        for (int i = 0; i < count && !choice.Overflowed; i += Lanes)
        {
            ulong hits = Vector512.LessThanOrEqual(Vector512.Load(sums + i) + offsets, widths).ExtractMostSignificantBits();
            for (; hits != 0; hits &= hits - 1) choice.Offer(candidates, with | (uint)(i + BitOperations.TrailingZeroCount(hits)));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool ExtendLanes(uint* sums, int count, uint unit, uint width)
    {
        Vector512<uint> units = Vector512.Create(unit);
        Vector512<uint> widths = Vector512.Create(width);
        Vector512<uint> smallest = Vector512<uint>.AllBitsSet;
        uint* to = sums + count;
        for (int i = 0; i < count; i += Lanes)
        {
            Vector512<uint> moved = Vector512.Load(sums + i) + units;
            moved.Store(to + i);
            smallest = Vector512.Min(smallest, moved);
        }

        return Vector512.LessThanOrEqualAny(smallest, widths);
    }

    private static bool ExtendScalar(uint* sums, int count, uint unit, uint width)
    {
        uint smallest = uint.MaxValue;
        for (int i = 0; i < count; i++)
        {
            sums[count + i] = sums[i] + unit;
            smallest = Math.Min(smallest, sums[count + i]);
        }

        return smallest <= width;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool AnyLanes(uint* sums, int count, uint offset, uint width)
    {
        Vector512<uint> offsets = Vector512.Create(offset);
        Vector512<uint> first = Vector512<uint>.AllBitsSet;
        Vector512<uint> second = first;
        for (int i = 0; i < count; i += 2 * Lanes)
        {
            first = Vector512.Min(first, Vector512.Load(sums + i) + offsets);
            second = Vector512.Min(second, Vector512.Load(sums + i + Lanes) + offsets);
        }

        return Vector512.LessThanOrEqualAny(Vector512.Min(first, second), Vector512.Create(width));
    }

    private static bool AnyScalar(uint* sums, int count, uint offset, uint width)
    {
        uint smallest = uint.MaxValue;
        for (int i = 0; i < count; i++) smallest = Math.Min(smallest, sums[i] + offset);
        return smallest <= width;
    }
}
