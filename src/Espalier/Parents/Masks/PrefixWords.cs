using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Espalier.Parents.Masks;

/// <summary>The words of one side of a prefix mask: 4 bytes each, and the few whose prefix is longer than 32 beside them.</summary>
internal sealed class PrefixWords
{
    /// <summary>Stands for a word that lies beside the others.</summary>
    private const uint Elsewhere = uint.MaxValue;

    /// <summary>From one in so many long words on all take 8 bytes.</summary>
    private const int ManyLong = 16;

    private readonly uint[]? _short;
    private readonly Dictionary<int, ulong> _long = [];
    private readonly ulong[]? _wide;

    /// <summary>Takes words over; the caller gives the array up.</summary>
    public PrefixWords(ulong[] words)
    {
        Length = words.Length;
        int most = Length / ManyLong;
        for (int i = 0; i < Length && _long.Count <= most; i++)
            if (words[i] >= Elsewhere) _long.Add(i, words[i]);
        if (_long.Count > most) _wide = words;
        else _short = Array.ConvertAll(words, static word => (uint)Math.Min(word, Elsewhere));
    }

    /// <summary>How many there are.</summary>
    public int Length { get; }

    /// <summary>The word of a weight.</summary>
    public ulong this[long weight] => _short is null ? _wide![weight]
        : _short[weight] is not Elsewhere and uint word ? word : _long[(int)weight];

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
