namespace Espalier.Graphs.Operators;

/// <summary>max(x, 0) for every element; a NaN stays NaN.</summary>
public sealed record Relu : Operator
{
    /// <inheritdoc/>
    public override string Kind => "relu";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}
