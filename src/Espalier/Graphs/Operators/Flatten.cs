using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>The same elements, row-major, in a single extent.</summary>
public sealed record Flatten : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "flatten";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, "flatten", IsSameLength: true);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => new(input.Length);

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override Operator Under(Shape from, Shape to) => new Reshape(to);

    internal override bool KeepsElements => true;

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0];

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T>? Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => null;
}
