using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>The mean over some of the last extents, which become 1: the sum in float64 times 1/n in float64, rounded once.</summary>
/// <param name="Axis">The first of these extents, counted from 0; there is no batch. 1 is global average pooling.</param>
public sealed record Mean(int Axis = 1) : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "mean";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, Axis == 1 ? "mean" : Invariant($"mean axis {Axis}"));

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if ((uint)Axis >= (uint)input.Rank) throw new ArgumentException(Invariant($"the shape {input} has no extent {Axis} to take the mean from"));
        return new Shape([.. input.Extents[..Axis], .. Enumerable.Repeat(1, input.Rank - Axis)]);
    }

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0];

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => output.Length;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new MeanKernel<T>(reads[0].Length / output.Length);

    private sealed class MeanKernel<T>(int run) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            double share = 1.0 / run;
            for (int i = 0; i < outputs.Length; i++)
            {
                double sum = 0;
                foreach (T value in inputs.Slice(i * run, run)) sum += double.CreateTruncating(value);
                outputs[i] = T.CreateTruncating(sum * share);
            }
        }
    }
}
