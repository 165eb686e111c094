using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Espalier.Parents;
using Espalier.Parents.Masks;

namespace Espalier.Tickets.Files;

/// <summary>The mask of a whole tensor as bytes: words of 64 elements, packed or ranked, whichever is shorter.</summary>
internal static class TensorMaskSection
{
    private const int WordBits = 64;

    public static MaskSection Write(TensorMask mask)
    {
        int packedBytes = PackedBytes(mask.Length);
        ReadOnlyMemory<byte> ranked = Rank(mask, out ImmutableArray<int> frequencies);
        return ranked.Length < packedBytes
            ? new MaskSection(MaskCoding.Ranked, frequencies, ranked)
            : new MaskSection(MaskCoding.Packed, [], MemoryMarshal.AsBytes(mask.Words)[..packedBytes].ToArray());
    }

    /// <summary>Reads a mask; null where the bytes make none, or are not those that a writer would have chosen.</summary>
    public static TensorMask? TryRead(int length, MaskCoding coding, ReadOnlySpan<int> frequencies, ReadOnlySpan<byte> bytes)
    {
        int count = TensorMask.WordsFor(length);
        switch (coding)
        {
            case MaskCoding.Packed when bytes.Length == PackedBytes(length) && frequencies.IsEmpty:
                var packed = new ulong[count];
                bytes.CopyTo(MemoryMarshal.AsBytes(packed.AsSpan()));
                return (packed[^1] & ~TensorMask.LastWord(length)) == 0 ? TensorMask.Own(length, packed) : null;
            case MaskCoding.Ranked when count <= RankedMask.MaxSymbols(bytes.Length) && RankedMask.IsTable(frequencies, WordBits):
                var words = new ulong[count];
                if (!RankedMask.TryRead(bytes, CandidateSlots.OfElements(length), Row(count), frequencies, words)) return null;
                var mask = TensorMask.Own(length, words);
                // The bytes are not all needed for the words: none of them may say anything else.
                return Rank(mask, out ImmutableArray<int> table).Span.SequenceEqual(bytes) && table.AsSpan().SequenceEqual(frequencies) ? mask : null;
            default:
                return null;
        }
    }

    private static ReadOnlyMemory<byte> Rank(TensorMask mask, out ImmutableArray<int> frequencies) =>
        RankedMask.Write(mask.Words, CandidateSlots.OfElements(mask.Length), Row(mask.Words.Length), PackedBytes(mask.Length), out frequencies);

    /// <summary>The words of a tensor as the columns of one row.</summary>
    private static GridShape Row(int words) => new(1, 1, words, false);

    private static int PackedBytes(int length) => (int)(((long)length + 7) / 8);
}
