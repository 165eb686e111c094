using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>x where x is above 0, else slope·x; a NaN stays NaN.</summary>
/// <param name="Slope">The factor of what is not above 0.</param>
public sealed record LeakyRelu(float Slope = 0.01f) : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "leakyrelu";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, Invariant($"leakyrelu {Slope:R}"), IsSameLength: true);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        float.IsFinite(Slope) ? input : throw new ArgumentException(Invariant($"a slope cannot be {Slope}"));

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override Operator Under(Shape from, Shape to) => this;

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0] || Slope <= 0;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => output.Length;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new LeakyReluKernel<T>(T.CreateTruncating(Slope));

    private sealed class LeakyReluKernel<T>(T slope) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            for (int i = 0; i < inputs.Length; i++) outputs[i] = inputs[i] > T.Zero ? inputs[i] : inputs[i] * slope;
        }
    }
}
