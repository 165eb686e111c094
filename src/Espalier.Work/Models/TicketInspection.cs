using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Training.Popup;

namespace Espalier.Work.Models;

/// <summary>What a ticket is and what is claimed of it, beside the layers of its folded form.</summary>
/// <param name="Seed">Of the parent.</param>
/// <param name="NonNegativeInputs">Whether the ticket is for inputs ≥ 0 only.</param>
/// <param name="ParentParameters">Entries of the parent.</param>
/// <param name="KeptEdges">Kept entries, as claimed.</param>
/// <param name="MaskBits">What the masks take at their entropy.</param>
/// <param name="Digest">The claimed fingerprint of what it computes.</param>
/// <param name="Grids">Of each pruned layer.</param>
/// <param name="Construction">How a drawn ticket's parent holds a weight.</param>
/// <param name="Share">Which weights of a drawn ticket see the same candidates.</param>
/// <param name="Objective">What the subset sums of a drawn ticket minimise.</param>
/// <param name="Distribution">The law of a drawn ticket's parent.</param>
/// <param name="Epsilon">The tolerance of a drawn ticket; or</param>
/// <param name="Relative">the share of the standard deviation of each row.</param>
/// <param name="Rule">
/// How many candidates a weight of a drawn ticket has: <c>hitting</c>, as many as it needs, <c>fixed</c>, or <c>coded</c>, the same few for all.
/// </param>
/// <param name="Bits">Bits per weight of coded masks.</param>
/// <param name="Candidates">Candidates per weight of a drawn ticket.</param>
/// <param name="Target">The digest of a drawn ticket's target.</param>
/// <param name="Infeasible">The weights of a drawn ticket beyond the tolerance, as claimed.</param>
/// <param name="MaxWeightError">The largest error of a weight of a drawn ticket, as claimed.</param>
/// <param name="CertifiedError">What is claimed to be certified.</param>
/// <param name="Structure">How the parent of a searched ticket holds a layer.</param>
/// <param name="Pairs">Pairs per input of a searched ticket.</param>
/// <param name="Widths">The widths of a searched parent.</param>
/// <param name="Search">How a searched ticket was found.</param>
/// <param name="KeptPerTensor">Kept entries of each tensor of a searched ticket, as claimed.</param>
/// <param name="Accuracy">The accuracy that a searched ticket claims.</param>
public sealed record TicketInspection(
    ulong Seed,
    bool NonNegativeInputs,
    long ParentParameters,
    long KeptEdges,
    double MaskBits,
    string Digest,
    GridInspection[] Grids,
    Construction? Construction,
    CandidateShare? Share,
    SubsetSumObjective? Objective,
    string? Distribution,
    double? Epsilon,
    double? Relative,
    string? Rule,
    double? Bits,
    int? Candidates,
    string? Target,
    long? Infeasible,
    double? MaxWeightError,
    CertifiedErrors? CertifiedError,
    PopupStructure? Structure,
    int? Pairs,
    int[]? Widths,
    SearchSettings? Search,
    long[]? KeptPerTensor,
    AccuracyClaim? Accuracy)
{
    internal static TicketInspection Of(ClaimedTicket claimed)
    {
        (Ticket ticket, TicketClaims claims) = claimed;
        var drawn = ticket.Origin as DrawnOrigin;
        var searched = ticket.Origin as SearchedOrigin;
        ParentGrid first = ticket.Pruned[0].Parent;
        return new TicketInspection(
            ticket.Seed,
            ticket.NonNegativeInputs,
            ticket.ParentParameters,
            claims.KeptEdges,
            TicketCost.Of(ticket).Mask.Coded,
            claims.Digest,
            [.. ticket.Pruned.Zip(claims.Grids, GridInspection.Of)],
            drawn?.Construction,
            drawn is null ? null : first.Share,
            drawn?.Objective,
            drawn is null ? null : first.Last.ToString(),
            drawn is { Tolerance: { IsRelative: false, Value: var epsilon } } ? epsilon : null,
            drawn is { Tolerance: { IsRelative: true, Value: var share } } ? share : null,
            drawn is null ? null : drawn.Bits is not null ? "coded" : first.Order == CandidateOrder.Planes ? "hitting" : "fixed",
            drawn?.Bits,
            drawn is null ? null : ticket.Pruned.Max(node => node.Parent.Candidates),
            drawn?.Target,
            drawn is null ? null : claims.Infeasible,
            drawn is null ? null : claims.MaxWeightError,
            claims.Certified,
            searched?.Parent.Structure,
            searched?.Parent.Pairs,
            searched?.Parent.Widths.ToArray(),
            searched?.Search,
            searched is null
                ? null
                : [
                    .. ticket.Pruned.Zip(
                        claims.Grids,
                        (node, grid) => node.Parent.IsPair ? new[] { grid.KeptUnits, grid.KeptEdges } : [grid.KeptEdges]).SelectMany(kept => kept),
                ],
            claims.Accuracy);
    }
}

/// <summary>One pruned layer of a ticket.</summary>
/// <param name="Operator">The operator without its numbers.</param>
/// <param name="Outputs">Outputs or output channels.</param>
/// <param name="Inputs">Inputs of a row.</param>
/// <param name="Structure">How a candidate is made.</param>
/// <param name="Sides">2 where positive and negative inputs choose apart.</param>
/// <param name="Candidates">Candidates per weight.</param>
/// <param name="Kept">Kept entries, as claimed.</param>
public sealed record GridInspection(string Operator, int Outputs, int Inputs, ParentStructure Structure, int Sides, int Candidates, long Kept)
{
    internal static GridInspection Of(PrunedNode node, GridClaims claims) => new(
        node.Form.Text,
        node.Parent.Shape.Channels,
        node.Parent.Shape.Inputs,
        node.Parent.Structure,
        node.Parent.IsTwoSided ? 2 : 1,
        node.Parent.Candidates,
        claims.KeptEdges + claims.KeptUnits);
}
