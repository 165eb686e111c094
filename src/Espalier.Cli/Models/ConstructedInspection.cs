using Espalier.Cli.Frame;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Models;

/// <summary>What a constructed ticket says of itself, beside the layers of its folded form.</summary>
internal sealed record ConstructedInspection(
    ulong Seed,
    Construction Construction,
    CandidateShare Share,
    SubsetSumObjective Objective,
    string Distribution,
    double Epsilon,
    int Candidates,
    bool NonNegativeInputs,
    string Target,
    long KeptEdges,
    long Infeasible,
    double MaxWeightError,
    CertifiedErrors CertifiedError) : ITicketInspection
{
    public static ConstructedInspection Of(ConstructedTicket ticket) =>
        new(
            ticket.Recipe.Seed,
            ticket.Recipe.Construction,
            ticket.Recipe.Share,
            ticket.Recipe.Objective,
            ticket.Recipe.Distribution.ToString()!,
            ticket.Recipe.Epsilon,
            ticket.Recipe.Candidates,
            ticket.Recipe.NonNegativeInputs,
            ticket.TargetDigest,
            ticket.KeptEdges,
            ticket.PrunedLayers.Sum(layer => layer.Claims.Infeasible),
            ticket.PrunedLayers.Max(layer => layer.Claims.MaxWeightError),
            ticket.Certified);

    public (string Name, string Value)[] Rows() =>
    [
        ("seed", Seed.ToString()),
        ("construction", Share == CandidateShare.Row ? $"{Lower(Construction)}, one list per row" : Lower(Construction)),
        ("parent weights", Distribution),
        ("candidates", $"{Candidates} per weight"),
        ("tolerance", $"{Numerals.Text(Epsilon)}, {(Objective == SubsetSumObjective.Edges ? "fewest edges" : "smallest error")}"),
        ("inputs", NonNegativeInputs ? "at least 0" : string.Empty),
        ("kept edges", Numerals.Text(KeptEdges)),
        ("beyond tolerance", $"{Infeasible} weights"),
        ("largest weight error", $"{Numerals.Text(MaxWeightError)} (claimed)"),
        ("certified, ball", $"{Numerals.Text(CertifiedError.BallError)} for inputs of norm at most {Numerals.Text(CertifiedError.BallRadius)} (claimed)"),
        ("certified, box", $"{Numerals.Text(CertifiedError.BoxError)} for inputs in [0,1] (claimed)"),
        ("target digest", Target),
    ];

    private static string Lower(Construction construction) => construction.ToString().ToLowerInvariant();
}
