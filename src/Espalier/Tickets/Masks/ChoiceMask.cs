namespace Espalier.Tickets.Masks;

/// <summary>At most one kept candidate per weight and side; any number of candidates.</summary>
public sealed class ChoiceMask : LayerMask
{
    /// <summary>Stands for "keeps none".</summary>
    internal const int None = -1;

    private readonly int[] _positive;
    private readonly int[]? _negative;

    /// <summary>Wraps arrays that the caller gives up; the second is absent for a layer of one side.</summary>
    internal ChoiceMask(int[] positive, int[]? negative)
    {
        _positive = positive;
        _negative = negative;
    }

    /// <summary>The candidate kept for positive inputs, or −1.</summary>
    internal ReadOnlySpan<int> Positive => _positive;

    /// <summary>The candidate kept for negative inputs, or −1; empty for a layer of one side.</summary>
    internal ReadOnlySpan<int> Negative => _negative;

    /// <inheritdoc/>
    public override long Weights => _positive.Length;

    /// <inheritdoc/>
    public override int MostKept => 2;

    /// <inheritdoc/>
    public override int CopyKept(long weight, Span<int> kept)
    {
        int first = _positive[weight];
        int second = _negative?[weight] ?? None;
        if (first > second) (first, second) = (second, first);
        int count = 0;
        if (first != None) kept[count++] = first;
        if (second != None) kept[count++] = second;
        return count;
    }
}
