using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Numerics;

namespace Espalier.Graphs.Operators;

/// <summary>max(x, 0) for every element; a NaN stays NaN.</summary>
public sealed record Relu : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "relu";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, "relu", IsSameLength: true);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override Operator Under(Shape from, Shape to) => this;

    internal override bool WorksInPlace => true;

    internal override bool KeepsCopies => true;

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => true;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new ReluKernel<T>();

    internal override ConvolutionFinish<T> Behind<T>(ConvolutionFinish<T> finish) => finish with { IsRelu = true };

    /// <summary>max(x, +0), with NaN kept.</summary>
    private sealed class ReluKernel<T> : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch) => Elementwise.Relu(inputs, outputs);
    }
}
