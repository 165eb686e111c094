using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tickets.Verification;
using Espalier.Training.Popup;

namespace Espalier.Tickets;

/// <summary>A ticket that a search over masks found, by its accuracy on data: it imitates no target.</summary>
public sealed record SearchedTicket : Ticket
{
    /// <summary>Puts a ticket together.</summary>
    /// <param name="parent">The random network.</param>
    /// <param name="inputShape">The shape of one input.</param>
    /// <param name="front">Layers in front of the parent, carried as they are; together they make a vector of the parent's inputs.</param>
    /// <param name="nonNegativeInputs">Whether the ticket is for inputs ≥ 0 only, such as pixels.</param>
    /// <param name="masks">What is kept of each of the parent's tensors.</param>
    /// <param name="search">How the masks were found.</param>
    /// <param name="claims">What the ticket says of itself.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public SearchedTicket(
        PopupParent parent, Shape inputShape, ImmutableArray<Operator> front, bool nonNegativeInputs, ImmutableArray<TensorMask> masks, SearchSettings search, SearchClaims claims)
        : base(inputShape)
    {
        Shape shape = inputShape;
        foreach (Operator layer in front)
        {
            if (layer is Dense or Softmax) throw new ArgumentException($"a {layer.Kind} layer cannot stand in front of the parent");
            shape = layer.OutputShape(shape);
        }

        if (!shape.Equals(new Shape(parent.Widths[0]))) throw new ArgumentException(Invariant($"a parent of {parent.Widths[0]} inputs does not accept the shape {shape}"));
        if (masks.Length != parent.Tensors.Length) throw new ArgumentException($"{masks.Length} masks do not fit {parent.Tensors.Length} tensors");
        for (int tensor = 0; tensor < masks.Length; tensor++)
        {
            if (masks[tensor].Length != parent.Tensors[tensor].Length)
                throw new ArgumentException(Invariant($"a mask of {masks[tensor].Length} elements does not fit tensor {tensor} of shape {parent.Tensors[tensor].Shape}"));
        }

        Parent = parent;
        Front = front;
        NonNegativeInputs = nonNegativeInputs;
        Masks = masks;
        Search = search;
        Claims = claims;
    }

    /// <summary>The random network.</summary>
    public PopupParent Parent { get; }

    /// <summary>Layers in front of the parent, carried as they are.</summary>
    public ImmutableArray<Operator> Front { get; }

    /// <summary>Whether the ticket is for inputs ≥ 0 only, such as pixels. Layers behind a ReLU know this of themselves.</summary>
    public bool NonNegativeInputs { get; }

    /// <summary>What is kept of each of the parent's tensors, in their order.</summary>
    public ImmutableArray<TensorMask> Masks { get; }

    /// <summary>How the masks were found, as stated; verifying holds the counts against share and scope, and cannot check the rest.</summary>
    public SearchSettings Search { get; }

    /// <summary>What the ticket says of itself; verifying computes it anew.</summary>
    public SearchClaims Claims { get; init; }

    /// <inheritdoc/>
    public override ulong Seed => Parent.Seed;

    /// <inheritdoc/>
    public override long KeptEdges => Claims.KeptEdges.Sum();

    /// <inheritdoc/>
    public override long ParentParameters => Parent.ParameterCount;

    /// <summary>A ticket with the claims that its masks bear out; an accuracy can be added once it is measured.</summary>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public static SearchedTicket Create(
        PopupParent parent, Shape inputShape, ImmutableArray<Operator> front, bool nonNegativeInputs, ImmutableArray<TensorMask> masks, SearchSettings search)
    {
        var unclaimed = new SearchedTicket(parent, inputShape, front, nonNegativeInputs, masks, search, new SearchClaims([], "", null));
        return unclaimed with { Claims = new SearchClaims([.. masks.Select(mask => mask.Kept)], TicketDigest.Of(unclaimed), null) };
    }
}
