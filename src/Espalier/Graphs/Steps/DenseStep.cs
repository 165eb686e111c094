using System.Numerics;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Graphs.Steps;

/// <summary>y = x·Wᵀ, then + bias.</summary>
internal sealed class DenseStep<T> : Step<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _transposed;
    private readonly T[]? _bias;

    public DenseStep(Dense layer)
        : base(layer.Inputs, layer.Outputs)
    {
        T[] weights = Convert(layer.Weights)!;
        _transposed = new T[weights.Length];
        for (int i = 0; i < layer.Outputs; i++)
        {
            for (int j = 0; j < layer.Inputs; j++) _transposed[(j * layer.Outputs) + i] = weights[(i * layer.Inputs) + j];
        }

        _bias = Convert(layer.Bias);
    }

    public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, StepBuffers<T> buffers)
    {
        MatrixProduct.Multiply(
            new MatrixView<T>(inputs, count, InputLength),
            new MatrixView<T>(_transposed, InputLength, OutputLength),
            outputs,
            workspace: buffers.Products);
        if (_bias is null) return;
        for (int i = 0; i < count; i++) Elementwise.Add(outputs.Slice(i * OutputLength, OutputLength), _bias);
    }
}
