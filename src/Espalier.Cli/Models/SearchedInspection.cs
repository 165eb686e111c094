using Espalier.Cli.Frame;
using Espalier.Tickets.Costs;
using Espalier.Tickets;
using Espalier.Training.Popup;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Models;

/// <summary>What a searched ticket says of itself, beside the layers of its folded form.</summary>
internal sealed record SearchedInspection(
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
    AccuracyClaim? Accuracy) : ITicketInspection
{
    public static SearchedInspection Of(SearchedTicket ticket) =>
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

    public (string Name, string Value)[] Rows() =>
    [
        ("seed", Seed.ToString()),
        ("parent", $"{string.Join('-', Widths)}, {Structure.ToString().ToLowerInvariant()}{(Structure == PopupStructure.Wide ? string.Empty : $", {Pairs} pairs per input")}"),
        ("parent parameters", Numerals.Text(ParentParameters)),
        ("kept edges", $"{Numerals.Text(KeptEdges)} ({string.Join(" + ", KeptPerTensor)}, claimed)"),
        ("mask", $"{Numerals.Text(Math.Round(MaskBits / 8))} bytes at its entropy"),
        ("found by", $"{Method(Search.Method)}, removed share {Numerals.Text(Search.RemovedShare)}{(Search.Scope == SelectionScope.Global ? " over all tensors together" : " of every tensor")}"),
        ("searched on", $"{Search.Examples} images of {Search.Data}, {Search.Epochs} epochs, learning rate {Numerals.Text(Search.LearningRate)} (stated)"),
        ("inputs", NonNegativeInputs ? "at least 0" : string.Empty),
        ("accuracy", Accuracy is { } claim ? $"{Numerals.Text(claim.Accuracy)} on {claim.Examples} images of {claim.Data} (claimed)" : string.Empty),
        ("digest", Digest),
    ];

    private static string Method(SearchMethod method) => method switch
    {
        SearchMethod.EdgePopup => "edge-popup",
        SearchMethod.RandomMask => "a random mask",
        _ => "shuffling a mask",
    };
}
