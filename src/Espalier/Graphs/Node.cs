using System.Collections.Immutable;
using Espalier.Graphs.Operators;

namespace Espalier.Graphs;

/// <summary>One step of a network: an operator and the values that it reads.</summary>
/// <param name="Operator">What is computed.</param>
/// <param name="Reads">The values that it reads, in the operator's order: 0 is the network's input, i + 1 what node i makes.</param>
public sealed record Node(Operator Operator, ImmutableArray<int> Reads)
{
    /// <summary>The name that a file gives it, or null. It says nothing about what is computed.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public bool Equals(Node? other) => other is not null && Operator.Equals(other.Operator) && Reads.AsSpan().SequenceEqual(other.Reads.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Operator, Reads.Length == 0 ? -1 : Reads[0]);
}
