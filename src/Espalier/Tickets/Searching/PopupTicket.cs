using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;
using Espalier.Parents.Masks;
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
    public static Ticket Of(PopupResult result, PopupOptions options, TrainingOptions descent, ExampleSet training)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Masks.IsDefaultOrEmpty) throw new ArgumentException("a search that diverged found no masks");
        return Of(result.Parent, result.Masks, options, descent, training);
    }

    /// <summary>Makes the ticket of masks that were found otherwise for the same examples.</summary>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public static Ticket Of(PopupParent parent, ImmutableArray<TensorMask> masks, PopupOptions options, TrainingOptions descent, ExampleSet training)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(descent);
        ArgumentNullException.ThrowIfNull(training);
        Network? front = training.Front;
        var search = new SearchSettings(
            SearchMethod.EdgePopup,
            options.Removed,
            options.Scope,
            descent.Epochs,
            descent.LearningRate,
            descent.Momentum,
            descent.WeightDecay,
            descent.BatchSize,
            training.Source.Name,
            training.Count);
        ImmutableArray<TicketNode> carried = front is null ? [] : [.. front.Nodes.Select(node => new CarriedNode(node.Operator, node.Reads))];
        // Pixels are never negative, whatever the frozen layers make of them.
        return Of(parent, masks, front?.InputShape ?? new Shape(training.Length), carried, nonNegativeInputs: true, search);
    }

    /// <summary>Makes the ticket of a parent behind carried nodes.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="masks">What is kept of each of its tensors.</param>
    /// <param name="input">The shape of one input.</param>
    /// <param name="front">The carried nodes in front of the parent; the last one makes its inputs.</param>
    /// <param name="nonNegativeInputs">Whether the ticket is for inputs ≥ 0 only.</param>
    /// <param name="search">How the masks were found.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public static Ticket Of(
        PopupParent parent, ImmutableArray<TensorMask> masks, Shape input, ImmutableArray<TicketNode> front, bool nonNegativeInputs,
        SearchSettings search)
    {
        ArgumentNullException.ThrowIfNull(parent);
        (Shape shape, bool nonNegative) = Front(input, front, nonNegativeInputs);
        if (!shape.Equals(new Shape(parent.Widths[0])))
            throw new ArgumentException(Invariant($"a parent of {parent.Widths[0]} inputs does not accept the shape {shape}"));
        ImmutableArray<ParentGrid> grids = parent.Grids(nonNegative);
        ImmutableArray<EntryMask> joined = SearchedMasks.Joined(grids, masks);
        OperatorForm form = Dense.Plain;
        ImmutableArray<TicketNode>.Builder nodes = front.ToBuilder();
        for (int layer = 0; layer < grids.Length; layer++)
        {
            if (layer > 0) nodes.Add(new CarriedNode(new Relu(), [nodes.Count]));
            nodes.Add(new PrunedNode(form, grids[layer], joined[layer], [], [nodes.Count]));
        }

        return new Ticket(parent.Seed, input, nonNegativeInputs, nodes.ToImmutable(), new SearchedOrigin(parent, search));
    }

    /// <summary>What carried nodes make: its shape, and whether it is known to be ≥ 0.</summary>
    private static (Shape Shape, bool NonNegative) Front(Shape input, ImmutableArray<TicketNode> front, bool nonNegative)
    {
        if (front.IsEmpty) return (input, nonNegative);
        var network = new Network(input, [.. front.Cast<CarriedNode>().Select(node => new Node(node.Operator, node.Reads))]);
        return (network.OutputShape, KnownSigns.Of(network, nonNegative)[^1]);
    }
}
