using System.Numerics;
using System.Security.Cryptography;
using Espalier.SubsetSums;

namespace Espalier.Parents.Masks;

/// <summary>
/// Which of its first candidates each weight keeps, on each side by itself: bit i of a word stands for the i-th candidate that may serve
/// the side. What hitting widths make: a weight's prefix ends with the last candidate that it keeps.
/// </summary>
public sealed class PrefixMask : CandidateMask
{
    private const int Stride = SubsetSum.MaxCandidates + 1;

    private readonly BlockRows _rows;
    private readonly PrefixWords[] _sides;

    /// <summary>Wraps arrays that the caller gives up; the second is absent for a grid of one side.</summary>
    internal PrefixMask(BlockRows rows, ulong[] positive, ulong[]? negative)
    {
        _rows = rows;
        _sides = negative is null ? [new PrefixWords(positive)] : [new PrefixWords(positive), new PrefixWords(negative)];
    }

    /// <inheritdoc/>
    public override long Weights => _sides[0].Length;

    /// <inheritdoc/>
    public override int MaxKept => 2 * SubsetSum.MaxCandidates;

    /// <summary>2 where inputs &lt; 0 have words of their own.</summary>
    public int Sides => _sides.Length;

    /// <summary>The word of a weight on a side: 0 serves inputs ≥ 0, 1 serves inputs &lt; 0.</summary>
    public ulong Word(int side, long weight) => _sides[side][weight];

    /// <summary>How many weights have each prefix, over all sides.</summary>
    public long[] Widths()
    {
        var counts = new long[Stride];
        foreach (PrefixWords words in _sides)
            for (int weight = 0; weight < words.Length; weight++) counts[PrefixOf(words[weight])]++;
        return counts;
    }

    /// <summary>The prefix that a word needs.</summary>
    internal static int PrefixOf(ulong word) => 64 - BitOperations.LeadingZeroCount(word);

    /// <inheritdoc/>
    public override int CopyKept(long weight, int column, Span<int> kept)
    {
        int count = _rows.CopyRows(0, column, _sides[0][weight], kept);
        return _sides.Length == 1 ? count : count + _rows.CopyRows(1, column, _sides[1][weight], kept[count..]);
    }

    internal override void AppendTo(IncrementalHash hash)
    {
        foreach (PrefixWords words in _sides) words.AppendTo(hash);
    }

    /// <summary>Raw: one bit for every candidate that may serve. Coded: prefix and number kept at their entropy, and then which.</summary>
    internal override MaskBits Bits(ulong seed, ParentGrid grid)
    {
        double raw = 0;
        GridShape shape = grid.Shape;
        var counts = new long[Stride * Stride];
        for (int side = 0; side < _sides.Length; side++)
        {
            for (int column = 0; column < shape.AllInputs; column++)
                raw += (double)_rows.Count(side, column) * (shape.Channels / shape.Groups) * shape.Places;
            if (shape.HasBias) raw += (double)_rows.Count(side, shape.AllInputs) * shape.Channels;
            for (int weight = 0; weight < _sides[side].Length; weight++) counts[Symbol(_sides[side][weight])]++;
        }

        double coded = Entropy.Total(counts);
        for (int i = 0; i < counts.Length; i++)
            if (counts[i] > 0 && i > 0) coded += counts[i] * Entropy.Log2Choices((i / Stride) - 1, (i % Stride) - 1);
        return new MaskBits(raw, coded);
    }

    private static int Symbol(ulong word) => (PrefixOf(word) * Stride) + BitOperations.PopCount(word);
}
