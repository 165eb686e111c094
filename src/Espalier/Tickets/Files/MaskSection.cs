using System.Collections.Immutable;
using System.Numerics;
using Espalier.Tickets.Masks;

namespace Espalier.Tickets.Files;

/// <summary>A layer's mask as bytes, in the shorter of its codings.</summary>
/// <param name="Coding">How the bytes are to be read.</param>
/// <param name="Frequencies">The table of the ranked coding; empty otherwise.</param>
/// <param name="Bytes">The section itself.</param>
internal sealed record MaskSection(MaskCoding Coding, ImmutableArray<int> Frequencies, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>
    /// The most weights that a file may announce: the densest coding holds 88 weights in a byte, and a small layer may need no
    /// byte at all.
    /// </summary>
    public static long MostWeights(long fileBytes) => (1L << 24) + RankedMask.MostSymbols(fileBytes);

    public static MaskSection Write(TicketRecipe recipe, PrunedLayer layer)
    {
        if (layer.Mask is ChoiceMask choices) return new MaskSection(MaskCoding.Choices, [], WriteChoices(choices, layer.Candidates));
        CandidateSlots slots = CandidateSlots.For(recipe, PrunedLayerShape.Of(layer));
        ReadOnlySpan<ulong> words = ((SubsetMask)layer.Mask).Words;
        long packedBytes = PackedBytes(slots, layer.Columns, words.Length);
        ReadOnlyMemory<byte> ranked = RankedMask.Write(words, slots, layer.Columns, packedBytes, out ImmutableArray<int> frequencies);
        return ranked.Length < packedBytes
            ? new MaskSection(MaskCoding.Ranked, frequencies, ranked)
            : new MaskSection(MaskCoding.Packed, [], WritePacked(words, slots, layer.Columns, packedBytes));
    }

    /// <summary>Reads a mask; null where the bytes make none.</summary>
    public static LayerMask? TryRead(TicketRecipe recipe, PrunedLayerShape shape, MaskCoding coding, ReadOnlySpan<int> frequencies, ReadOnlySpan<byte> bytes)
    {
        if ((coding == MaskCoding.Choices) != (recipe.Construction == Construction.Single)) return null;
        if (coding == MaskCoding.Choices) return TryReadChoices(shape, bytes);
        // Before anything is allocated for the weights that a header announces: could the section hold them?
        if (coding == MaskCoding.Packed)
            return CandidateSlots.TryFor(recipe, shape, 8L * bytes.Length) is { } eligible ? TryReadPacked(shape, eligible, bytes) : null;
        if (shape.Weights > RankedMask.MostSymbols(bytes.Length) || !RankedMask.IsTable(frequencies, shape.Candidates)) return null;
        CandidateSlots slots = CandidateSlots.For(recipe, shape);
        var words = new ulong[shape.Weights];
        return RankedMask.TryRead(bytes, slots, shape.Columns, frequencies, words) ? new SubsetMask(words) : null;
    }

    private static long PackedBytes(CandidateSlots slots, int columns, long weights) => (slots.Bits(columns, weights) + 7) / 8;

    private static byte[] WritePacked(ReadOnlySpan<ulong> words, CandidateSlots slots, int columns, long length)
    {
        var bytes = new byte[length];
        var bits = new BitWriter(bytes);
        int column = 0;
        foreach (ulong word in words)
        {
            for (int side = 0; side < slots.Sides; side++)
            {
                ulong eligible = slots.Of(side, column);
                bits.Write(CandidateSlots.Gather(word, eligible), BitOperations.PopCount(eligible));
            }

            if (++column == columns) column = 0;
        }

        return bytes;
    }

    private static SubsetMask? TryReadPacked(PrunedLayerShape shape, CandidateSlots slots, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != PackedBytes(slots, shape.Columns, shape.Weights)) return null;
        var words = new ulong[shape.Weights];
        var bits = new BitReader(bytes);
        int column = 0;
        foreach (ref ulong word in words.AsSpan())
        {
            for (int side = 0; side < slots.Sides; side++)
            {
                ulong eligible = slots.Of(side, column);
                word |= CandidateSlots.Scatter(bits.Read(BitOperations.PopCount(eligible)), eligible);
            }

            if (++column == shape.Columns) column = 0;
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

    private static ChoiceMask? TryReadChoices(PrunedLayerShape shape, ReadOnlySpan<byte> bytes)
    {
        int width = ChoiceWidth(shape.Candidates);
        int sides = shape.OneSided ? 1 : 2;
        if (bytes.Length != ((shape.Weights * sides * width) + 7) / 8) return null;
        var bits = new BitReader(bytes);
        var choices = new int[sides][];
        for (int side = 0; side < sides; side++)
        {
            choices[side] = new int[shape.Weights];
            foreach (ref int choice in choices[side].AsSpan())
            {
                choice = (int)bits.Read(width) - 1;
                if (choice >= shape.Candidates) return null;
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
}
