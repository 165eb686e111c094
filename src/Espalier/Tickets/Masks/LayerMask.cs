namespace Espalier.Tickets.Masks;

/// <summary>Which candidates each weight of a layer keeps.</summary>
public abstract class LayerMask
{
    /// <summary>The number of weights.</summary>
    public abstract long Weights { get; }

    /// <summary>An upper bound on what one weight keeps, for sizing buffers.</summary>
    public abstract int MostKept { get; }

    /// <summary>Writes the kept candidates of a weight in ascending order and returns their number.</summary>
    public abstract int CopyKept(long weight, Span<int> kept);
}
