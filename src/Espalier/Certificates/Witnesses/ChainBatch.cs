using Espalier.Certificates.Chains;
using Espalier.Numerics;

namespace Espalier.Certificates.Witnesses;

/// <summary>A network's outputs for many inputs at once, and gradients of linear functions of them.</summary>
internal sealed class ChainBatch
{
    private readonly AffineStage[] _stages;
    private readonly double[][] _activations;
    private readonly double[][] _gradients;
    private readonly int _rows;
    private readonly MatrixWorkspace _workspace = new();

    public ChainBatch(ReluChain chain, int rows)
    {
        _stages = [.. chain.Stages];
        _rows = rows;
        _activations = [.. _stages.Select(stage => new double[rows * stage.Outputs])];
        _gradients = [.. _stages.Select(stage => new double[rows * stage.Outputs])];
    }

    /// <summary>The outputs, row after row.</summary>
    public ReadOnlySpan<double> Outputs => _activations[^1];

    public void Forward(ReadOnlySpan<double> inputs, int threads)
    {
        for (int s = 0; s < _stages.Length; s++)
        {
            AffineStage stage = _stages[s];
            double[] values = _activations[s];
            MatrixProduct.Multiply(
                new MatrixView<double>(s == 0 ? inputs : _activations[s - 1], _rows, stage.Inputs),
                new MatrixView<double>(stage.Weights, stage.Outputs, stage.Inputs).Transposed,
                values,
                threads: threads,
                workspace: _workspace);
            for (int row = 0; row < _rows; row++) Elementwise.Add(values.AsSpan(row * stage.Outputs, stage.Outputs), stage.Bias);
            if (stage.Rectified) Elementwise.Relu<double>(values, values);
        }
    }

    /// <summary>Gradients at the inputs of the last <see cref="Forward"/>, for one linear function per row.</summary>
    public void Backward(ReadOnlySpan<double> functionals, Span<double> gradients, int threads)
    {
        functionals.CopyTo(_gradients[^1]);
        for (int s = _stages.Length - 1; s >= 0; s--)
        {
            AffineStage stage = _stages[s];
            if (stage.Rectified) Block(_gradients[s], _activations[s]);
            MatrixProduct.Multiply(
                new MatrixView<double>(_gradients[s], _rows, stage.Outputs),
                new MatrixView<double>(stage.Weights, stage.Outputs, stage.Inputs),
                s == 0 ? gradients : _gradients[s - 1],
                threads: threads,
                workspace: _workspace);
        }
    }

    private static void Block(double[] gradients, double[] activations)
    {
        for (int i = 0; i < gradients.Length; i++)
            if (!(activations[i] > 0)) gradients[i] = 0;
    }
}
