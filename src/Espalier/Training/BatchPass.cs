using System.Numerics;
using System.Runtime.InteropServices;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Training;

/// <summary>The buffers of a batch, and its way forth and back through a network.</summary>
/// <remarks>
/// Behind the inputs, a batch is stored units × examples: then the large matrices are read where they stand, and only the small ones
/// are packed. Every number is the chain c ← fma(a, b, c) over ascending k of <see cref="MatrixProduct"/>, so that scores
/// have the bits of <see cref="ForwardPass{T}"/>.
/// </remarks>
internal sealed class BatchPass
{
    /// <summary>Multiply-adds from which a second thread is worth waking.</summary>
    private const long WorthSharing = 1 << 21;

    private readonly TrainableNetwork _network;
    private readonly MatrixWorkspace _workspace;
    private readonly float[][] _activations;
    private readonly float[][] _gradients;
    private readonly float[] _inputs;

    public BatchPass(TrainableNetwork network, int capacity, MatrixWorkspace workspace)
    {
        _network = network;
        _workspace = workspace;
        _inputs = new float[checked(capacity * network.Inputs)];
        _activations = [.. network.Layers.Select(layer => new float[checked(capacity * layer.Outputs)])];
        _gradients = [.. network.Layers.Select((layer, i) => i + 1 < network.Layers.Length ? new float[capacity * layer.Outputs] : [])];
    }

    /// <summary>The inputs of a batch, example after example, to be filled.</summary>
    public Span<float> Inputs(int count) => _inputs.AsSpan(0, count * _network.Inputs);

    /// <summary>The scores of a batch, classes × examples, and later their derivatives.</summary>
    public Span<float> Scores(int count) => _activations[^1].AsSpan(0, count * _network.Outputs);

    /// <summary>Computes the scores of the inputs.</summary>
    public void Forward(int count, int threads)
    {
        for (int i = 0; i < _network.Layers.Length; i++)
        {
            TrainableLayer layer = _network.Layers[i];
            Span<float> outputs = _activations[i].AsSpan(0, count * layer.Outputs);
            MatrixProduct.Multiply(
                Matrix(layer), Activations(i, count).Transposed, outputs, threads: Useful(layer, count, threads), workspace: _workspace);
            if (i + 1 < _network.Layers.Length) Elementwise.Relu(outputs, outputs);
        }
    }

    /// <summary>From the derivatives by the scores to those by every matrix.</summary>
    public void Backward(int count, int threads)
    {
        for (int i = _network.Layers.Length - 1; i >= 0; i--)
        {
            TrainableLayer layer = _network.Layers[i];
            Span<float> behind = i + 1 == _network.Layers.Length ? Scores(count) : _gradients[i].AsSpan(0, count * layer.Outputs);
            var outer = new MatrixView<float>(behind, layer.Outputs, count);
            int useful = Useful(layer, count, threads);
            MatrixProduct.Multiply(outer, Activations(i, count), layer.Gradient.Span, layer.Stride, threads: useful, workspace: _workspace);
            if (i == 0) break;
            Span<float> before = _gradients[i - 1].AsSpan(0, count * layer.Inputs);
            MatrixProduct.Multiply(Matrix(layer).Transposed, outer, before, threads: useful, workspace: _workspace);
            Gate(_activations[i - 1].AsSpan(0, before.Length), before);
        }
    }

    /// <summary>Whether no unit of the last hidden layer answered to the batch; then only weight decay moves anything.</summary>
    public bool IsSilent(int count) =>
        _activations.Length > 1 && !_activations[^2].AsSpan(0, count * _network.Layers[^1].Inputs).ContainsAnyExcept(0f);

    /// <summary>What enters a layer, as examples × units.</summary>
    private MatrixView<float> Activations(int layer, int count) =>
        layer == 0
            ? new MatrixView<float>(_inputs, count, _network.Inputs)
            : new MatrixView<float>(_activations[layer - 1], _network.Layers[layer].Inputs, count).Transposed;

    private static MatrixView<float> Matrix(TrainableLayer layer) => new(layer.Effective.Span, layer.Outputs, layer.Inputs, layer.Stride, 1);

    private static int Useful(TrainableLayer layer, int count, int threads) =>
        (long)layer.Outputs * layer.Inputs * count < WorthSharing ? 1 : threads;

    /// <summary>The derivative of ReLU: nothing passes where the activation is not above 0.</summary>
    private static void Gate(ReadOnlySpan<float> activations, Span<float> gradients)
    {
        ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(activations);
        Span<Vector<float>> wideGradients = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        for (int i = 0; i < wide.Length; i++)
            wideGradients[i] = Vector.ConditionalSelect(Vector.GreaterThan(wide[i], Vector<float>.Zero), wideGradients[i], Vector<float>.Zero);
        for (int i = wide.Length * Vector<float>.Count; i < gradients.Length; i++) gradients[i] = activations[i] > 0 ? gradients[i] : 0;
    }
}
