using Espalier.Graphs;

namespace Espalier.Formats.Idx;

/// <summary>An array of unsigned bytes with a shape, as an IDX file holds it.</summary>
public sealed class IdxArray
{
    private readonly ReadOnlyMemory<byte> _values;

    /// <summary>Copies values.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape, or the shape has no or too many extents.</exception>
    public IdxArray(Shape shape, ReadOnlySpan<byte> values)
        : this(shape, (ReadOnlyMemory<byte>)values.ToArray())
    {
    }

    /// <summary>Wraps memory that the caller gives up.</summary>
    internal IdxArray(Shape shape, ReadOnlyMemory<byte> values)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank is 0 or > IdxHeader.MaxRank) throw new ArgumentException(Invariant($"IDX has no array of rank {shape.Rank} here"));
        if (values.Length != shape.Length) throw new ArgumentException($"{values.Length} values do not fill the shape {shape}");
        Shape = shape;
        _values = values;
    }

    /// <summary>The extents; the first counts the items.</summary>
    public Shape Shape { get; }

    /// <summary>The values, row-major.</summary>
    public ReadOnlySpan<byte> Values => _values.Span;

    /// <summary>The values as memory that can be shared.</summary>
    internal ReadOnlyMemory<byte> Memory => _values;
}
