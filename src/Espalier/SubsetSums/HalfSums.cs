using System.Numerics;
using System.Runtime.Intrinsics;

namespace Espalier.SubsetSums;

/// <summary>Finds again which subsets of one half have a given sum, so that sorted lists need not carry subsets.</summary>
internal static unsafe class HalfSums
{
    /// <summary>The sums of all subsets of the units after the first four, in order of subsets, 2^(count − 4) of them.</summary>
    public static void Prepare(int* units, int count, int* bases)
    {
        bases[0] = 0;
        for (int i = 4; i < count; i++)
        {
            int size = 1 << (i - 4);
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
    public static int Find(int* units, int count, int wanted, int* bases, Span<uint> found)
    {
        Vector512<int> lanes = SortedSumsVector.FourUnits(units) - Vector512.Create(wanted);
        int total = 0;
        for (int i = 0; i < 1 << (count - 4); i++)
        {
            Vector512<int> equal = Vector512.Equals(lanes + Vector512.Create(bases[i]), Vector512<int>.Zero);
            if (equal == Vector512<int>.Zero) continue;
            for (ulong hits = equal.ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                if (total < found.Length) found[total] = (uint)((i * 16) + BitOperations.TrailingZeroCount(hits));
                total++;
            }
        }

        return total;
    }
}
