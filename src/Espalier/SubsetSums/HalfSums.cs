using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.SubsetSums;

/// <summary>Finds again which subsets of one half have a given sum, so that sorted lists need not carry subsets.</summary>
internal static unsafe class HalfSums
{
    /// <summary>Units whose subsets share a base: their sums fill one vector.</summary>
    private const int InLanes = 3;

    /// <summary>The sums of all subsets of the units after the first three, in order of subsets, 2^(count − 3) of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Prepare(int* units, int count, int* bases)
    {
        bases[0] = 0;
        for (int i = InLanes; i < count; i++)
        {
            int size = 1 << (i - InLanes);
            for (int j = 0; j < size; j++) bases[size + j] = bases[j] + units[i];
        }
    }

    /// <summary>All subsets of the units with the wanted sum, in ascending order.</summary>
    /// <param name="units">Units of the half, count of them, at least 4.</param>
    /// <param name="count">Units in the half.</param>
    /// <param name="wanted">The sum.</param>
    /// <param name="bases">What <see cref="Prepare"/> made of the units.</param>
    /// <param name="found">Where the subsets go; those that do not fit are only counted.</param>
    /// <returns>How many subsets there are.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static int Find(int* units, int count, int wanted, int* bases, Span<uint> found)
    {
        // For each subset of the units in lanes, what the base must be.
        int* lanes = stackalloc int[1 << InLanes];
        for (int i = 0; i < 1 << InLanes; i++)
            lanes[i] = wanted - ((i & 1) * units[0]) - (((i >> 1) & 1) * units[1]) - ((i >> 2) * units[2]);
        Vector256<int> needed = Vector256.Load(lanes);
        int total = 0;
        for (int i = 0; i < 1 << (count - InLanes); i += 2)
        {
            Vector256<int> even = Vector256.Equals(needed, Vector256.Create(bases[i]));
            Vector256<int> odd = Vector256.Equals(needed, Vector256.Create(bases[i + 1]));
            if ((even | odd) == Vector256<int>.Zero) continue;
            uint hits = even.ExtractMostSignificantBits() | (odd.ExtractMostSignificantBits() << (1 << InLanes));
            for (; hits != 0; hits &= hits - 1)
            {
                if (total < found.Length) found[total] = (uint)((i << InLanes) + BitOperations.TrailingZeroCount(hits));
                total++;
            }
        }

        return total;
    }
}
