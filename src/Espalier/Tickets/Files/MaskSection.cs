using System.Collections.Immutable;
using System.Numerics;
using Espalier.Parents;
using Espalier.Parents.Masks;

namespace Espalier.Tickets.Files;

/// <summary>A grid's mask as bytes, in the shorter of its codings.</summary>
/// <param name="Coding">How the bytes are to be read.</param>
/// <param name="Frequencies">The table of the ranked coding; empty otherwise.</param>
/// <param name="Bytes">The section itself.</param>
internal sealed record MaskSection(MaskCoding Coding, ImmutableArray<int> Frequencies, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The code of a coded mask; null otherwise.</summary>
    public CodeFields? Code { get; init; }

    /// <summary>
    /// The most weights that a file may announce: the densest coding holds 88 weights in a byte, and a small layer may need no
    /// byte at all.
    /// </summary>
    public static long MaxWeights(long fileBytes) => (1L << 24) + RankedMask.MaxSymbols(fileBytes);

    public static MaskSection Write(ulong seed, ParentGrid grid, GridMask mask)
    {
        if (mask is ChoiceMask choices) return new MaskSection(MaskCoding.Choices, [], WriteChoices(choices, grid.Candidates));
        CandidateSlots slots = CandidateSlots.For(seed, grid);
        ReadOnlySpan<ulong> words = ((SubsetMask)mask).Words;
        long packedBytes = PackedBytes(slots, grid.Shape);
        ReadOnlyMemory<byte> ranked = RankedMask.Write(words, slots, grid.Shape, packedBytes, out ImmutableArray<int> frequencies);
        return ranked.Length < packedBytes
            ? new MaskSection(MaskCoding.Ranked, frequencies, ranked)
            : new MaskSection(MaskCoding.Packed, [], WritePacked(words, slots, grid.Shape, packedBytes));
    }

    /// <summary>Reads a mask; null where the bytes make none.</summary>
    public static GridMask? TryRead(ulong seed, ParentGrid grid, MaskCoding coding, ReadOnlySpan<int> frequencies, ReadOnlySpan<byte> bytes)
    {
        if (coding == MaskCoding.Choices) return TryReadChoices(grid, bytes);
        // Before anything is allocated for the weights that a header announces: could the section hold them?
        if (coding == MaskCoding.Packed)
            return CandidateSlots.TryFor(seed, grid, 8L * bytes.Length) is { } eligible ? TryReadPacked(grid.Shape, eligible, bytes) : null;
        if (grid.Shape.Weights > RankedMask.MaxSymbols(bytes.Length) || !RankedMask.IsTable(frequencies, grid.Candidates)) return null;
        CandidateSlots slots = CandidateSlots.For(seed, grid);
        var words = new ulong[grid.Shape.Weights];
        return RankedMask.TryRead(bytes, slots, grid.Shape, frequencies, words) ? new SubsetMask(words) : null;
    }

    private static long PackedBytes(CandidateSlots slots, GridShape shape) => (slots.Bits(shape) + 7) / 8;

    private static byte[] WritePacked(ReadOnlySpan<ulong> words, CandidateSlots slots, GridShape shape, long length)
    {
        var bytes = new byte[length];
        var bits = new BitWriter(bytes);
        var column = new GridColumns(shape);
        foreach (ulong word in words)
        {
            for (int side = 0; side < slots.Sides; side++)
            {
                ulong eligible = slots.Of(side, column.Current);
                bits.Write(CandidateSlots.Gather(word, eligible), BitOperations.PopCount(eligible));
            }

            column.Next();
        }

        return bytes;
    }

    private static SubsetMask? TryReadPacked(GridShape shape, CandidateSlots slots, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != PackedBytes(slots, shape)) return null;
        var words = new ulong[shape.Weights];
        var bits = new BitReader(bytes);
        var column = new GridColumns(shape);
        foreach (ref ulong word in words.AsSpan())
        {
            for (int side = 0; side < slots.Sides; side++)
            {
                ulong eligible = slots.Of(side, column.Current);
                word |= CandidateSlots.Scatter(bits.Read(BitOperations.PopCount(eligible)), eligible);
            }

            column.Next();
        }

        return new SubsetMask(words);
    }

    /// <summary>A choice is its row plus one, or 0 for none; first all positive sides, then all negative ones.</summary>
    private static byte[] WriteChoices(ChoiceMask mask, int candidates)
    {
        int width = ChoiceWidth(candidates);
        var bytes = new byte[(((long)(mask.Positive.Length + mask.Negative.Length) * width) + 7) / 8];
        var bits = new BitWriter(bytes);
        foreach (int choice in mask.Positive) bits.Write((ulong)(choice + 1), width);
        foreach (int choice in mask.Negative) bits.Write((ulong)(choice + 1), width);
        return bytes;
    }

    private static ChoiceMask? TryReadChoices(ParentGrid grid, ReadOnlySpan<byte> bytes)
    {
        int width = ChoiceWidth(grid.Candidates);
        int sides = grid.IsTwoSided ? 2 : 1;
        if (bytes.Length != ((grid.Shape.Weights * sides * width) + 7) / 8) return null;
        var bits = new BitReader(bytes);
        var choices = new int[sides][];
        for (int side = 0; side < sides; side++)
        {
            choices[side] = new int[grid.Shape.Weights];
            foreach (ref int choice in choices[side].AsSpan())
            {
                choice = (int)bits.Read(width) - 1;
                if (choice >= grid.Candidates) return null;
            }
        }

        return new ChoiceMask(choices[0], sides == 2 ? choices[1] : null);
    }

    private static int ChoiceWidth(int candidates) => 32 - BitOperations.LeadingZeroCount((uint)candidates);
}

/// <summary>How a mask is stored.</summary>
internal enum MaskCoding
{
    /// <summary>One bit per eligible candidate.</summary>
    Packed,

    /// <summary>How many are kept and which, in close to the entropy.</summary>
    Ranked,

    /// <summary>One number per weight and side.</summary>
    Choices,

    /// <summary>How long a prefix is, how many of it are kept and which, in close to the entropy.</summary>
    Prefixed,

    /// <summary>A float32 base, the scales, the words of a code.</summary>
    Coded,

    /// <summary>Biases that are carried, float32 if all fit it, else float64.</summary>
    Biases,
}
