using System.Collections.Immutable;
using Espalier.Numerics;
using Espalier.Parents.Masks;

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
            [.. Enumerable.Range(0, parent.Layers).Select(layer => new PopupLayer(parent, layer, seed))],
            options,
            Invariant($"{parent.Structure} parent {parent.Seed} of {string.Join('-', parent.Widths)}, {parent.Pairs} pairs, {options}"))
    {
    }

    private PopupNetwork(ImmutableArray<PopupLayer> layers, PopupOptions options, string description)
        : base(ImmutableArray<TrainableLayer>.CastUp(layers))
    {
        Description = description;
        _layers = layers;
        _tensors = [.. layers.SelectMany(layer => layer.Tensors)];
        _selections = options.Scope == SelectionScope.Global
            ? [new ScoreSelection(options.Removed, [.. _tensors])]
            : [.. _tensors.Select(tensor => new ScoreSelection(options.Removed, tensor))];
    }

    public override string Description { get; }

    /// <summary>Which weights are kept, tensor by tensor.</summary>
    public ImmutableArray<TensorMask> Masks => [.. _tensors.Select(tensor => tensor.ToMask())];

    public override bool CanDie => false;

    public override void Settle(Crew crew, int threads)
    {
        if (!_isCounted) CountAll();
        foreach (ScoreSelection selection in _selections) selection.Select(crew, threads);
        foreach (PopupLayer layer in _layers) layer.Fold(crew, threads);
    }

    /// <summary>Every step counts; before the first one nobody has.</summary>
    private void CountAll()
    {
        foreach (ScoreMatrix tensor in _tensors)
            for (int chunk = 0; chunk < tensor.Chunks; chunk++) ScoreKernel.Count(tensor, chunk);
        _isCounted = true;
    }
}
