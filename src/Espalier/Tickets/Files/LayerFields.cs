namespace Espalier.Tickets.Files;

/// <summary>One layer in the header; which fields are present depends on <see cref="Kind"/>.</summary>
internal sealed record LayerFields
{
    /// <summary>The kind of a layer that pruning carves out of the parent; all other kinds are those of carried layers.</summary>
    public const string Pruned = "pruned";

    public required string Kind { get; init; }

    public int? Outputs { get; init; }

    public int? Inputs { get; init; }

    public bool? HasBias { get; init; }

    public bool? OneSided { get; init; }

    public MaskCoding? Coding { get; init; }

    public int? Bytes { get; init; }

    public int[]? Frequencies { get; init; }

    public LayerClaims? Claims { get; init; }

    public int[]? Kernel { get; init; }

    /// <summary>Strides down and right, then padding above, left, below and right.</summary>
    public int[]? Window { get; init; }

    /// <summary>The tensors that follow in the sections: the first of weights or scale, the second of bias or shift.</summary>
    public TensorFields? First { get; init; }

    public TensorFields? Second { get; init; }
}

/// <summary>The shape and precision of a tensor whose values stand in a section of their own, little-endian.</summary>
internal sealed record TensorFields(int[] Shape, Graphs.Precision Precision);
