namespace Espalier.Graphs.Operators;

/// <summary>The same elements, row-major, in a single extent.</summary>
public sealed record Flatten : Operator
{
    /// <inheritdoc/>
    public override string Kind => "flatten";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => new(input.Length);
}
