using Espalier.Tickets.Costs;
using Espalier.Tickets;
using Espalier.Training.Popup;

namespace Espalier.Work.Models;

/// <summary>What a searched ticket says of itself, beside the layers of its folded form.</summary>
public sealed record SearchedInspection(
    ulong Seed,
    PopupStructure Structure,
    int Pairs,
    int[] Widths,
    bool NonNegativeInputs,
    SearchSettings Search,
    long ParentParameters,
    long KeptEdges,
    long[] KeptPerTensor,
    double MaskBits,
    string Digest,
    AccuracyClaim? Accuracy)
{
    internal static SearchedInspection Of(SearchedTicket ticket) =>
        new(
            ticket.Seed,
            ticket.Parent.Structure,
            ticket.Parent.Pairs,
            [.. ticket.Parent.Widths],
            ticket.NonNegativeInputs,
            ticket.Search,
            ticket.ParentParameters,
            ticket.KeptEdges,
            [.. ticket.Claims.KeptEdges],
            MaskCost.Of(ticket).CodedBits,
            ticket.Claims.Digest,
            ticket.Claims.Accuracy);
}
