using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Espalier.Parents.Masks;

/// <summary>One word per weight; bit k says whether candidate k is kept. At most 64 candidates.</summary>
public sealed class SubsetMask : CandidateMask
{
    /// <summary>The bits of a word.</summary>
    public const int MaxCandidates = 64;

    private readonly ulong[] _words;

    /// <summary>Wraps an array that the caller gives up.</summary>
    internal SubsetMask(ulong[] words) => _words = words;

    /// <summary>The words, one per weight.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <inheritdoc/>
    public override long Weights => _words.Length;

    /// <inheritdoc/>
    public override int MaxKept => MaxCandidates;

    /// <inheritdoc/>
    public override int CopyKept(long weight, int column, Span<int> kept)
    {
        int count = 0;
        for (ulong rest = _words[weight]; rest != 0; rest &= rest - 1) kept[count++] = BitOperations.TrailingZeroCount(rest);
        return count;
    }

    internal override void AppendTo(IncrementalHash hash) => hash.AppendData(MemoryMarshal.AsBytes<ulong>(_words));

    /// <summary>log₂ C(n, k) for the k kept of a weight's n candidates, and the entropy of k.</summary>
    internal override MaskBits Bits(ulong seed, ParentGrid grid)
    {
        CandidateSlots slots = CandidateSlots.For(seed, grid);
        var counts = new long[MaxCandidates + 1];
        double choices = 0;
        var column = new GridColumns(grid.Shape);
        foreach (ulong word in _words)
        {
            for (int side = 0; side < slots.Sides; side++)
            {
                ulong eligible = slots.Of(side, column.Current);
                int n = BitOperations.PopCount(eligible);
                int k = BitOperations.PopCount(word & eligible);
                counts[k]++;
                choices += Entropy.Log2Choices(n, k);
            }

            column.Next();
        }

        return new MaskBits(slots.Bits(grid.Shape), choices + Entropy.Total(counts));
    }
}
