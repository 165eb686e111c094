using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>x ↦ (x, −x) along the first extent: a ReLU behind it leaves the positive and the negative part of every element.</summary>
public sealed record SplitSigns : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "split";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, "split");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        input.Rank > 0 ? new Shape([(int)Math.Min(2L * input[0], int.MaxValue), .. input.Extents.AsSpan()[1..]]) : new Shape(2);

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => false;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new SplitKernel<T>(reads[0].Length);

    private sealed class SplitKernel<T>(int length) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            for (int n = 0; n < count; n++)
            {
                ReadOnlySpan<T> input = inputs.Slice(n * length, length);
                Span<T> output = outputs.Slice(2 * n * length, 2 * length);
                input.CopyTo(output);
                for (int i = 0; i < length; i++) output[length + i] = -input[i];
            }
        }
    }
}
