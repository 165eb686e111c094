using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Graphs;

/// <summary>The extents of a tensor, outermost first; elements are stored row-major.</summary>
/// <remarks>A batch dimension is never part of a shape. The empty shape is that of a scalar.</remarks>
public sealed class Shape : IEquatable<Shape>
{
    /// <summary>Creates a shape from extents, each at least 1, whose product fits an array.</summary>
    /// <exception cref="ArgumentException">An extent is below 1 or the product exceeds <see cref="Array.MaxLength"/>.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        long product = 1;
        foreach (int extent in extents)
        {
            if (extent < 1) throw new ArgumentException(Invariant($"extent {extent} is below 1"));
            product *= extent;
            if (product > Array.MaxLength) throw new ArgumentException("the shape holds more elements than an array can");
        }

        Extents = [.. extents];
        Length = (int)product;
    }

    /// <summary>The extents, outermost first.</summary>
    public ImmutableArray<int> Extents { get; }

    /// <summary>The number of extents.</summary>
    public int Rank => Extents.Length;

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The extent at a position.</summary>
    public int this[int position] => Extents[position];

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && Extents.AsSpan().SequenceEqual(other.Extents.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int extent in Extents) hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>The extents joined by <c>x</c>, such as <c>1x28x28</c>; empty for a scalar.</summary>
    public override string ToString() => string.Join('x', Extents.Select(e => e.ToString(CultureInfo.InvariantCulture)));
}
