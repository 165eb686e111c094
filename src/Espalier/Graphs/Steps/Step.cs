using System.Numerics;
using Espalier.Graphs.Operators;

namespace Espalier.Graphs.Steps;

/// <summary>A layer made ready for computation in one precision.</summary>
internal abstract class Step<T>(int inputLength, int outputLength)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The elements that enter, per input of the batch.</summary>
    public int InputLength { get; } = inputLength;

    /// <summary>The elements that leave, per input of the batch.</summary>
    public int OutputLength { get; } = outputLength;

    /// <summary>The step of a layer, or null where the layer moves no data.</summary>
    public static Step<T>? Of(Operator layer, Shape input, Shape output) => layer switch
    {
        Dense dense => new DenseStep<T>(dense),
        Convolution convolution => new ConvolutionStep<T>(convolution, input, output),
        MaxPooling pooling => new MaxPoolingStep<T>(pooling, input, output),
        Relu => new ReluStep<T>(input.Length),
        ElementwiseAffine affine => new AffineStep<T>(affine, input),
        Softmax softmax => new SoftmaxStep<T>(softmax, input.Length),
        Flatten => null,
        _ => throw new NotSupportedException($"no forward pass for a layer of kind {layer.Kind}"),
    };

    /// <summary>Computes a batch.</summary>
    public abstract void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, StepBuffers<T> buffers);

    /// <summary>The values of a tensor in this precision; null stays null.</summary>
    protected static T[]? Convert(Tensor? tensor)
    {
        if (tensor is null) return null;
        if (typeof(T) == typeof(float))
        {
            var singles = new float[tensor.Length];
            tensor.CopyTo(singles);
            return (T[])(object)singles;
        }

        var doubles = new double[tensor.Length];
        tensor.CopyTo(doubles);
        return (T[])(object)doubles;
    }
}
