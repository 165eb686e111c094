using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>The same elements, row-major, under other extents.</summary>
public sealed record Reshape(Shape Target) : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "reshape";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, $"reshape {(Target.Rank == 0 ? "scalar" : Target.ToString())}");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        input.Length == Target.Length ? Target : throw new ArgumentException($"{input.Length} elements do not fill the shape {Target}");

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override Operator? Under(Shape from, Shape to) => to.Equals(Target) ? this : null;

    internal override bool KeepsElements => true;

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0];

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T>? Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => null;
}
