using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums;

namespace Espalier.Tickets.Files;

/// <summary>A prefix mask in close to its entropy: how long a weight's prefix is and how many of it are kept, then which.</summary>
/// <remarks>
/// Prefix n and number k are one symbol, coded by a table of frequencies that the file states as triples n, k, frequency. Candidate n is kept;
/// the choice of the other k − 1 among n − 1 is coded one by one with probability (still to keep)/(left): log₂ C(n − 1, k − 1) bits in all.
/// Sides of a weight follow each other.
/// </remarks>
internal static class PrefixedMask
{
    /// <summary>Above the number of symbols: what <see cref="RankedMask.Scaled"/> leaves for the rare ones.</summary>
    private const int Reserve = 1024;

    private const int Stride = SubsetSum.MaxCandidates + 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static MaskSection Write(PrefixMask mask)
    {
        ImmutableArray<int> table = Table(mask);
        var (starts, sizes) = Places(table.AsSpan());
        var encoder = new RangeEncoder((int)Math.Min(mask.Weights, Array.MaxLength));
        for (int weight = 0; weight < mask.Weights; weight++)
            for (int side = 0; side < mask.Sides; side++) Write(encoder, mask.Word(side, weight), starts, sizes);
        return new MaskSection(MaskCoding.Prefixed, table, encoder.Finish());
    }

    /// <summary>Reads a mask; null where the bytes make none for this grid.</summary>
    public static PrefixMask? TryRead(ulong seed, ParentGrid grid, ReadOnlySpan<int> table, ReadOnlySpan<byte> bytes)
    {
        if (grid.Shape.Weights > RankedMask.MaxSymbols(bytes.Length) || !IsTable(table)) return null;
        var rows = new BlockRows(seed, grid);
        ulong[][] sides = [.. Enumerable.Range(0, rows.Sides).Select(_ => new ulong[grid.Shape.Weights])];
        var (starts, sizes) = Places(table);
        ushort[] symbols = Symbols(table);
        var decoder = new RangeDecoder(bytes);
        GridShape shape = grid.Shape;
        long kernels = (long)shape.Channels * shape.Kernel;
        for (int weight = 0; weight < shape.Weights; weight++)
        {
            int column = weight < kernels ? shape.Column(weight / shape.Kernel, weight % shape.Kernel) : shape.AllInputs;
            for (int side = 0; side < sides.Length; side++)
            {
                uint at = decoder.Peek(RankedMask.Total);
                if (at >= symbols.Length) return null;
                int symbol = symbols[at];
                decoder.Take(starts[symbol], sizes[symbol]);
                (int n, int k) = Math.DivRem(symbol, Stride);
                if (n > rows.Count(side, column)) return null;
                sides[side][weight] = Word(ref decoder, n, k);
            }
        }

        return new PrefixMask(rows, sides[0], sides.Length == 2 ? sides[1] : null);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write(RangeEncoder encoder, ulong word, uint[] starts, uint[] sizes)
    {
        int symbol = Symbol(word);
        encoder.Write(starts[symbol], sizes[symbol], RankedMask.Total);
        uint left = (uint)Math.Max(0, PrefixMask.PrefixOf(word) - 1);
        uint open = (uint)Math.Max(0, BitOperations.PopCount(word) - 1);
        for (ulong bit = 1; open > 0 && open < left; bit <<= 1, left--)
        {
            bool keep = (word & bit) != 0;
            encoder.Write(keep ? 0 : open, keep ? open : left - open, left);
            if (keep) open--;
        }
    }

    private static ulong Word(ref RangeDecoder decoder, int n, int k)
    {
        if (n == 0) return 0;
        ulong word = 1UL << (n - 1);
        uint left = (uint)n - 1;
        uint open = (uint)k - 1;
        ulong bit = 1;
        for (; open > 0 && open < left; bit <<= 1, left--)
        {
            bool keep = decoder.Peek(left) < open;
            decoder.Take(keep ? 0 : open, keep ? open : left - open);
            if (!keep) continue;
            word |= bit;
            open--;
        }

        // What is left must all be kept.
        for (; open > 0; bit <<= 1, open--) word |= bit;
        return word;
    }

    private static int Symbol(ulong word) => (PrefixMask.PrefixOf(word) * Stride) + BitOperations.PopCount(word);

    /// <summary>Triples in the order of n, then k; the frequencies add up to <see cref="RankedMask.MaxFrequency"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ImmutableArray<int> Table(PrefixMask mask)
    {
        var seen = new long[Stride * Stride];
        for (int side = 0; side < mask.Sides; side++)
            for (int weight = 0; weight < mask.Weights; weight++) seen[Symbol(mask.Word(side, weight))]++;

        int[] frequencies = RankedMask.Scaled(seen, mask.Weights * mask.Sides, Reserve);
        var table = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < frequencies.Length; i++)
            if (frequencies[i] > 0) table.AddRange(i / Stride, i % Stride, frequencies[i]);
        return table.ToImmutable();
    }

    /// <summary>Whether a table that a file states can be used: ascending pairs that exist, none too frequent.</summary>
    private static bool IsTable(ReadOnlySpan<int> table)
    {
        if (table.IsEmpty || table.Length % 3 != 0 || table.Length > 3 * Reserve) return false;
        long sum = 0;
        int before = -1;
        for (int i = 0; i < table.Length; i += 3)
        {
            (int n, int k, int frequency) = (table[i], table[i + 1], table[i + 2]);
            bool exists = n is >= 0 and < Stride && (n == 0 ? k == 0 : k >= 1 && k <= n);
            if (!exists || frequency < 1 || frequency > RankedMask.MaxFrequency || (n * Stride) + k <= before) return false;
            before = (n * Stride) + k;
            sum += frequency;
        }

        return sum <= RankedMask.MaxFrequency;
    }

    private static (uint[] Starts, uint[] Sizes) Places(ReadOnlySpan<int> table)
    {
        var starts = new uint[Stride * Stride];
        var sizes = new uint[Stride * Stride];
        uint start = 0;
        for (int i = 0; i < table.Length; i += 3)
        {
            int symbol = (table[i] * Stride) + table[i + 1];
            (starts[symbol], sizes[symbol]) = (start, (uint)table[i + 2]);
            start += sizes[symbol];
        }

        return (starts, sizes);
    }

    /// <summary>The symbol that owns each point below the sum of frequencies.</summary>
    private static ushort[] Symbols(ReadOnlySpan<int> table)
    {
        var symbols = new List<ushort>(RankedMask.Total);
        for (int i = 0; i < table.Length; i += 3)
            symbols.AddRange(Enumerable.Repeat((ushort)((table[i] * Stride) + table[i + 1]), table[i + 2]));
        return [.. symbols];
    }
}
