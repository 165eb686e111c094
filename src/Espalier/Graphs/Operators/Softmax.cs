namespace Espalier.Graphs.Operators;

/// <summary>The softmax of a vector, or its logarithm; only ever the last layer.</summary>
public sealed record Softmax(bool Logarithm) : Operator
{
    /// <inheritdoc/>
    public override string Kind => Logarithm ? "logsoftmax" : "softmax";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        input.Rank == 1 ? input : throw new ArgumentException($"softmax needs a vector, not {input}");
}
