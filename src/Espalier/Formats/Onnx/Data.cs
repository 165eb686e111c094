using System.Collections.Immutable;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx;

/// <summary>The data between two operators, as the graph sees them.</summary>
/// <param name="Type">The element type, which every constant that meets the data shares.</param>
/// <param name="Batch">The leading extent, if it counts samples.</param>
/// <param name="Extents">The extents, without the batch.</param>
/// <remarks>
/// A batch of exactly one needs no notion of a batch: it is an extent of 1 like any other. The network's own shape between two
/// layers may be another view of the same elements; their row-major order is always the same.
/// </remarks>
internal sealed record Data(NumberType Type, Batch Batch, ImmutableArray<int> Extents) : Value
{
    /// <summary>The value of the network that holds the elements.</summary>
    public int Made { get; init; }

    public int Rank => Extents.Length + (Batch.Exists ? 1 : 0);

    /// <summary>The number of elements of one sample; a <see cref="Graphs.Shape"/> has checked that it fits.</summary>
    public int Length => Extents.Aggregate(1, (product, extent) => product * extent);

    /// <summary>The extents of one sample: a leading 1 of two or more extents counts as a batch.</summary>
    public ReadOnlySpan<int> Sample =>
        !Batch.Exists && Extents.Length >= 2 && Extents[0] == 1 ? Extents.AsSpan(1..) : Extents.AsSpan();

    public Data As(params ReadOnlySpan<int> extents) => this with { Extents = [.. extents] };

    public override string ToString() =>
        Batch.Exists ? $"[{string.Join(", ", Extents.Select(e => $"{e}").Prepend("N"))}]" : Origin.Bracketed(Extents);
}

/// <summary>Whether there is a batch of more than one, and its size where the graph fixes it.</summary>
internal readonly record struct Batch(bool Exists, int? Size)
{
    public static readonly Batch None;

    public static readonly Batch Symbolic = new(Exists: true, null);
}
