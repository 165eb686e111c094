using System.Numerics;

namespace Espalier.Parents.Masks;

/// <summary>Which candidates of each column a subset may contain, per side: what a mask need not spell out.</summary>
/// <remarks>For pairs this is known from the seed: the signs of u. For direct candidates every candidate is eligible.</remarks>
internal sealed class CandidateSlots
{
    /// <summary>The most candidates of one side that a subset may choose from: what the exact solver takes.</summary>
    public const int MaxEligible = 44;

    private const int FirstColumns = 4096;

    private readonly ulong[] _first;
    private readonly ulong[]? _second;

    private CandidateSlots(ulong[] first, ulong[]? second)
    {
        _first = first;
        _second = second;
    }

    /// <summary>The number of sides: two where positive and negative inputs choose apart.</summary>
    public int Sides => _second is null ? 1 : 2;

    /// <summary>The eligible candidates of a column on a side, as bits.</summary>
    public ulong Of(int side, int column) => side == 0 ? _first[column] : _second![column];

    /// <summary>The slots of all weights of a grid: the bits that spell out its mask.</summary>
    public long Bits(GridShape shape)
    {
        long inputs = 0;
        for (int j = 0; j < shape.AllInputs; j++) inputs += BitsOf(j);
        return (inputs * (shape.Channels / shape.Groups) * shape.Places) + (shape.HasBias ? (long)BitsOf(shape.AllInputs) * shape.Channels : 0);
    }

    /// <summary>Derives the slots of a grid; the bias column always has one side.</summary>
    public static CandidateSlots For(ulong seed, ParentGrid grid) => TryFor(seed, grid, long.MaxValue)!;

    /// <summary>The same, or null as soon as the slots of all rows together exceed so many bits.</summary>
    public static CandidateSlots? TryFor(ulong seed, ParentGrid grid, long mostBits)
    {
        GridShape shape = grid.Shape;
        ulong[] first;
        if (!grid.IsPair)
        {
            if (shape.Weights * grid.Candidates > mostBits) return null;
            first = new ulong[shape.Columns];
            Array.Fill(first, ulong.MaxValue >> (64 - grid.Candidates));
            return new CandidateSlots(first, null);
        }

        // The arrays grow with what is known to fit, so that a short file that announces many columns costs little.
        first = new ulong[Math.Min(shape.Columns, FirstColumns)];
        ulong[]? second = grid.OneSided ? null : new ulong[first.Length];
        var numbers = new ParentNumbers(seed, grid);
        long inputs = 0;
        long each = (long)shape.Channels / shape.Groups * shape.Places;
        Span<float> factors = stackalloc float[SubsetMask.MaxCandidates];
        factors = factors[..grid.Candidates];
        for (int j = 0; j < shape.Columns; j++)
        {
            if (j == first.Length)
            {
                int length = (int)Math.Min(shape.Columns, 2L * j);
                Array.Resize(ref first, length);
                if (second is not null) Array.Resize(ref second, length);
            }

            numbers.FillColumn(j, factors);
            (first[j], ulong negative) = Eligible(factors);
            if (second is not null && j < shape.AllInputs) second[j] = negative;
            if (j < shape.AllInputs) inputs += BitOperations.PopCount(first[j]) + (second is null ? 0 : BitOperations.PopCount(second[j]));
            if (inputs * each > mostBits) return null;
        }

        return new CandidateSlots(first, second);
    }

    /// <summary>The candidates of a column that may serve each side, as bits: the first 44 with u &gt; 0 and the first 44 with u &lt; 0.</summary>
    public static (ulong Positive, ulong Negative) Eligible(ReadOnlySpan<float> factors)
    {
        ulong positive = 0;
        ulong negative = 0;
        for (int k = 0; k < factors.Length; k++)
        {
            if (factors[k] > 0 && BitOperations.PopCount(positive) < MaxEligible) positive |= 1UL << k;
            else if (factors[k] < 0 && BitOperations.PopCount(negative) < MaxEligible) negative |= 1UL << k;
        }

        return (positive, negative);
    }

    /// <summary>The slots of a tensor whose elements stand in words of 64, each word a column: every element, and nothing beyond the last.</summary>
    public static CandidateSlots OfElements(int length)
    {
        var words = new ulong[TensorMask.WordsFor(length)];
        Array.Fill(words, ulong.MaxValue);
        words[^1] = TensorMask.LastWord(length);
        return new CandidateSlots(words, null);
    }

    /// <summary>The bits of a word at the slots, moved together.</summary>
    public static ulong Gather(ulong word, ulong slots)
    {
        ulong gathered = 0;
        for (int at = 0; slots != 0; slots &= slots - 1, at++)
            gathered |= ((word >> BitOperations.TrailingZeroCount(slots)) & 1) << at;
        return gathered;
    }

    /// <summary>The inverse of <see cref="Gather"/>.</summary>
    public static ulong Scatter(ulong gathered, ulong slots)
    {
        ulong word = 0;
        for (; slots != 0; slots &= slots - 1, gathered >>= 1)
            if ((gathered & 1) != 0) word |= slots & (0 - slots);
        return word;
    }

    private int BitsOf(int column)
    {
        int bits = BitOperations.PopCount(_first[column]);
        return _second is null ? bits : bits + BitOperations.PopCount(_second[column]);
    }
}
