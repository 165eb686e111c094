using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Numerics.Special;

namespace Espalier.Graphs.Operators;

/// <summary>The softmax along one extent, or its logarithm.</summary>
/// <param name="Logarithm">Whether it is the logarithm.</param>
/// <param name="Axis">The extent, counted from 0; there is no batch. Null is the last one.</param>
public sealed record Softmax(bool Logarithm, int? Axis = null) : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => Logarithm ? "logsoftmax" : "softmax";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, Axis is null ? Kind : Invariant($"{Kind} axis {Axis}"), IsSameLength: true);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        (uint)AxisOf(input) < (uint)input.Rank ? input : throw new ArgumentException($"softmax finds no extent to work along in {input}");

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    /// <summary>The extent along which it works.</summary>
    internal int AxisOf(Shape input) => Axis ?? input.Rank - 1;

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => !Logarithm;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) =>
        new SoftmaxKernel<T>(this, output[AxisOf(output)], Rearrangement.RowMajor(output)[AxisOf(output)]);

    /// <summary>exp(x − max) / Σ exp(x − max), or its logarithm, computed in float64 and rounded once.</summary>
    private sealed class SoftmaxKernel<T>(Softmax layer, int length, int step) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            Span<double> exponentials = length <= 1024 ? stackalloc double[length] : new double[length];
            T[] line = step == 1 ? [] : new T[length];
            for (int n = 0; n < inputs.Length / length; n++)
            {
                if (step == 1)
                {
                    Apply(inputs.Slice(n * length, length), outputs.Slice(n * length, length), exponentials);
                    continue;
                }

                int first = (n / step * step * length) + (n % step);
                for (int i = 0; i < length; i++) line[i] = inputs[first + (i * step)];
                Apply(line, line, exponentials);
                for (int i = 0; i < length; i++) outputs[first + (i * step)] = line[i];
            }
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
