using System.Numerics;

namespace Espalier.Parents.Masks;

/// <summary>Which elements of a tensor are kept: one bit each, in row-major order. Immutable.</summary>
public sealed class TensorMask : IEquatable<TensorMask>
{
    private const int WordBits = 64;

    private readonly ulong[] _words;

    /// <summary>Packs one truth value for each element.</summary>
    /// <exception cref="ArgumentException">There is no element.</exception>
    public TensorMask(ReadOnlySpan<bool> kept)
        : this(kept.Length, Pack(kept))
    {
    }

    private TensorMask(int length, ulong[] words)
    {
        if (length < 1) throw new ArgumentException("a mask has at least one element");
        if (words.Length != WordsFor(length)) throw new ArgumentException(Invariant($"{words.Length} words do not hold {length} elements"));
        if ((words[^1] & ~LastWord(length)) != 0) throw new ArgumentException("bits are set beyond the last element");
        Length = length;
        _words = words;
        foreach (ulong word in words) Kept += BitOperations.PopCount(word);
    }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>How many of them are kept.</summary>
    public long Kept { get; }

    /// <summary>The bits, 64 elements to a word, the first in the lowest bit; unused bits are 0.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Whether an element is kept.</summary>
    public bool this[int element] =>
        (uint)element < (uint)Length
            ? ((_words[element / WordBits] >> (element % WordBits)) & 1) != 0
            : throw new ArgumentOutOfRangeException(nameof(element));

    /// <summary>The mask that keeps everything.</summary>
    public static TensorMask All(int length)
    {
        var words = new ulong[WordsFor(Math.Max(length, 0))];
        Array.Fill(words, ulong.MaxValue);
        if (words.Length > 0) words[^1] = LastWord(length);
        return new TensorMask(length, words);
    }

    /// <summary>Puts a zero at every element of a slice that is not kept.</summary>
    /// <param name="values">The slice.</param>
    /// <param name="start">The element with which the slice begins.</param>
    public void Apply(Span<float> values, int start = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, Length - start);
        for (int i = 0; i < values.Length; i++)
        {
            int element = start + i;
            if (((_words[element / WordBits] >> (element % WordBits)) & 1) == 0) values[i] = 0;
        }
    }

    /// <summary>How many elements of a slice are kept.</summary>
    public int KeptWithin(int start, int count)
    {
        int kept = 0;
        for (int element = start; element < start + count; element++) kept += this[element] ? 1 : 0;
        return kept;
    }

    /// <inheritdoc/>
    public bool Equals(TensorMask? other) => other is not null && Length == other.Length && _words.AsSpan().SequenceEqual(other._words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorMask);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Length);
        foreach (ulong word in _words) hash.Add(word);
        return hash.ToHashCode();
    }

    /// <summary>Wraps words that the caller gives up.</summary>
    /// <exception cref="ArgumentException">Their number does not fit, or bits are set beyond the last element.</exception>
    internal static TensorMask Own(int length, ulong[] words) => new(length, words);

    /// <summary>The words that so many elements take.</summary>
    internal static int WordsFor(int length) => (int)(((long)length + WordBits - 1) / WordBits);

    /// <summary>The bits of the last word that stand for elements.</summary>
    internal static ulong LastWord(int length) => length % WordBits == 0 ? ulong.MaxValue : (1UL << (length % WordBits)) - 1;

    private static ulong[] Pack(ReadOnlySpan<bool> kept)
    {
        var words = new ulong[WordsFor(kept.Length)];
        for (int i = 0; i < kept.Length; i++)
            if (kept[i]) words[i / WordBits] |= 1UL << (i % WordBits);
        return words;
    }
}
