using System.Collections.Immutable;

namespace Espalier.Formats.Onnx;

/// <summary>What a name in a graph stands for: a constant, or the data on their way through the network.</summary>
internal abstract record Value;

/// <summary>Extents that a graph computes from its data's shape on the way to a Reshape; null stands for the batch.</summary>
/// <param name="Extents">The extents.</param>
/// <param name="IsSingle">Whether this is one number instead of a list of them.</param>
internal sealed record ExtentList(ImmutableArray<long?> Extents, bool IsSingle) : Value;
