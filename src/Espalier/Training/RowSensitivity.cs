using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Training;

/// <summary>How the loss would change, to first order, if a row of weights and its bias were set to 0.</summary>
/// <remarks>
/// The mean over batches of (Σ w·∂L/∂w)² over the row: P. Molchanov et al., "Importance estimation for neural network pruning", CVPR 2019,
/// equation 8, for all weights of a row together. L is the mean cross-entropy of a batch.
/// </remarks>
public static class RowSensitivity
{
    private const int Batch = 64;

    /// <summary>For each node with weights one number for each of its rows; null for other nodes.</summary>
    /// <param name="network">The network; every operator must have a gradient.</param>
    /// <param name="examples">Labelled examples.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="cancel">Stops the work between two batches.</param>
    /// <exception cref="InvalidInputException">An operator has no gradient, or a loss is not finite.</exception>
    public static double[]?[] Of(Network network, ExampleSet examples, int threads, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(examples);
        var own = new OwnWeights(network);
        var pass = new BatchPass(own, Math.Min(Batch, examples.Count), new MatrixWorkspace());
        double[]?[] sums = [.. network.Nodes.Select((_, node) => own.LayerOf(node) is { } layer ? new double[layer.Outputs] : null)];
        int batches = 0;
        for (int first = 0; first < examples.Count; first += Batch, batches++)
        {
            cancel.ThrowIfCancellationRequested();
            int[] chosen = [.. Enumerable.Range(first, Math.Min(Batch, examples.Count - first))];
            examples.Fill(chosen, pass.Inputs(chosen.Length));
            double loss = pass.Differentiate([.. chosen.Select(examples.Label)], threads);
            if (!double.IsFinite(loss)) throw new InvalidInputException("data", null, "the loss of these examples is not finite", "name others");
            for (int node = 0; node < sums.Length; node++)
                if (own.LayerOf(node) is { } layer) Add(sums[node]!, layer);
        }

        foreach (double[]? sum in sums)
            for (int row = 0; row < sum?.Length; row++) sum[row] /= batches;
        return sums;
    }

    private static void Add(double[] sums, TrainableLayer layer)
    {
        for (int row = 0; row < sums.Length; row++)
        {
            ReadOnlySpan<float> weights = layer.Effective.Span.Slice(row * layer.Stride, layer.Inputs);
            ReadOnlySpan<float> derivatives = layer.Gradient.Span.Slice(row * layer.Stride, layer.Inputs);
            double sum = layer.Bias is { } bias ? (double)bias.Span[row] * layer.BiasGradient!.Span[row] : 0;
            for (int i = 0; i < weights.Length; i++) sum += (double)weights[i] * derivatives[i];
            sums[row] += sum * sum;
        }
    }
}
