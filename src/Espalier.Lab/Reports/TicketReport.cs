using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Storage;
using Espalier.Parents;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Verification;

namespace Espalier.Lab.Reports;

/// <summary>A page about one ticket: what was drawn, how close it came layer by layer, what is certified, and what it costs.</summary>
public static class TicketReport
{
    /// <summary>Makes the page.</summary>
    /// <param name="claimed">The ticket, drawn for a target, and what is claimed of it.</param>
    /// <param name="cost">Its account.</param>
    /// <param name="quantisationBits">What plain quantisation to the same tolerance would take, in bits per weight.</param>
    /// <param name="errors">How the errors of each layer spread.</param>
    /// <param name="fileBytes">The length of its file.</param>
    /// <param name="target">What the target is called.</param>
    /// <param name="command">The exact command that drew it.</param>
    /// <param name="environment">Where it was drawn.</param>
    public static Report Of(
        ClaimedTicket claimed,
        TicketCost cost,
        double quantisationBits,
        ImmutableArray<ErrorShares> errors,
        long fileBytes,
        string target,
        string command,
        RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(cost);
        (Ticket ticket, TicketClaims claims) = claimed;
        var origin = (DrawnOrigin)ticket.Origin;
        return new()
        {
            Title = $"A ticket for {target}",
            Summary = Invariant($"{cost.Weights} weights were found in a random network of {cost.ParentParameters} entries by pruning alone; ")
                + Invariant($"{cost.KeptUnits + cost.KeptEdges} entries are kept ({Digits(100 * cost.KeptShare)} %). ")
                + Invariant($"{claims.Infeasible} weights are beyond their tolerance, {origin.Tolerance}."),
            Parameters = Parameters(ticket, origin),
            Sections =
            [
                new("Layer by layer", [Grids(ticket, claims), .. TicketFigures.Of(ticket, errors)]),
                .. claims.Certified is { } certified ? (ReportSection[])[new("Certified", [Certified(ticket, certified)])] : [],
                new("What it costs", [Costs(cost, quantisationBits, fileBytes)]),
            ],
            Reproduction = Reproduction.Of(command, environment),
        };
    }

    private static ImmutableArray<Fact> Parameters(Ticket ticket, DrawnOrigin origin)
    {
        ParentGrid parent = ticket.Pruned[0].Parent;
        bool isHitting = parent.Order == CandidateOrder.Planes;
        return
        [
            new("seed", $"{ticket.Seed}"),
            new("construction", origin.Construction.ToString().ToLowerInvariant()),
            new(
                "candidates",
                isHitting
                    ? "as many as a weight needs, its hitting width; a layer is as wide as its worst weight"
                    : Invariant($"{parent.Candidates} per weight, shared by {(parent.Share == CandidateShare.Row ? "a row" : "no other weight")}")),
            new("parent weights", isHitting && ticket.Pruned.Length > 1 ? "up to the largest weight of each layer" : parent.Last.ToString()!),
            new("objective", origin.Objective.ToString().ToLowerInvariant()),
            new("tolerance", origin.Tolerance.ToString()),
            new("inputs", ticket.NonNegativeInputs ? "at least 0" : "any"),
        ];
    }

    private static TableBlock Grids(Ticket ticket, TicketClaims claims) => new(
        "Distance of the realised weights from the target's, on either side; what has no weight grid is carried as it is",
        ["layer", "outputs", "inputs", "bias", "sides", "candidates", "largest error", "mean error", "beyond tolerance", "kept in N", "kept in M"],
        [.. ticket.Pruned.Select((node, i) => Row(i, node.Parent, claims.Grids[i]))]);

    private static ImmutableArray<string> Row(int ordinal, ParentGrid parent, GridClaims claims) =>
    [
        Invariant($"{ordinal}"),
        Invariant($"{parent.Shape.Channels}"),
        Invariant($"{parent.Shape.Inputs * parent.Shape.Places}"),
        parent.Shape.HasBias ? "yes" : "no",
        parent.IsTwoSided ? "2" : "1",
        Invariant($"{parent.Candidates}"),
        Digits(claims.Errors!.Max),
        Digits(claims.Errors.Mean),
        Invariant($"{claims.Errors.Infeasible}"),
        Invariant($"{claims.KeptEdges}"),
        Invariant($"{claims.KeptUnits}"),
    ];

    private static TableBlock Certified(Ticket ticket, CertifiedErrors certified) => new(
        ticket.NonNegativeInputs
            ? "Upper bounds on the distance from the target, rounded outward, for inputs of at least 0"
            : "Upper bounds on the distance from the target, rounded outward",
        ["inputs", "norm of the difference", "at most"],
        [
            [$"Euclidean norm at most {Digits(certified.BallRadius)}", "Euclidean", Digits(certified.BallError)],
            ["each in [0, 1]", "largest coordinate", Digits(certified.BoxError)],
        ]);

    private static TableBlock Costs(TicketCost cost, double quantisationBits, long fileBytes) => new(
        "Bits per target weight; plain quantisation is log₂(range / 2ε) for the same tolerance",
        ["what", "bits per weight"],
        [
            ["mask, one bit per candidate", Digits(cost.RawMaskBits)],
            ["mask, entropy-coded", Digits(cost.CodedMaskBits)],
            ["ticket file", Digits(8.0 * fileBytes / cost.Weights)],
            ["plain quantisation", Digits(quantisationBits)],
        ]);

    private static string Digits(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
