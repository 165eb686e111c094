using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Calibration;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Pruning;

/// <summary>Which weights go first: those of the least score.</summary>
public enum WeightCriterion
{
    /// <summary>The magnitude.</summary>
    Magnitude,

    /// <summary>The magnitude times the root mean square of the input that the weight meets over calibration inputs.</summary>
    Activation,

    /// <summary>A random order.</summary>
    Random,
}

/// <summary>Among which weights the least are looked for.</summary>
public enum WeightScope
{
    /// <summary>All of the network.</summary>
    Global,

    /// <summary>Those of one layer.</summary>
    Layer,

    /// <summary>Those of one output.</summary>
    Row,
}

/// <summary>What to remove of a network's weights.</summary>
public sealed record WeightOptions
{
    /// <summary>The share to remove, above 0 and below 1; what a pattern removes, it says itself.</summary>
    public double Remove { get; init; }

    /// <summary>At most so many are kept of as many inputs in a row, or null.</summary>
    public (int Kept, int Of)? Pattern { get; init; }

    /// <summary>Among which weights the least are looked for.</summary>
    public WeightScope Scope { get; init; } = WeightScope.Global;

    /// <summary>Which weights go first.</summary>
    public WeightCriterion Criterion { get; init; } = WeightCriterion.Magnitude;

    /// <summary>The seed of a random order.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Sets weights of a trained network to zero, wherever they stand: the network keeps its shape. Biases stay.</summary>
public static class WeightPruning
{
    /// <summary>Streams of orders from here on choose weights.</summary>
    private const uint FirstStream = 0x7500_0000;

    /// <summary>Removes weights.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">What to remove.</param>
    /// <param name="calibration">Inputs; needed where activations count. Grids of several groups count by magnitude alone.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="progress">Hears the share of the work done.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InvalidInputException">The options cannot be met, or the inputs do not fit.</exception>
    public static Network Prune(
        Network network,
        WeightOptions options,
        CalibrationSet? calibration = null,
        int threads = 1,
        IProgress<double>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Pattern is var (kept, of) && !(kept >= 1 && kept < of))
            throw new InvalidInputException("pattern", null, $"{kept} of {of} is no pattern", "give N:M with 1 ≤ N < M, such as 2:4");
        if (options.Pattern is null && !(options.Remove > 0 && options.Remove < 1))
            throw new InvalidInputException("remove", null, $"the share is {options.Remove}", "give a number above 0 and below 1");
        if (options.Criterion == WeightCriterion.Activation && calibration is null)
            throw new InvalidInputException("calibration", null, "it is missing", "name inputs that show how the network is used");
        calibration?.Require(network);
        ImmutableArray<InputMoments?>? moments = options.Criterion == WeightCriterion.Activation
            ? InputCalibration.Of(network, calibration!.Values.Span, calibration.Count, products: false, threads, progress, cancel)
            : null;
        double[]?[] scores = [.. network.Nodes.Select((node, i) => node.Operator.Grid is { } grid ? Scores(grid, i, options, moments?[i]) : null)];
        bool[]?[] removed = [.. scores.Select(layer => layer is null ? null : new bool[layer.Length])];
        if (options.Pattern is { } pattern) MarkPattern(network, scores, removed, pattern);
        else Mark(network, scores, removed, options);
        RequireSomething(network, removed);
        return network.Map((made, i) => removed[i] is { } gone ? Without(made, gone) : made);
    }

    private static double[] Scores(WeightGrid grid, int node, WeightOptions options, InputMoments? moments)
    {
        if (options.Criterion == WeightCriterion.Random)
            return Array.ConvertAll(
                RandomOrder.Permutation(new RandomStream(options.Seed, FirstStream + (uint)node, StreamPurpose.Order), grid.Weights.Length),
                place => (place + 1.0) / grid.Weights.Length);
        double[] scores = Array.ConvertAll(grid.Weights.ToDoubles(), Math.Abs);
        if (moments is null) return scores;
        int columns = grid.Inputs * grid.Places;
        for (int i = 0; i < scores.Length; i++) scores[i] *= Math.Sqrt(moments.MeanSquares.Span[i % columns]);
        return scores;
    }

    private static void Mark(Network network, double[]?[] scores, bool[]?[] removed, WeightOptions options)
    {
        if (options.Scope == WeightScope.Global)
        {
            (int Node, int Place)[] all =
            [
                .. from node in Enumerable.Range(0, scores.Length)
                   from place in Enumerable.Range(0, scores[node]?.Length ?? 0)
                   select (node, place),
            ];
            double[] keys = [.. all.Select(each => scores[each.Node]![each.Place])];
            foreach (int i in Least(keys, options.Remove)) removed[all[i].Node]![all[i].Place] = true;
            return;
        }

        for (int node = 0; node < scores.Length; node++)
        {
            if (scores[node] is not { } layer) continue;
            int run = options.Scope == WeightScope.Layer ? layer.Length : layer.Length / network.Nodes[node].Operator.Grid!.Channels;
            for (int first = 0; first < layer.Length; first += run)
                foreach (int i in Least(layer[first..(first + run)], options.Remove)) removed[node]![first + i] = true;
        }
    }

    /// <summary>The places of the least scores, rounded to whole weights; of equal ones the earlier.</summary>
    private static ReadOnlySpan<int> Least(double[] scores, double share)
    {
        int[] places = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(places, (a, b) => scores[a] != scores[b] ? scores[a].CompareTo(scores[b]) : a.CompareTo(b));
        return places.AsSpan(0, (int)Math.Round(share * scores.Length));
    }

    /// <summary>Inputs stand in a row at one place of a kernel; a rest that fills no run keeps its share.</summary>
    private static void MarkPattern(Network network, double[]?[] scores, bool[]?[] removed, (int Kept, int Of) pattern)
    {
        for (int node = 0; node < scores.Length; node++)
        {
            if (scores[node] is not { } layer) continue;
            WeightGrid grid = network.Nodes[node].Operator.Grid!;
            for (int channel = 0; channel < grid.Channels; channel++)
            {
                for (int place = 0; place < grid.Places; place++)
                {
                    for (int first = 0; first < grid.Inputs; first += pattern.Of)
                    {
                        int[] run =
                        [
                            .. Enumerable.Range(first, Math.Min(pattern.Of, grid.Inputs - first)).Select(i => grid.Index(channel, place, i)),
                        ];
                        foreach (int weight in run.OrderByDescending(i => layer[i]).ThenBy(i => i).Skip(pattern.Kept)) removed[node]![weight] = true;
                    }
                }
            }
        }
    }

    private static void RequireSomething(Network network, bool[]?[] removed)
    {
        for (int node = 0; node < removed.Length; node++)
            if (removed[node] is { } layer && layer.All(gone => gone))
                throw new InvalidInputException(
                    "remove", network.Place(node), "nothing would be left of the layer", "remove less, or layer by layer");
    }

    private static Operator Without(Operator made, bool[] removed)
    {
        WeightGrid grid = made.Grid!;
        double[] weights = grid.Weights.ToDoubles();
        for (int i = 0; i < weights.Length; i++)
            if (removed[i]) weights[i] = 0;
        return made.Form.WithWeights(Kept.Like(grid.Weights, weights), grid.Bias);
    }
}
