namespace Espalier.Graphs.Operators;

/// <summary>An operator that reads one value.</summary>
public abstract record UnaryOperator : Operator
{
    /// <inheritdoc/>
    public sealed override Shape OutputShape(params ReadOnlySpan<Shape> reads) =>
        reads.Length == 1 ? OutputShape(reads[0]) : throw new ArgumentException($"{Kind} reads one value, not {reads.Length}");

    /// <inheritdoc cref="Operator.OutputShape(ReadOnlySpan{Shape})"/>
    public abstract Shape OutputShape(Shape input);
}
