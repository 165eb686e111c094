using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Espalier.Parents.Masks;

/// <summary>At most one kept candidate per weight and side; any number of candidates.</summary>
public sealed class ChoiceMask : CandidateMask
{
    /// <summary>Stands for "keeps none".</summary>
    internal const int None = -1;

    private readonly int[] _positive;
    private readonly int[]? _negative;

    /// <summary>Wraps arrays that the caller gives up; the second is absent for a grid of one side.</summary>
    internal ChoiceMask(int[] positive, int[]? negative)
    {
        _positive = positive;
        _negative = negative;
    }

    /// <summary>The candidate kept for positive inputs, or −1.</summary>
    internal ReadOnlySpan<int> Positive => _positive;

    /// <summary>The candidate kept for negative inputs, or −1; empty for a grid of one side.</summary>
    internal ReadOnlySpan<int> Negative => _negative;

    /// <inheritdoc/>
    public override long Weights => _positive.Length;

    /// <inheritdoc/>
    public override int MaxKept => 2;

    /// <inheritdoc/>
    public override int CopyKept(long weight, int column, Span<int> kept)
    {
        int first = _positive[weight];
        int second = _negative?[weight] ?? None;
        if (first > second) (first, second) = (second, first);
        int count = 0;
        if (first != None) kept[count++] = first;
        if (second != None) kept[count++] = second;
        return count;
    }

    internal override void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(MemoryMarshal.AsBytes(Positive));
        hash.AppendData(MemoryMarshal.AsBytes(Negative));
    }

    /// <summary>One of b candidates, or none: all candidates are equally likely to be the closest.</summary>
    internal override MaskBits Bits(ulong seed, ParentGrid grid)
    {
        long all = _positive.Length + (long)(_negative?.Length ?? 0);
        long none = Positive.Count(None) + Negative.Count(None);
        return new MaskBits(all * Math.Log2(grid.Candidates + 1.0), Entropy.Total([none, all - none]) + ((all - none) * Math.Log2(grid.Candidates)));
    }
}
