using System.Globalization;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Training.Popup;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Cli.Models;

/// <summary>What a ticket says of itself, for people; rows without a value are left out.</summary>
internal static class TicketRows
{
    public static (string Name, string Value)[] Of(TicketInspection? found) => found is null
        ? []
        :
        [
            ("seed", found.Seed.ToString(CultureInfo.InvariantCulture)),
            .. Parent(found),
            ("inputs", found.NonNegativeInputs ? "at least 0" : string.Empty),
            ("parent parameters", Numerals.Text(found.ParentParameters)),
            ("kept edges", Numerals.Text(found.KeptEdges)
                + (found.KeptPerTensor is { } parts ? $" ({string.Join(" + ", parts)}, claimed)" : " (claimed)")),
            ("mask", $"{Numerals.Text(Math.Round(found.MaskBits / 8))} bytes at its entropy"),
            .. Errors(found),
            (
                "accuracy",
                found.Accuracy is { } claim
                    ? $"{Numerals.Short(claim.Accuracy)} on {claim.Examples} images of {claim.Data} (claimed)"
                    : string.Empty),
            ("digest", found.Digest),
        ];

    private static (string Name, string Value)[] Parent(TicketInspection found) => found.Search is { } search
        ?
        [
            ("parent", $"{string.Join('-', found.Widths!)}, {Words.Of(found.Structure!.Value)}"
                + (found.Structure == PopupStructure.Wide ? string.Empty : $", {found.Pairs} pairs per input")),
            ("found by", $"{Method(search.Method)}, removed share {Numerals.Short(search.RemovedShare)}"
                + (search.Scope == SelectionScope.Global ? " over all tensors together" : " of every tensor")),
            (
                "searched on",
                $"{search.Examples} images of {search.Data}, {search.Epochs} epochs, learning rate {Numerals.Short(search.LearningRate)} (stated)"),
        ]
        :
        [
            ("construction", Words.Of(found.Construction!.Value) + (found.Share == CandidateShare.Row ? ", one list per row" : string.Empty)),
            ("parent weights", found.Distribution!),
            ("candidates", found.Rule switch
            {
                "coded" => $"the same {found.Candidates} for all weights of a layer",
                "hitting" => $"as many as a weight needs, {found.Candidates} at most",
                _ => $"{found.Candidates} per weight",
            }),
            ("codewords", found.Bits is { } bits ? $"{Numerals.Short(bits)} bits a weight" : string.Empty),
            ("tolerance", found.Rule == "coded" ? string.Empty : $"{Tolerance(found)}, {Goal(found)}"),
            ("target digest", found.Target!),
        ];

    private static string Goal(TicketInspection found) => found.Objective switch
    {
        SubsetSumObjective.Edges => "fewest edges",
        SubsetSumObjective.Bits => "shortest words",
        _ => "smallest error",
    };

    private static string Tolerance(TicketInspection found) => found.Epsilon is { } epsilon
        ? Numerals.Short(epsilon)
        : $"{Numerals.Short(found.Relative!.Value)} of each row's standard deviation";

    private static IEnumerable<(string Name, string Value)> Errors(TicketInspection found)
    {
        if (found.MaxWeightError is { } largest)
        {
            yield return ("beyond tolerance", $"{found.Infeasible} weights");
            yield return ("largest weight error", $"{Numerals.Short(largest)} (claimed)");
        }

        if (found.CertifiedError is { } certified)
        {
            yield return (
                "certified, ball",
                $"{Numerals.Short(certified.BallError)} for inputs of norm at most {Numerals.Short(certified.BallRadius)} (claimed)");
            yield return ("certified, box", $"{Numerals.Short(certified.BoxError)} for inputs in [0,1] (claimed)");
        }
    }

    private static string Method(SearchMethod method) => method switch
    {
        SearchMethod.EdgePopup => "edge-popup",
        SearchMethod.RandomMask => "a random mask",
        _ => "shuffling a mask",
    };
}
