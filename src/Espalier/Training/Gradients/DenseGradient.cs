using Espalier.Numerics;

namespace Espalier.Training.Gradients;

/// <summary>Y = W·X + b over a batch; ∂X = Wᵀ·∂Y, ∂W = ∂Y·Xᵀ.</summary>
/// <remarks>
/// Behind the inputs a batch stands as units × examples: then the large matrices are read where they stand, and only the small ones
/// are packed. Every number is the chain c ← fma(a, b, c) over ascending k of <see cref="MatrixProduct"/>, so that scores have the bits
/// of <see cref="Graphs.ForwardPass{T}"/>.
/// </remarks>
internal sealed class DenseGradient(TrainableLayer layer, BatchValue reads, Receiver receiver, BatchValue made, Batch batch) : GradientKernel
{
    /// <summary>Multiply-adds from which a second thread is worth waking.</summary>
    private const long WorthSharing = 1 << 21;

    private int Threads => (long)layer.Outputs * layer.Inputs * batch.Count < WorthSharing ? 1 : batch.Threads;

    private MatrixView<float> Matrix => new(layer.Effective.Span, layer.Outputs, layer.Inputs, layer.Stride, 1);

    public override void Forward()
    {
        MatrixProduct.Multiply(Matrix, Inputs().Transposed, made.Data.Span, batch.Stride, threads: Threads, workspace: batch.Workspace);
        layer.AddBias(made, places: 1, batch);
    }

    public override void Backward()
    {
        var outer = new MatrixView<float>(made.Gradient.Span, layer.Outputs, batch.Count, batch.Stride, 1);
        if (layer.IsTrained)
        {
            MatrixProduct.Multiply(outer, Inputs(), layer.Gradient.Span, layer.Stride, threads: Threads, workspace: batch.Workspace);
            layer.SumBias(made, places: 1, batch);
        }

        if (!receiver.IsWanted) return;
        MatrixProduct.Multiply(
            Matrix.Transposed,
            new MatrixView<float>(made.Gradient.Span, layer.Outputs, batch.Stride),
            receiver.Gradient(batch),
            accumulate: receiver.Adds,
            threads: Threads,
            workspace: batch.Workspace);
    }

    /// <summary>What enters, as examples × units.</summary>
    private MatrixView<float> Inputs() => reads.Examples is { } examples
        ? new MatrixView<float>(examples.Span, batch.Count, layer.Inputs)
        : new MatrixView<float>(reads.Data.Span, layer.Inputs, batch.Count, batch.Stride, 1).Transposed;
}
