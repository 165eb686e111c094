using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Espalier.Parents.Masks;

/// <summary>What is kept of each entry of a grid's tensors, whatever weight uses it: what searches over masks make.</summary>
public sealed class EntryMask : CandidateMask
{
    private readonly int _inputs;
    private readonly int _candidates;

    /// <summary>Puts the masks of a grid's tensors together.</summary>
    /// <exception cref="ArgumentException">A mask does not have one bit for each entry.</exception>
    public EntryMask(ParentGrid grid, TensorMask? first, TensorMask last)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(last);
        if (grid.Order != CandidateOrder.Rounds || grid.Shape.HasBias)
            throw new ArgumentException("such a mask is for candidates in rounds, without biases");
        if (grid.IsPair != first is not null) throw new ArgumentException("the first factors need a mask just where there are some");
        Require(first?.Length ?? grid.Width, grid.Width);
        Require(last.Length, grid.Shape.Weights * grid.Candidates);
        _inputs = grid.Shape.Inputs;
        _candidates = grid.Candidates;
        First = first;
        Last = last;
    }

    /// <summary>The mask of the first factors, candidates × columns; null for direct candidates.</summary>
    public TensorMask? First { get; }

    /// <summary>The mask of the last tensor.</summary>
    public TensorMask Last { get; }

    /// <inheritdoc/>
    public override long Weights => Last.Length / _candidates;

    /// <inheritdoc/>
    public override int MaxKept => _candidates;

    /// <inheritdoc/>
    public override int CopyKept(long weight, int column, Span<int> kept)
    {
        long start = weight / _inputs * _inputs * _candidates;
        int count = 0;
        for (int k = 0; k < _candidates; k++)
        {
            long unit = ((long)k * _inputs) + column;
            if (Last[(int)(start + unit)] && First?[(int)unit] != false) kept[count++] = k;
        }

        return count;
    }

    internal override void AppendTo(IncrementalHash hash)
    {
        if (First is not null) hash.AppendData(MemoryMarshal.AsBytes(First.Words));
        hash.AppendData(MemoryMarshal.AsBytes(Last.Words));
    }

    internal override KeptCounts Count(ParentGrid grid) => new(Last.Kept, First?.Kept ?? 0);

    /// <summary>log₂ C(n, k) for the k kept of a tensor's n entries.</summary>
    internal override MaskBits Bits(ulong seed, ParentGrid grid) => Bits(Last) + (First is null ? default : Bits(First));

    private static MaskBits Bits(TensorMask mask) => new(mask.Length, Entropy.Log2Choices(mask.Length, mask.Kept));

    private static void Require(long length, long entries)
    {
        if (length != entries) throw new ArgumentException(Invariant($"a mask of {length} elements does not fit a tensor of {entries}"));
    }
}
