using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Parents.Masks;
using Espalier.Training.Searching;

namespace Espalier.Training.Popup;

/// <summary>A parent with scores, of whose weights a share is kept.</summary>
internal sealed class PopupNetwork : TrainableNetwork
{
    private readonly ImmutableArray<PopupLayer> _layers;
    private readonly ImmutableArray<ScoreMatrix> _tensors;
    private readonly ImmutableArray<ScoreSelection> _selections;
    private bool _isCounted;

    public PopupNetwork(PopupParent parent, PopupOptions options, ulong seed)
        : this(
            Blueprints.OfWidths(parent.Widths.AsSpan()),
            [.. Enumerable.Range(0, parent.Layers).Select(layer => new PopupLayer(parent, layer, seed))],
            tensors => Selections(tensors, options),
            Invariant($"{parent.Structure} parent {parent.Seed} of {string.Join('-', parent.Widths)}, {parent.Pairs} pairs, {options}"))
    {
    }

    /// <summary>Single frozen weights for every grid of a blueprint.</summary>
    public PopupNetwork(Network blueprint, SearchOptions options, ulong seed)
        : this(
            blueprint,
            Draw(new FrozenSource(blueprint, options, seed), seed),
            tensors => Selections(tensors, blueprint, options),
            $"{options} of {WeightNetwork.Text(blueprint)}")
    {
    }

    private PopupNetwork(
        Network graph,
        ImmutableArray<PopupLayer> layers,
        Func<ImmutableArray<ScoreMatrix>, ImmutableArray<ScoreSelection>> select,
        string description)
        : base(graph, ImmutableArray<TrainableLayer>.CastUp(layers))
    {
        Description = description;
        _layers = layers;
        _tensors = [.. layers.SelectMany(layer => layer.Tensors)];
        _selections = select(_tensors);
    }

    /// <summary>Which weights are kept, tensor by tensor.</summary>
    public ImmutableArray<TensorMask> Masks => [.. _tensors.Select(tensor => tensor.ToMask())];

    public override bool CanDie => false;

    public override void Settle(Crew crew, int threads)
    {
        if (!_isCounted) CountAll();
        foreach (ScoreSelection selection in _selections) selection.Select(crew, threads);
        foreach (PopupLayer layer in _layers) layer.Fold(crew, threads);
    }

    public override long Kept => _selections.Sum(selection => selection.Keep);

    private static ImmutableArray<ScoreSelection> Selections(ImmutableArray<ScoreMatrix> tensors, PopupOptions options) =>
        options.Scope == SelectionScope.Global
            ? [new ScoreSelection(options.Removed, [.. tensors])]
            : [.. tensors.Select(tensor => new ScoreSelection(options.Removed, tensor))];

    private static ImmutableArray<ScoreSelection> Selections(ImmutableArray<ScoreMatrix> tensors, Network blueprint, SearchOptions options) =>
        LayerCounts.Of(blueprint, options.Kept, options.Share) is { } counts
            ? [.. tensors.Select((tensor, i) => new ScoreSelection((long)counts[i], tensor))]
            : [new ScoreSelection((long)LayerCounts.Total(blueprint, options.Kept), [.. tensors])];

    /// <summary>The score of a weight that is kept without a search: above all that a descent reaches.</summary>
    private const float Locked = 1e30f;

    private static ImmutableArray<PopupLayer> Draw(FrozenSource source, ulong seed) =>
        [
            .. Enumerable.Range(0, source.Layers).Select(layer =>
            {
                float[] scores = source.FirstScores(layer, seed);
                for (int i = 0; i < scores.Length; i++)
                    if (source.Locked(layer)[i]) scores[i] = Locked;
                return new PopupLayer(source.Inputs(layer), source.Grid(layer).Channels, source.Weights(layer), scores);
            }),
        ];

    /// <summary>Every step counts; before the first one nobody has.</summary>
    private void CountAll()
    {
        foreach (ScoreMatrix tensor in _tensors)
            for (int chunk = 0; chunk < tensor.Chunks; chunk++) ScoreKernel.Count(tensor, chunk);
        _isCounted = true;
    }
}
