using System.Numerics;
using System.Runtime.Intrinsics;

namespace Espalier.SubsetSums;

/// <summary>Finds again which subsets of one half have a given sum, so that sorted lists need not carry subsets.</summary>
internal static unsafe class HalfSums
{
    /// <summary>All subsets of the units with the wanted sum, in ascending order.</summary>
    /// <param name="units">Units of the half, count of them, at least 4.</param>
    /// <param name="count">Units in the half.</param>
    /// <param name="wanted">The sum.</param>
    /// <param name="scratch">Room for 2^(count − 4) sums.</param>
    /// <param name="found">Where the subsets go; those that do not fit are only counted.</param>
    /// <returns>How many subsets there are.</returns>
    public static int Find(int* units, int count, int wanted, int* scratch, Span<uint> found)
    {
        int bases = 1 << (count - 4);
        scratch[0] = 0;
        for (int i = 4; i < count; i++)
        {
            int size = 1 << (i - 4);
            for (int j = 0; j < size; j++) scratch[size + j] = scratch[j] + units[i];
        }

        Vector512<int> lanes = SortedSumsVector.FourUnits(units) - Vector512.Create(wanted);
        int total = 0;
        for (int i = 0; i < bases; i++)
        {
            Vector512<int> equal = Vector512.Equals(lanes + Vector512.Create(scratch[i]), Vector512<int>.Zero);
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
