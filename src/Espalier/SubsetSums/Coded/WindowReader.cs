using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Espalier.SubsetSums.Coded;

/// <summary>
/// Reads a circular word: weight t's own bits are bits k·t to k·t + k − 1, the first bit of a byte its most significant; its window is the
/// L bits up to there, going round the word's k·n bits as often as it takes.
/// </summary>
internal static class WindowReader
{
    private const int Unrolled = 8;

    /// <summary>The values of weights <paramref name="first"/>, <paramref name="first"/> + 1, …</summary>
    public static void Read(GridCoding coding, ReadOnlySpan<float> values, ReadOnlySpan<byte> word, long weights, long first, Span<float> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int inside = ReadInside(coding, values, word, first + done, destination[done..]);
            done += inside;
            if (inside > 0) continue;
            destination[done] = values[WindowAt(coding, word, weights, first + done)];
            done++;
        }
    }

    /// <summary>Packs the bits of every weight.</summary>
    public static void Write(int bitsPerWeight, ReadOnlySpan<byte> symbols, Span<byte> word)
    {
        uint held = 0;
        int bits = 0;
        int next = 0;
        foreach (byte symbol in symbols)
        {
            held = (held << bitsPerWeight) | symbol;
            bits += bitsPerWeight;
            if (bits < 8) continue;
            bits -= 8;
            word[next++] = (byte)(held >> bits);
        }

        if (bits > 0) word[next] = (byte)(held << (8 - bits));
    }

    /// <summary>As many weights, by eights, as have their windows and eight bytes from there inside the word.</summary>
    private static int ReadInside(GridCoding coding, ReadOnlySpan<float> values, ReadOnlySpan<byte> word, long first, Span<float> destination)
    {
        (int k, int window) = (coding.BitsPerWeight, coding.WindowBits);
        long start = (k * (first + 1)) - window;
        long room = word.Length - 8 - (start >> 3);
        if (start < 0 || room < 0) return 0;
        int rounds = (int)Math.Min((room / k) + 1, destination.Length / Unrolled);
        int shift = 64 - window - (int)(start & 7);
        nint mask = values.Length - 1;
        if (rounds == 0) return ReadFew(values, BinaryPrimitives.ReadUInt64BigEndian(word[(int)(start >> 3)..]), shift, k, destination);
        ref byte from = ref Unsafe.Add(ref MemoryMarshal.GetReference(word), (nint)(start >> 3));
        ref float to = ref MemoryMarshal.GetReference(destination);
        ref float table = ref MemoryMarshal.GetReference(values);
        for (int round = 0; round < rounds; round++)
        {
            ulong bits = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(ref from));
            to = Unsafe.Add(ref table, (nint)(bits >> shift) & mask);
            Unsafe.Add(ref to, 1) = Unsafe.Add(ref table, (nint)(bits >> (shift - k)) & mask);
            Unsafe.Add(ref to, 2) = Unsafe.Add(ref table, (nint)(bits >> (shift - (2 * k))) & mask);
            Unsafe.Add(ref to, 3) = Unsafe.Add(ref table, (nint)(bits >> (shift - (3 * k))) & mask);
            Unsafe.Add(ref to, 4) = Unsafe.Add(ref table, (nint)(bits >> (shift - (4 * k))) & mask);
            Unsafe.Add(ref to, 5) = Unsafe.Add(ref table, (nint)(bits >> (shift - (5 * k))) & mask);
            Unsafe.Add(ref to, 6) = Unsafe.Add(ref table, (nint)(bits >> (shift - (6 * k))) & mask);
            Unsafe.Add(ref to, 7) = Unsafe.Add(ref table, (nint)(bits >> (shift - (7 * k))) & mask);
            from = ref Unsafe.Add(ref from, k);
            to = ref Unsafe.Add(ref to, Unrolled);
        }

        return rounds * Unrolled;
    }

    /// <summary>Fewer than eight weights from eight bytes.</summary>
    private static int ReadFew(ReadOnlySpan<float> values, ulong bits, int shift, int k, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = values[(int)(bits >> (shift - (k * i))) & (values.Length - 1)];
        return destination.Length;
    }

    /// <summary>The window of a weight, bit by bit.</summary>
    internal static int WindowAt(GridCoding coding, ReadOnlySpan<byte> word, long weights, long weight)
    {
        long bits = coding.BitsPerWeight * weights;
        long bit = (coding.BitsPerWeight * (weight + 1)) - coding.WindowBits;
        bit += (((-bit) / bits) + 1) * bits;
        int window = 0;
        for (int i = 0; i < coding.WindowBits; i++, bit++)
        {
            long at = bit % bits;
            window = (window << 1) | ((word[(int)(at >> 3)] >> (7 - (int)(at & 7))) & 1);
        }

        return window;
    }
}
