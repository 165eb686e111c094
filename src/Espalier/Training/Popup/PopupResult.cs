using System.Collections.Immutable;
using Espalier.Parents.Masks;

namespace Espalier.Training.Popup;

/// <summary>The outcome of an edge-popup search: a parent, and which of its weights are kept.</summary>
/// <param name="Training">
/// Epochs and accuracies. Its network is folded: a pair of tensors became the one dense layer that it computes on inputs ≥ 0.
/// </param>
/// <param name="Parent">The random network that was pruned.</param>
/// <param name="Masks">One mask per tensor of the parent; empty if the search diverged.</param>
public sealed record PopupResult(TrainingResult Training, PopupParent Parent, ImmutableArray<TensorMask> Masks)
{
    /// <summary>The kept weights of all tensors.</summary>
    public long Kept => Masks.Sum(mask => mask.Kept);
}
