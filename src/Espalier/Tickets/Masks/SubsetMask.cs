using System.Numerics;

namespace Espalier.Tickets.Masks;

/// <summary>One word per weight; bit k says whether candidate k is kept. At most 64 candidates.</summary>
public sealed class SubsetMask : LayerMask
{
    private readonly ulong[] _words;

    /// <summary>Wraps an array that the caller gives up.</summary>
    internal SubsetMask(ulong[] words) => _words = words;

    /// <summary>The words, one per weight.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <inheritdoc/>
    public override long Weights => _words.Length;

    /// <inheritdoc/>
    public override int MostKept => TicketRecipe.MostBlockRows;

    /// <inheritdoc/>
    public override int CopyKept(long weight, Span<int> kept)
    {
        int count = 0;
        for (ulong rest = _words[weight]; rest != 0; rest &= rest - 1) kept[count++] = BitOperations.TrailingZeroCount(rest);
        return count;
    }
}
