using System.Numerics;

namespace Espalier.Training.Popup;

/// <summary>An element of a list by its rank, in time proportional to the list's length, without sorting it.</summary>
internal static class RankSelection
{
    private const int BinBits = 10;

    /// <summary>Finds the rank-th largest of integers ≥ 0; their order and part of them are lost.</summary>
    /// <param name="values">The integers.</param>
    /// <param name="rank">1 for the largest.</param>
    /// <returns>The value, how often it occurs, and which of its occurrences, from 1, has the rank.</returns>
    /// <remarks>Every round counts the values in up to 2¹⁰ bins of equal width and goes on with those of one bin; 31 bits take four rounds
    /// at most.</remarks>
    public static (int Value, int Ties, int Rank) Largest(Span<int> values, int rank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, values.Length);
        Span<int> bins = stackalloc int[1 << BinBits];
        while (true)
        {
            (int low, int high) = Extremes(values);
            if (low == high) return (low, values.Length, rank);
            int shift = Math.Max(0, BitOperations.Log2((uint)(high - low)) + 1 - BinBits);
            bins.Clear();
            foreach (int value in values) bins[(value - low) >> shift]++;
            int bin = (high - low) >> shift;
            for (; rank > bins[bin]; bin--) rank -= bins[bin];
            int kept = 0;
            foreach (int value in values)
            {
                values[kept] = value;
                kept += (value - low) >> shift == bin ? 1 : 0;
            }

            values = values[..kept];
        }
    }

    private static (int Low, int High) Extremes(ReadOnlySpan<int> values)
    {
        int low = int.MaxValue, high = 0;
        foreach (int value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return (low, high);
    }
}
