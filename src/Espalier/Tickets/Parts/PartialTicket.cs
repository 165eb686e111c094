using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tickets.Parts;

/// <summary>A share of a ticket's grids, drawn on one of several machines.</summary>
/// <param name="Share">Which share it is.</param>
/// <param name="Seed">The seed of the parent.</param>
/// <param name="InputShape">The shape of one input.</param>
/// <param name="NonNegativeInputs">Whether the ticket is for inputs ≥ 0 only.</param>
/// <param name="Nodes">The network's nodes; <see cref="MissingNode"/> where another share has the grid.</param>
/// <param name="Origin">How the masks came about.</param>
/// <param name="Grids">What is claimed of the grids of this share, in order.</param>
/// <param name="BallRadius">The radius of the ball over which the whole ticket's error is to be certified; null where it is too large for
/// that.</param>
public sealed record PartialTicket(
    PartShare Share,
    ulong Seed,
    Shape InputShape,
    bool NonNegativeInputs,
    ImmutableArray<TicketNode> Nodes,
    DrawnOrigin Origin,
    ImmutableArray<GridClaims> Grids,
    double? BallRadius)
{
    /// <summary>The model that the grids belong to, where only another engine runs it; its nodes are then the grids, as in a whole ticket.</summary>
    public CarriedModel? Model { get; init; }

    /// <summary>The weights of this share.</summary>
    public long Weights => Nodes.OfType<PrunedNode>().Sum(node => node.Parent.Shape.Weights);
}

/// <summary>A node whose grid another share has.</summary>
/// <param name="Form">The operator without its weights.</param>
/// <param name="Reads">The values that it reads.</param>
public sealed record MissingNode(OperatorForm Form, ImmutableArray<int> Reads) : TicketNode(Reads);
