using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Training;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Searching;

/// <summary>What an edge-popup search found, as a ticket.</summary>
public static class PopupTicket
{
    /// <summary>Makes the ticket of a search.</summary>
    /// <param name="result">What the search returned; it must not have diverged.</param>
    /// <param name="options">What it kept.</param>
    /// <param name="descent">How its descent ran.</param>
    /// <param name="training">The examples on which it ran.</param>
    /// <exception cref="ArgumentException">The search diverged, or the parts are not those of one search.</exception>
    public static SearchedTicket Of(PopupResult result, PopupOptions options, TrainingOptions descent, ExampleSet training)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Masks.IsDefaultOrEmpty) throw new ArgumentException("a search that diverged found no masks");
        return Of(result.Parent, result.Masks, options, descent, training);
    }

    /// <summary>Makes the ticket of masks that were found otherwise for the same examples.</summary>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public static SearchedTicket Of(PopupParent parent, ImmutableArray<TensorMask> masks, PopupOptions options, TrainingOptions descent, ExampleSet training)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(descent);
        ArgumentNullException.ThrowIfNull(training);
        ImmutableArray<Operator> front = training.Front is { } frozen ? frozen.Layers : [];
        Shape input = training.Front?.InputShape ?? new Shape(training.Length);
        var search = new SearchSettings(
            SearchMethod.EdgePopup,
            options.Removed,
            options.Scope,
            descent.Epochs,
            descent.LearningRate,
            descent.Momentum,
            descent.WeightDecay,
            descent.BatchSize,
            training.Images.Name,
            training.Count);
        // Pixels are never negative, whatever the frozen layers make of them.
        return SearchedTicket.Create(parent, input, front, nonNegativeInputs: true, masks, search);
    }
}
