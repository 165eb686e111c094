using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Numerics.Special;

namespace Espalier.Graphs.Operators;

/// <summary>The softmax of a vector, or its logarithm; only ever the last layer.</summary>
public sealed record Softmax(bool Logarithm) : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => Logarithm ? "logsoftmax" : "softmax";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, Kind);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        input.Rank == 1 ? input : throw new ArgumentException($"softmax needs a vector, not {input}");

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => !Logarithm;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new SoftmaxKernel<T>(this, output.Length);

    /// <summary>exp(x − max) / Σ exp(x − max), or its logarithm, computed in float64 and rounded once.</summary>
    private sealed class SoftmaxKernel<T>(Softmax layer, int length) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            Span<double> exponentials = length <= 1024 ? stackalloc double[length] : new double[length];
            for (int n = 0; n < count; n++)
                Apply(inputs.Slice(n * length, length), outputs.Slice(n * length, length), exponentials);
        }

        private void Apply(ReadOnlySpan<T> input, Span<T> output, Span<double> exponentials)
        {
            double largest = double.CreateChecked(input[ArgMax.Of(input)]);
            double sum = 0;
            for (int i = 0; i < input.Length; i++)
            {
                exponentials[i] = PortableExponential.ExpOfNonPositive(double.CreateChecked(input[i]) - largest);
                sum += exponentials[i];
            }

            // A NaN or two infinities of one sign give NaN everywhere; the logarithm below is defined for numbers only.
            double logarithm = double.IsNaN(sum) ? double.NaN : PortableLogarithm.Log(sum);
            for (int i = 0; i < input.Length; i++)
            {
                output[i] = T.CreateTruncating(
                    layer.Logarithm ? double.CreateChecked(input[i]) - largest - logarithm : exponentials[i] / sum);
            }
        }
    }
}
