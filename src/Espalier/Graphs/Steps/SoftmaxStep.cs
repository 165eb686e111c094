using System.Numerics;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Numerics.Special;

namespace Espalier.Graphs.Steps;

/// <summary>exp(x − max) / Σ exp(x − max), or its logarithm, computed in float64 and rounded once.</summary>
internal sealed class SoftmaxStep<T>(Softmax layer, int length) : Step<T>(length, length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, StepBuffers<T> buffers)
    {
        Span<double> exponentials = InputLength <= 1024 ? stackalloc double[InputLength] : new double[InputLength];
        for (int n = 0; n < count; n++)
            Apply(inputs.Slice(n * InputLength, InputLength), outputs.Slice(n * OutputLength, OutputLength), exponentials);
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
