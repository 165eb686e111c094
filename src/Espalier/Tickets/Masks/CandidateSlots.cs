using System.Numerics;
using Espalier.Tickets.Forms;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Masks;

/// <summary>Which candidates of each column a subset may contain, per side: what a mask need not spell out.</summary>
/// <remarks>For pairs this is known from the seed: the signs of u. For direct candidates every candidate is eligible.</remarks>
internal sealed class CandidateSlots
{
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

    /// <summary>The slots of all weights of a layer: the bits that spell out its mask.</summary>
    public long Bits(int columns, long weights)
    {
        long perRow = 0;
        for (int j = 0; j < columns; j++)
            for (int side = 0; side < Sides; side++) perRow += BitOperations.PopCount(Of(side, j));
        return perRow * (weights / columns);
    }

    /// <summary>Derives the slots of a layer; the bias column always has one side.</summary>
    public static CandidateSlots For(TicketRecipe recipe, PrunedLayerShape shape) => TryFor(recipe, shape, long.MaxValue)!;

    /// <summary>The same, or null as soon as the slots of all rows together exceed so many bits.</summary>
    public static CandidateSlots? TryFor(TicketRecipe recipe, PrunedLayerShape shape, long mostBits)
    {
        ulong[] first;
        if (recipe.Construction == Construction.Linear)
        {
            if (shape.Weights * shape.Candidates > mostBits) return null;
            first = new ulong[shape.Columns];
            Array.Fill(first, (1UL << shape.Candidates) - 1);
            return new CandidateSlots(first, null);
        }

        // The arrays grow with what is known to fit, so that a short file that announces many columns costs little.
        first = new ulong[Math.Min(shape.Columns, FirstColumns)];
        ulong[]? second = shape.OneSided ? null : new ulong[first.Length];
        var parent = new ParentLayer(recipe, shape.Ordinal, shape.Columns);
        long perRow = 0;
        Span<float> block = stackalloc float[64];
        block = block[..shape.Candidates];
        for (int j = 0; j < shape.Columns; j++)
        {
            if (j == first.Length)
            {
                int length = (int)Math.Min(shape.Columns, 2L * j);
                Array.Resize(ref first, length);
                if (second is not null) Array.Resize(ref second, length);
            }

            parent.FillBlock(j, block);
            (first[j], ulong negative) = ParentLayer.Eligible(block);
            if (second is not null && j < shape.Inputs) second[j] = negative;
            perRow += BitOperations.PopCount(first[j]) + (second is null ? 0 : BitOperations.PopCount(second[j]));
            if (perRow * shape.Outputs > mostBits) return null;
        }

        return new CandidateSlots(first, second);
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
}
