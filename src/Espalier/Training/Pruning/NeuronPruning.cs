using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Training.DataSets;

namespace Espalier.Training.Pruning;

/// <summary>
/// Removes hidden units of a trained network, those that contribute least: a unit's activity, the root of the mean square of what it
/// hands on over some images, times the Euclidean norm of the weights that read it. What is left is an ordinary smaller network;
/// nothing is trained again.
/// </summary>
public static class NeuronPruning
{
    private const int Block = 500;

    /// <summary>
    /// The network with as many hidden units as fit: all hidden layers shrink by the same share, to ⌊units·w/W⌋ but at least one for
    /// the largest w for which the dense layers hold no more than <paramref name="kept"/> weights, W being the broadest layer's units.
    /// </summary>
    /// <param name="network">Dense layers with a ReLU between them, behind any frozen layers in front.</param>
    /// <param name="kept">How many weights the dense layers may hold.</param>
    /// <param name="images">The images that show which units are active.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>The smaller network, or null where even one unit in every layer is too many.</returns>
    public static Network? Prune(Network network, long kept, ILabelledSet images, int threads, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        int[] dense = [.. Enumerable.Range(0, network.Nodes.Length).Where(i => network.Nodes[i].Operator.Grid is { Places: 1 })];
        if (!network.IsChain) throw new ArgumentException("hidden units are removed from a chain of layers");
        int[]? units = Units([.. dense.Select(i => network.Nodes[i].Operator.Grid!)], kept);
        if (units is null) return null;
        Operator[] layers = [.. network.Nodes.Select(node => node.Operator)];
        for (int hidden = 0; hidden < units.Length; hidden++)
        {
            // The activity is that of the whole network, not of what earlier removals left.
            int reader = dense[hidden + 1];
            int[] chosen = Strongest(Contributions(network, reader, images, threads, cancel), units[hidden]);
            layers[dense[hidden]] = Smaller(layers[dense[hidden]], rows: chosen, columns: null);
            layers[reader] = Smaller(layers[reader], rows: null, columns: chosen);
        }

        return new Network(network.InputShape, layers);
    }

    /// <summary>Units left in each hidden layer, or null.</summary>
    private static int[]? Units(WeightGrid[] dense, long kept)
    {
        int[] hidden = [.. dense[..^1].Select(grid => grid.Channels)];
        int broadest = hidden.DefaultIfEmpty(0).Max();
        int low = 0;
        int high = broadest + 1;
        // The count grows with w; at w = 0 every layer has the one unit that it has at w = 1 as well.
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Count(dense, Scaled(hidden, middle, broadest)) <= kept) low = middle;
            else high = middle;
        }

        int[] units = Scaled(hidden, low, broadest);
        return Count(dense, units) <= kept ? units : null;
    }

    private static int[] Scaled(int[] hidden, int w, int broadest) => [.. hidden.Select(units => Math.Max(1, (int)((long)units * w / broadest)))];

    private static long Count(WeightGrid[] dense, int[] units)
    {
        long count = 0;
        for (int i = 0; i < dense.Length; i++)
            count += (long)(i == 0 ? dense[0].Inputs : units[i - 1]) * (i == dense.Length - 1 ? dense[i].Channels : units[i]);
        return count;
    }

    private static double[] Contributions(Network network, int reader, ILabelledSet images, int threads, CancellationToken cancel)
    {
        WeightGrid layer = network.Nodes[reader].Operator.Grid!;
        double[] contributions = MeanSquares(new Network(network.InputShape, network.Nodes[..reader]), images, threads, cancel);
        for (int unit = 0; unit < contributions.Length; unit++)
        {
            double norm = 0;
            for (int output = 0; output < layer.Channels; output++)
            {
                double weight = layer.Weights[(output * layer.Inputs) + unit];
                norm += weight * weight;
            }

            contributions[unit] = Math.Sqrt(contributions[unit] * norm);
        }

        return contributions;
    }

    private static double[] MeanSquares(Network prefix, ILabelledSet images, int threads, CancellationToken cancel)
    {
        int units = prefix.OutputShape.Length;
        var squares = new double[units];
        var pass = new ForwardPass<float>(prefix);
        var pixels = new float[Math.Min(Block, images.Count) * images.Example.Length];
        var activities = new float[Math.Min(Block, images.Count) * units];
        for (int first = 0; first < images.Count; first += Block)
        {
            int size = Math.Min(Block, images.Count - first);
            images.Fill(first, pixels.AsSpan(0, size * images.Example.Length));
            pass.Run(pixels.AsSpan(0, size * images.Example.Length), activities.AsSpan(0, size * units), size, threads, cancel);
            for (int i = 0; i < size * units; i++) squares[i % units] += (double)activities[i] * activities[i];
        }

        for (int unit = 0; unit < units; unit++) squares[unit] /= Math.Max(1, images.Count);
        return squares;
    }

    /// <summary>The units of largest contribution in ascending order; of equal ones the earlier.</summary>
    private static int[] Strongest(double[] contributions, int count) =>
        [.. Enumerable.Range(0, contributions.Length).OrderByDescending(unit => contributions[unit]).ThenBy(unit => unit).Take(count).Order()];

    private static Operator Smaller(Operator layer, int[]? rows, int[]? columns)
    {
        WeightGrid grid = layer.Grid!;
        Tensor weights = Kept.Along(Kept.Along(grid.Weights, 0, rows), 1, columns);
        return layer.Form.WithWeights(weights, grid.Bias is null ? null : Kept.Along(grid.Bias, 0, rows));
    }
}
