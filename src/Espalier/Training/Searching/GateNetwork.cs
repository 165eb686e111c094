using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Training.Popup;

namespace Espalier.Training.Searching;

/// <summary>Gates before frozen weights, sampled by noise: each step opens those with the largest scores plus noise.</summary>
/// <remarks>
/// H. Zhou, J. Lan, R. Liu, J. Yosinski, "Deconstructing lottery tickets", NeurIPS 2019, sample every gate by itself and train its score
/// through the sampling; here noise decides which gates are open and their number is exact, so that budgets are equal. The noise is uniform
/// on ±1/√inputs at the start, falls along a cosine to 0, and is absent when the network is tested.
/// </remarks>
internal sealed class GateNetwork : TrainableNetwork
{
    private readonly ImmutableArray<GateLayer> _gates;
    private readonly ImmutableArray<int>? _counts;
    private readonly int _total;
    private readonly int[] _keys;
    private readonly int[] _ranked;

    public GateNetwork(Network blueprint, SearchOptions options, ulong seed)
        : this(blueprint, options, seed, new FrozenSource(blueprint, options, seed))
    {
    }

    private GateNetwork(Network blueprint, SearchOptions options, ulong seed, FrozenSource source)
        : base(blueprint, [.. Enumerable.Range(0, source.Layers).Select(layer => new GateLayer(source, layer, seed))])
    {
        Description = $"{options} of {WeightNetwork.Text(blueprint)}";
        _gates = [.. Layers.Cast<GateLayer>()];
        _counts = LayerCounts.Of(blueprint, options.Kept, options.Share);
        _total = LayerCounts.Total(blueprint, options.Kept);
        _keys = new int[_gates.Sum(gate => gate.Length)];
        _ranked = new int[_keys.Length];
    }

    public override bool CanDie => false;

    public override long Kept => _counts is { } each ? each.Sum() : _total;

    public override void Settle(Crew crew, int threads)
    {
        double noise = IsTested ? 0 : CosineAnnealing.Rate(1, (int)(1000 * Progress), 1000);
        int at = 0;
        foreach (GateLayer gate in _gates)
        {
            gate.Rank(_keys.AsSpan(at, gate.Length), Steps, noise);
            at += gate.Length;
        }

        if (_counts is { } counts)
        {
            at = 0;
            for (int i = 0; i < _gates.Length; at += _gates[i++].Length) Open(i, i + 1, at, _gates[i].Length, counts[i]);
        }
        else
        {
            Open(0, _gates.Length, 0, _keys.Length, _total);
        }
    }

    /// <summary>Opens so many gates of some layers, whose keys stand together.</summary>
    private void Open(int first, int end, int start, int length, int count)
    {
        Span<int> ranked = _ranked.AsSpan(0, length);
        _keys.AsSpan(start, length).CopyTo(ranked);
        (int threshold, _, int ties) = RankSelection.Largest(ranked, count);
        for (int i = first; i < end; i++)
        {
            ties = _gates[i].Open(_keys.AsSpan(start, _gates[i].Length), threshold, ties);
            start += _gates[i].Length;
        }
    }
}
