using System.Collections.Immutable;
using Espalier.Graphs;

namespace Espalier.Training.Searching;

/// <summary>A network whose weights are trained and pruned: before the training, at its end, or between its legs.</summary>
internal abstract class PrunedNetwork : WeightNetwork
{
    private readonly ImmutableArray<int>? _counts;
    private readonly int _total;

    protected PrunedNetwork(Network blueprint, SearchOptions options, ulong seed)
        : base(blueprint, seed, static (grid, stream) => new MaskedLayer(grid, stream))
    {
        Options = options;
        Pruned = [.. Layers.Cast<MaskedLayer>()];
        _total = LayerCounts.Total(blueprint, options.Kept);
        _counts = LayerCounts.Of(blueprint, options.Kept, options.Share);
        Description = $"{options} of {Text(blueprint)}";
    }

    /// <summary>A mask that keeps little may be silent for long.</summary>
    public override bool CanDie => false;

    public override long Kept => Pruned.Sum(layer => layer.Kept.LongCount(kept => kept));

    /// <summary>The masks, layer by layer.</summary>
    public ImmutableArray<bool[]> Masks => [.. Pruned.Select(layer => layer.Kept)];

    protected SearchOptions Options { get; }

    protected ImmutableArray<MaskedLayer> Pruned { get; }

    /// <summary>Keeps the weights of largest score, as many as are wanted at the end or a multiple of that.</summary>
    protected void Keep(double[][] scores, double times = 1)
    {
        int Scaled(int count, int most) => (int)Math.Min(most, Math.Round(count * times));
        int all = Pruned.Sum(layer => layer.Inputs * layer.Outputs);
        ImmutableArray<int>? counts = _counts is { } each
            ? [.. each.Select((count, i) => Scaled(count, Pruned[i].Inputs * Pruned[i].Outputs))]
            : null;
        Keep(Ranking.Largest(scores, counts, Scaled(_total, all)));
    }

    /// <summary>Keeps what masks keep.</summary>
    protected void Keep(bool[][] masks)
    {
        for (int i = 0; i < masks.Length; i++) Pruned[i].Keep(masks[i]);
    }

    /// <summary>The weights of all layers.</summary>
    protected float[][] Weights() => [.. Pruned.Select(layer => layer.Matrix())];

    /// <summary>−∞ where a weight is removed, so that it stays so.</summary>
    protected double[][] AmongKept(double[][] scores)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            bool[] kept = Pruned[i].Kept;
            for (int j = 0; j < kept.Length; j++)
                if (!kept[j]) scores[i][j] = double.NegativeInfinity;
        }

        return scores;
    }

    /// <summary>|w| of all weights.</summary>
    protected double[][] Magnitudes() => [.. Weights().Select(layer => Array.ConvertAll(layer, weight => (double)Math.Abs(weight)))];

    /// <summary>A number for every weight made of its weight and another.</summary>
    protected static double[][] Products(float[][] weights, double[][] others)
    {
        double[][] products = [.. weights.Select(layer => new double[layer.Length])];
        for (int i = 0; i < products.Length; i++)
            for (int j = 0; j < products[i].Length; j++) products[i][j] = weights[i][j] * others[i][j];
        return products;
    }
}

/// <summary>A random mask, then training.</summary>
internal sealed class RandomlyPruned(Network blueprint, SearchOptions options, ulong seed) : PrunedNetwork(blueprint, options, seed)
{
    /// <summary>Streams of orders from here on choose masks; those below belong to epochs and baselines.</summary>
    private const uint FirstStream = 0x7000_0000;

    public override void Begin(Probe probe) =>
        Keep(Ranking.RandomScores([.. Pruned.Select(layer => layer.Inputs * layer.Outputs)], probe.Options.Seed, FirstStream));
}

/// <summary>SNIP: what the loss feels most if it is removed, |g·w|, is kept; then training.</summary>
/// <remarks>N. Lee, T. Ajanthan, P. Torr, "SNIP: Single-shot network pruning based on connection sensitivity", ICLR 2019, equation 5.</remarks>
internal sealed class SnipNetwork(Network blueprint, SearchOptions options, ulong seed) : PrunedNetwork(blueprint, options, seed)
{
    public override void Begin(Probe probe)
    {
        double[][] scores = Products(Weights(), probe.Derivatives());
        Keep([.. scores.Select(layer => Array.ConvertAll(layer, Math.Abs))]);
    }
}

/// <summary>GraSP: what the gradient's norm would lose most if it were removed, w·(H·g), is kept; then training.</summary>
/// <remarks>
/// C. Wang, G. Zhang, R. Grosse, "Picking winning tickets before training by preserving gradient flow", ICLR 2020, equations 7 and 8: the
/// weights of largest −w·(H·g) are removed, H and g of the loss with scores divided by 200. H·g is a central difference of g along g.
/// </remarks>
internal sealed class GraspNetwork(Network blueprint, SearchOptions options, ulong seed) : PrunedNetwork(blueprint, options, seed)
{
    private const float Temperature = 200;

    /// <summary>How far the weights are moved for the difference, relative to their norm.</summary>
    private const double Reach = 0.003;

    public override void Begin(Probe probe)
    {
        float[][] weights = Weights();
        double[][] gradient = probe.Derivatives(Temperature);
        double length = Norm(gradient);
        double reach = length > 0 ? Reach * Norm([.. weights.Select(layer => Array.ConvertAll(layer, weight => (double)weight))]) / length : 1;
        void Move(double by)
        {
            for (int i = 0; i < weights.Length; i++)
                Pruned[i].Put([.. weights[i].Select((weight, j) => by == 0 ? weight : (float)(weight + (by * gradient[i][j])))]);
        }

        Keep(Products(weights, probe.DerivativesAlong(Move, reach, Temperature)));
    }

    private static double Norm(double[][] layers) => Math.Sqrt(layers.Sum(layer => layer.Sum(value => value * value)));
}

/// <summary>SynFlow: in rounds and without data, what carries most of the sum of all paths is kept; then training.</summary>
/// <remarks>
/// H. Tanaka, D. Kunin, D. Yamins, S. Ganguli, "Pruning neural networks without any data by iteratively conserving synaptic flow",
/// NeurIPS 2020, algorithm 1: R = 1ᵀ·∏|W|·1, score |w·∂R/∂w|, after round k of 100 the share kept^(k/100).
/// </remarks>
internal sealed class SynFlowNetwork(Network blueprint, SearchOptions options, ulong seed) : PrunedNetwork(blueprint, options, seed)
{
    private const int Rounds = 100;

    public override void Begin(Probe probe)
    {
        float[][] weights = Weights();
        float[][] magnitudes = [.. weights.Select(layer => Array.ConvertAll(layer, Math.Abs))];
        for (int i = 0; i < weights.Length; i++) Pruned[i].Put(magnitudes[i]);
        for (int round = 1; round <= Rounds; round++)
        {
            double[][] scores = Products(magnitudes, probe.DerivativesOfOnes());
            if (scores.Any(layer => layer.Any(score => !double.IsFinite(score))))
                throw new InvalidInputException(
                    "method", null, "the sum of all paths through the network is beyond float32", "choose another method, or fewer layers");
            Keep(AmongKept(scores), Math.Pow(Options.Kept, ((double)round / Rounds) - 1));
        }

        for (int i = 0; i < weights.Length; i++)
        {
            Pruned[i].Put(weights[i]);
            Pruned[i].Remember();
        }
    }
}

/// <summary>Training, and at its end only the largest magnitudes stay.</summary>
internal sealed class MagnitudePruned(Network blueprint, SearchOptions options, ulong seed) : PrunedNetwork(blueprint, options, seed)
{
    public override void EndEpoch(int done, TrainingOptions options)
    {
        if (done == options.Epochs) Keep(Magnitudes());
    }
}

/// <summary>Legs of training, after each of which but the last the smallest magnitudes go and the others are rewound.</summary>
/// <remarks>
/// J. Frankle, M. Carbin, "The lottery ticket hypothesis", ICLR 2019: with R rounds the share kept^(r/R) is left after round r. Rewinding
/// to an early epoch instead of the start: Frankle, Dziugaite, Roy, Carbin, "Linear mode connectivity and the lottery ticket hypothesis",
/// ICML 2020. The legs share the epochs; the learning rate begins anew with each.
/// </remarks>
internal sealed class IterativelyPruned(Network blueprint, SearchOptions options, ulong seed) : PrunedNetwork(blueprint, options, seed)
{
    public override double Rate(TrainingOptions options, int epoch)
    {
        (int leg, int first) = LegOf(epoch, options);
        return CosineAnnealing.Rate(options.LearningRate, epoch - first, First(leg + 1, options) - first);
    }

    public override void BeginEpoch(int epoch, TrainingOptions options)
    {
        (int leg, int first) = LegOf(epoch, options);
        if (leg == 0 || epoch != first) return;
        Keep(AmongKept(Magnitudes()), Math.Pow(Options.Kept, ((double)leg / Options.Rounds) - 1));
        foreach (MaskedLayer layer in Pruned) layer.Rewind();
    }

    public override void EndEpoch(int done, TrainingOptions options)
    {
        if (done != Options.Rewind) return;
        foreach (MaskedLayer layer in Pruned) layer.Remember();
    }

    private (int Leg, int First) LegOf(int epoch, TrainingOptions options)
    {
        int leg = 0;
        while (First(leg + 1, options) <= epoch) leg++;
        return (leg, First(leg, options));
    }

    /// <summary>The first epoch of a leg.</summary>
    private int First(int leg, TrainingOptions options) => (int)((long)leg * options.Epochs / (Options.Rounds + 1));
}

/// <summary>Masks that were found elsewhere, then training from the first weights: what shuffled and re-drawn masks are measured with.</summary>
internal sealed class GivenMasks(Network blueprint, SearchOptions options, ulong seed, ImmutableArray<bool[]> masks)
    : PrunedNetwork(blueprint, options, seed)
{
    public override void Begin(Probe probe) => Keep([.. masks]);
}
