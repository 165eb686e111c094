using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Training.Pruning;

/// <summary>Keeps the weights of largest magnitude of a trained network, over all dense layers together, and trains nothing again.</summary>
public static class MagnitudePruning
{
    /// <summary>
    /// The network with all but so many weights of its dense layers at zero; of equal magnitudes the earlier one is kept. Biases and
    /// other layers stay.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="kept">How many weights to keep; all of them if there are no more.</param>
    public static Network Prune(Network network, long kept)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegative(kept);
        Dense[] dense = [.. network.Layers.OfType<Dense>()];
        long all = dense.Sum(layer => (long)layer.Weights.Length);
        if (kept >= all) return network;
        double[] magnitudes = Magnitudes(dense, checked((int)all));
        var sorted = (double[])magnitudes.Clone();
        Array.Sort(sorted);
        double threshold = kept == 0 ? double.PositiveInfinity : sorted[all - kept];
        long ties = kept - sorted.LongCount(magnitude => magnitude > threshold);
        int at = 0;
        var layers = new Operator[network.Layers.Length];
        for (int i = 0; i < layers.Length; i++)
            layers[i] = network.Layers[i] is Dense layer
                ? new Dense(Keep(layer.Weights, magnitudes, ref at, threshold, ref ties), layer.Bias)
                : network.Layers[i];
        return new Network(network.InputShape, layers);
    }

    private static double[] Magnitudes(Dense[] dense, int all)
    {
        var magnitudes = new double[all];
        int at = 0;
        foreach (Dense layer in dense)
            for (int i = 0; i < layer.Weights.Length; i++) magnitudes[at++] = Math.Abs(layer.Weights[i]);
        return magnitudes;
    }

    private static Tensor Keep(Tensor weights, double[] magnitudes, ref int at, double threshold, ref long ties)
    {
        var kept = new double[weights.Length];
        for (int i = 0; i < kept.Length; i++, at++)
        {
            bool isTie = magnitudes[at] == threshold;
            if (magnitudes[at] > threshold || (isTie && ties > 0)) kept[i] = weights[i];
            if (isTie) ties--;
        }

        return Stored.Like(weights, weights.Shape, kept);
    }
}
