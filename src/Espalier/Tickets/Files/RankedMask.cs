using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Espalier.Parents;
using Espalier.Parents.Masks;

namespace Espalier.Tickets.Files;

/// <summary>A subset mask in close to its entropy: how many of a weight's candidates are kept, then which.</summary>
/// <remarks>
/// The count k is coded by a table of frequencies that the file states, the choice of k among m slots slot by slot with
/// probability (still to keep)/(slots left): log₂ C(m, k) bits in all.
/// </remarks>
internal static class RankedMask
{
    /// <summary>
    /// Frequencies add up to at most this share of <see cref="Total"/>; the rest never occurs. So every weight and side costs at
    /// least log₂(16/15) &gt; 1/11 bit, and a short file cannot announce endless weights.
    /// </summary>
    public const int MaxFrequency = Total / 16 * 15;

    public const int Total = 1 << 15;

    /// <summary>The most weights and sides that so many bytes can hold.</summary>
    public static long MaxSymbols(long bytes) => checked(bytes * 8 * 11);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ReadOnlyMemory<byte> Write(
        ReadOnlySpan<ulong> words, CandidateSlots slots, GridShape shape, long expectedBytes, out ImmutableArray<int> frequencies)
    {
        frequencies = Frequencies(words, slots, shape);
        uint[] starts = Starts(frequencies.AsSpan());
        var encoder = new RangeEncoder((int)Math.Min(expectedBytes, Array.MaxLength));
        var column = new GridColumns(shape);
        foreach (ulong word in words)
        {
            for (int side = 0; side < slots.Sides; side++)
            {
                ulong eligible = slots.Of(side, column.Current);
                ulong kept = word & eligible;
                int k = BitOperations.PopCount(kept);
                encoder.Write(starts[k], (uint)frequencies[k], Total);
                uint open = (uint)k;
                for (uint left = (uint)BitOperations.PopCount(eligible); open > 0 && open < left; eligible &= eligible - 1, left--)
                {
                    bool keep = (kept & eligible & (0 - eligible)) != 0;
                    encoder.Write(keep ? 0 : open, keep ? open : left - open, left);
                    if (keep) open--;
                }
            }

            column.Next();
        }

        return encoder.Finish();
    }

    /// <summary>Reads words; false where the bytes make no mask for these slots.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, CandidateSlots slots, GridShape shape, ReadOnlySpan<int> frequencies, Span<ulong> words)
    {
        uint[] starts = Starts(frequencies);
        byte[] counts = Counts(frequencies);
        var decoder = new RangeDecoder(bytes);
        var column = new GridColumns(shape);
        foreach (ref ulong word in words)
        {
            for (int side = 0; side < slots.Sides; side++)
            {
                ulong eligible = slots.Of(side, column.Current);
                uint left = (uint)BitOperations.PopCount(eligible);
                uint at = decoder.Peek(Total);
                if (at >= counts.Length || counts[at] > left) return false;
                uint open = counts[at];
                decoder.Take(starts[open], (uint)frequencies[(int)open]);
                for (; open > 0 && open < left; eligible &= eligible - 1, left--)
                {
                    bool keep = decoder.Peek(left) < open;
                    decoder.Take(keep ? 0 : open, keep ? open : left - open);
                    if (!keep) continue;
                    word |= eligible & (0 - eligible);
                    open--;
                }

                if (open > 0) word |= eligible;
            }

            column.Next();
        }

        return true;
    }

    /// <summary>Whether a table that a file states can be used.</summary>
    public static bool IsTable(ReadOnlySpan<int> frequencies, int candidates)
    {
        if (frequencies.Length == 0 || frequencies.Length > candidates + 1) return false;
        long sum = 0;
        foreach (int frequency in frequencies)
        {
            if (frequency is < 0 or > MaxFrequency) return false;
            sum += frequency;
        }

        return sum is > 0 and <= MaxFrequency;
    }

    private static ImmutableArray<int> Frequencies(ReadOnlySpan<ulong> words, CandidateSlots slots, GridShape shape)
    {
        Span<long> seen = stackalloc long[65];
        var column = new GridColumns(shape);
        foreach (ulong word in words)
        {
            for (int side = 0; side < slots.Sides; side++) seen[BitOperations.PopCount(word & slots.Of(side, column.Current))]++;
            column.Next();
        }

        int[] frequencies = Scaled(seen, (long)words.Length * slots.Sides, reserve: 128);
        int top = 64;
        while (top > 0 && frequencies[top] == 0) top--;
        return [.. frequencies.AsSpan(0, top + 1)];
    }

    /// <summary>Frequencies in proportion to counts, at least 1 where there is any, that add up to <see cref="MaxFrequency"/>.</summary>
    /// <param name="seen">The counts, fewer than the reserve of them above 0.</param>
    /// <param name="all">Their sum.</param>
    /// <param name="reserve">What is first left over for those that are raised to 1; the most frequent one gets the rest.</param>
    internal static int[] Scaled(ReadOnlySpan<long> seen, long all, int reserve)
    {
        var frequencies = new int[seen.Length];
        int sum = 0;
        int largest = 0;
        for (int i = 0; i < seen.Length; i++)
        {
            if (seen[i] == 0) continue;
            frequencies[i] = Math.Max(1, (int)((Int128)seen[i] * (MaxFrequency - reserve) / all));
            sum += frequencies[i];
            if (frequencies[i] > frequencies[largest]) largest = i;
        }

        frequencies[largest] += MaxFrequency - sum;
        return frequencies;
    }

    private static uint[] Starts(ReadOnlySpan<int> frequencies)
    {
        var starts = new uint[frequencies.Length];
        for (int k = 1; k < starts.Length; k++) starts[k] = starts[k - 1] + (uint)frequencies[k - 1];
        return starts;
    }

    /// <summary>The count that owns each point below the sum of frequencies.</summary>
    private static byte[] Counts(ReadOnlySpan<int> frequencies)
    {
        var counts = new List<byte>(Total);
        for (int k = 0; k < frequencies.Length; k++) counts.AddRange(Enumerable.Repeat((byte)k, frequencies[k]));
        return [.. counts];
    }
}
