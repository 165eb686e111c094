using Espalier.Cli.Frame;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Training.Popup;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Cli.Models;

/// <summary>What a ticket says of itself, for people; rows without a value are left out.</summary>
internal static class TicketRows
{
    public static (string Name, string Value)[] Of(object? ticket) => ticket switch
    {
        null => [],
        ConstructedInspection constructed => Of(constructed),
        SearchedInspection searched => Of(searched),
        _ => throw new InvalidOperationException($"a ticket of the kind {ticket.GetType().Name} has no rows"),
    };

    private static (string Name, string Value)[] Of(ConstructedInspection found) =>
    [
        ("seed", found.Seed.ToString()),
        ("construction", found.Share == CandidateShare.Row ? $"{Words.Of(found.Construction)}, one list per row" : Words.Of(found.Construction)),
        ("parent weights", found.Distribution),
        ("candidates", $"{found.Candidates} per weight"),
        ("tolerance", $"{Numerals.Short(found.Epsilon)}, {(found.Objective == SubsetSumObjective.Edges ? "fewest edges" : "smallest error")}"),
        ("inputs", found.NonNegativeInputs ? "at least 0" : string.Empty),
        ("kept edges", Numerals.Text(found.KeptEdges)),
        ("beyond tolerance", $"{found.Infeasible} weights"),
        ("largest weight error", $"{Numerals.Short(found.MaxWeightError)} (claimed)"),
        ("certified, ball", $"{Numerals.Short(found.CertifiedError.BallError)} for inputs of norm at most {Numerals.Short(found.CertifiedError.BallRadius)} (claimed)"),
        ("certified, box", $"{Numerals.Short(found.CertifiedError.BoxError)} for inputs in [0,1] (claimed)"),
        ("target digest", found.Target),
    ];

    private static (string Name, string Value)[] Of(SearchedInspection found) =>
    [
        ("seed", found.Seed.ToString()),
        ("parent", $"{string.Join('-', found.Widths)}, {Words.Of(found.Structure)}{(found.Structure == PopupStructure.Wide ? string.Empty : $", {found.Pairs} pairs per input")}"),
        ("parent parameters", Numerals.Text(found.ParentParameters)),
        ("kept edges", $"{Numerals.Text(found.KeptEdges)} ({string.Join(" + ", found.KeptPerTensor)}, claimed)"),
        ("mask", $"{Numerals.Text(Math.Round(found.MaskBits / 8))} bytes at its entropy"),
        ("found by", $"{Method(found.Search.Method)}, removed share {Numerals.Short(found.Search.RemovedShare)}{(found.Search.Scope == SelectionScope.Global ? " over all tensors together" : " of every tensor")}"),
        ("searched on", $"{found.Search.Examples} images of {found.Search.Data}, {found.Search.Epochs} epochs, learning rate {Numerals.Short(found.Search.LearningRate)} (stated)"),
        ("inputs", found.NonNegativeInputs ? "at least 0" : string.Empty),
        ("accuracy", found.Accuracy is { } claim ? $"{Numerals.Short(claim.Accuracy)} on {claim.Examples} images of {claim.Data} (claimed)" : string.Empty),
        ("digest", found.Digest),
    ];

    private static string Method(SearchMethod method) => method switch
    {
        SearchMethod.EdgePopup => "edge-popup",
        SearchMethod.RandomMask => "a random mask",
        _ => "shuffling a mask",
    };
}
