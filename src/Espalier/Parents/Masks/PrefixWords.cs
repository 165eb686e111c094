using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Espalier.Parents.Masks;

/// <summary>The words of one side of a prefix mask: 4 bytes each as long as no prefix is longer than 32.</summary>
internal sealed class PrefixWords
{
    private readonly uint[]? _narrow;
    private readonly ulong[]? _wide;

    /// <summary>Takes words over; the caller gives the array up.</summary>
    public PrefixWords(ulong[] words)
    {
        Length = words.Length;
        ulong all = 0;
        foreach (ulong word in words) all |= word;
        if (all > uint.MaxValue) _wide = words;
        else _narrow = Array.ConvertAll(words, static word => (uint)word);
    }

    /// <summary>How many there are.</summary>
    public int Length { get; }

    /// <summary>The word of a weight.</summary>
    public ulong this[long weight] => _narrow is null ? _wide![weight] : _narrow[weight];

    /// <summary>Adds all words to a fingerprint, as 8 bytes each.</summary>
    public void AppendTo(IncrementalHash hash)
    {
        Span<ulong> chunk = stackalloc ulong[256];
        for (int from = 0; from < Length; from += chunk.Length)
        {
            Span<ulong> part = chunk[..Math.Min(chunk.Length, Length - from)];
            for (int i = 0; i < part.Length; i++) part[i] = this[from + i];
            hash.AppendData(MemoryMarshal.AsBytes(part));
        }
    }
}
