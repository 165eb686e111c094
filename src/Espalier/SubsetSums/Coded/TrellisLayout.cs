using System.Numerics;

namespace Espalier.SubsetSums.Coded;

/// <summary>Where a kernel of 2^<paramref name="laneBits"/> lanes reads values and writes choices.</summary>
internal sealed class TrellisLayout(int windowBits, int bits, int laneBits)
{
    // Lanes that share a source stand apart by the number of sources in a vector.
    private readonly int _sourceBits = Math.Max(0, laneBits - bits);

    public int WindowBits => windowBits;

    public int Bits => bits;

    /// <summary>2^(L−k): what of a window the next one still sees.</summary>
    public int Prefixes { get; } = 1 << (windowBits - bits);

    /// <summary>2^(L−2k): the distance between the sources of a prefix.</summary>
    public int SourceStride { get; } = 1 << (windowBits - (2 * bits));

    /// <summary>How many choices one 32-bit word holds, a power of two.</summary>
    public int BlocksPerWord { get; } = Math.Min(
        (int)BitOperations.RoundUpToPowerOf2((uint)(32 / bits) + 1) / 2, 1 << (windowBits - bits - laneBits));

    /// <summary>The 32-bit words of choices per weight.</summary>
    public int ChoiceWords => Prefixes / BlocksPerWord;

    /// <summary>Puts the values of windows into the order in which a kernel reads them.</summary>
    public void Arrange(ReadOnlySpan<float> values, Span<float> table)
    {
        int lanes = 1 << laneBits;
        int next = 0;
        for (int prefix = 0; prefix < Prefixes; prefix += 2 * lanes)
            for (int h = 0; h < 1 << bits; h++)
                for (int block = prefix; block < prefix + (2 * lanes); block += lanes)
                    for (int lane = 0; lane < lanes; lane++) table[next++] = values[block + OffsetOf(lane) + (h * Prefixes)];
    }

    /// <summary>The choice that was made for a prefix, of the words of one weight.</summary>
    public int Choice(ReadOnlySpan<int> words, int prefix)
    {
        int block = prefix >> laneBits;
        int lane = LaneOf(prefix & ((1 << laneBits) - 1));
        int word = words[((block / BlocksPerWord) << laneBits) + lane];
        return (word >>> (bits * (block % BlocksPerWord))) & ((1 << bits) - 1);
    }

    private int OffsetOf(int lane) => laneBits <= bits ? lane : ((lane & ((1 << _sourceBits) - 1)) << bits) | (lane >> _sourceBits);

    private int LaneOf(int offset) => laneBits <= bits ? offset : ((offset & ((1 << bits) - 1)) << _sourceBits) | (offset >> bits);
}
