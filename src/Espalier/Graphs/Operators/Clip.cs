using System.Globalization;
using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>min(max(x, low), high) for every element; a NaN stays NaN.</summary>
/// <param name="Low">The least value, or −∞.</param>
/// <param name="High">The largest value, or ∞.</param>
public sealed record Clip(float Low, float High) : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "clip";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, $"clip {Number(Low)} {Number(High)}", IsSameLength: true);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Low <= High && Low < float.PositiveInfinity && High > float.NegativeInfinity
        ? input
        : throw new ArgumentException(Invariant($"no number lies between {Low} and {High}"));

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override Operator Under(Shape from, Shape to) => this;

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => Low >= 0 || (reads[0] && High >= 0);

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) =>
        new ClipKernel<T>(T.CreateTruncating(Low), T.CreateTruncating(High));

    private static string Number(float value) =>
        float.IsInfinity(value) ? value > 0 ? "inf" : "-inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class ClipKernel<T>(T low, T high) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                T value = inputs[i];
                if (value < low) value = low;
                outputs[i] = value > high ? high : value;
            }
        }
    }
}
