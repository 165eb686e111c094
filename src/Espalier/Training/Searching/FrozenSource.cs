using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics.Random;

namespace Espalier.Training.Searching;

/// <summary>What a search over frozen weights starts from: random weights, which of them may be kept, and which are kept without a search.</summary>
internal sealed class FrozenSource
{
    /// <summary>Magnitudes of the hyperbolic law span two decades.</summary>
    private const double Decades = 100;

    private const uint SourceStream = 0x7100_0000;
    private const uint LockStream = 0x7200_0000;

    private readonly WeightGrid[] _grids;
    private readonly SearchOptions _options;
    private readonly ulong _seed;
    private readonly bool[][] _open;
    private readonly bool[][] _locked;

    public FrozenSource(Network blueprint, SearchOptions options, ulong seed)
    {
        (_options, _seed) = (options, seed);
        _grids = [.. blueprint.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>()];
        int[] lengths = [.. _grids.Select(grid => grid.Weights.Length)];
        _open = options.Source < 1
            ? Ranking.Largest(Ranking.RandomScores(lengths, seed, SourceStream), LayerCounts.Of(blueprint, options.Source, LayerShare.ErdosRenyi), 0)
            : [.. lengths.Select(length => Enumerable.Repeat(true, length).ToArray())];
        _locked = Locked(blueprint, lengths);
    }

    public int Layers => _grids.Length;

    public WeightGrid Grid(int layer) => _grids[layer];

    public int Inputs(int layer) => _grids[layer].Inputs * _grids[layer].Places;

    /// <summary>Weights that may be kept.</summary>
    public bool[] Open(int layer) => _open[layer];

    /// <summary>Weights that are kept without being searched.</summary>
    public bool[] Locked(int layer) => _locked[layer];

    /// <summary>The weights of a layer: stream <paramref name="layer"/> of the seed with the purpose of parents; 0 outside of the source.</summary>
    public float[] Weights(int layer)
    {
        float[] weights = new float[_grids[layer].Weights.Length];
        Law(layer).Fill(new RandomStream(_seed, (uint)layer), 0, weights);
        for (int i = 0; i < weights.Length; i++)
            if (!_open[layer][i]) weights[i] = 0;
        return weights;
    }

    /// <summary>The first scores: uniform between ±1/√inputs, 0 outside of the source.</summary>
    public float[] FirstScores(int layer, ulong seed)
    {
        float[] scores = new float[_grids[layer].Weights.Length];
        float bound = (float)(1 / Math.Sqrt(Inputs(layer)));
        new RandomStream(seed, (uint)layer, StreamPurpose.Training).FillUniform(0, -bound, bound, scores);
        for (int i = 0; i < scores.Length; i++)
            if (!_open[layer][i]) scores[i] = 0;
        return scores;
    }

    /// <summary>The law of a layer's weights.</summary>
    internal Distribution Law(int layer)
    {
        double variance = 2.0 / Inputs(layer) / (_options.IsScaled ? _options.Kept : 1), deviation = Math.Sqrt(variance);
        return _options.Law switch
        {
            SourceLaw.Normal => new NormalDistribution(deviation),
            SourceLaw.Uniform => new UniformDistribution(-(float)Math.Sqrt(3 * variance), (float)Math.Sqrt(3 * variance)),
            SourceLaw.Signed => new SignedConstantDistribution(deviation),
            // With density ∝ 1/|w| the mean square is (β² − α²)/(2·ln(β/α)).
            _ => Hyperbolic(Math.Sqrt(2 * Math.Log(Decades) * variance / (1 - (1 / (Decades * Decades))))),
        };
    }

    private static HyperbolicDistribution Hyperbolic(double largest) => new(largest / Decades, largest);

    private bool[][] Locked(Network blueprint, int[] lengths)
    {
        if (_options.Locked == 0) return [.. lengths.Select(length => new bool[length])];
        double[][] scores = Ranking.RandomScores(lengths, _seed, LockStream);
        for (int i = 0; i < scores.Length; i++)
            for (int j = 0; j < scores[i].Length; j++)
                if (!_open[i][j]) scores[i][j] = double.NegativeInfinity;
        ImmutableArray<int>? counts = LayerCounts.Of(blueprint, _options.Locked * _options.Kept, LayerShare.Uniform);
        return Ranking.Largest(scores, counts, 0);
    }
}
