using Espalier.Graphs;

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
        Tensor[] dense = [.. network.Nodes.Select(node => node.Operator.Grid).Where(IsDense).Select(grid => grid!.Weights)];
        long all = dense.Sum(weights => (long)weights.Length);
        if (kept >= all) return network;
        double[] magnitudes = Magnitudes(dense, checked((int)all));
        var sorted = (double[])magnitudes.Clone();
        Array.Sort(sorted);
        double threshold = kept == 0 ? double.PositiveInfinity : sorted[all - kept];
        long ties = kept - sorted.LongCount(magnitude => magnitude > threshold);
        int at = 0;
        return network.Map((made, _) => IsDense(made.Grid)
            ? made.Form.WithWeights(Keep(made.Grid!.Weights, magnitudes, ref at, threshold, ref ties), made.Grid.Bias)
            : made);
    }

    private static bool IsDense(WeightGrid? grid) => grid is { Places: 1 };

    private static double[] Magnitudes(Tensor[] dense, int all)
    {
        var magnitudes = new double[all];
        int at = 0;
        foreach (Tensor weights in dense)
            for (int i = 0; i < weights.Length; i++) magnitudes[at++] = Math.Abs(weights[i]);
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

        return Kept.Like(weights, kept);
    }
}
