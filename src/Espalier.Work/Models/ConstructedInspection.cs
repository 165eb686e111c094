using Espalier.SubsetSums;
using Espalier.Tickets;

namespace Espalier.Work.Models;

/// <summary>What a constructed ticket says of itself, beside the layers of its folded form.</summary>
public sealed record ConstructedInspection(
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
    CertifiedErrors CertifiedError)
{
    internal static ConstructedInspection Of(ConstructedTicket ticket) =>
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
}
