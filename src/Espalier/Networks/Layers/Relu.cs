namespace Espalier.Networks.Layers;

/// <summary>max(x, 0) for every element; a NaN stays NaN.</summary>
public sealed record Relu : Layer
{
    /// <inheritdoc/>
    public override string Kind => "relu";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}
