using Espalier.Graphs.Operators;
using Espalier.Graphs;
using Espalier.Tickets.Costs;
using Espalier.Tickets;

namespace Espalier.Work.Tickets;

/// <summary>What drawing a ticket tells: what was kept, how close it came, what is certified and what it costs.</summary>
public sealed record DrawAnswer(
    int Candidates,
    long TargetParameters,
    long ParentParameters,
    long KeptEdges,
    double KeptShare,
    double MaxWeightError,
    double MeanWeightError,
    long Infeasible,
    CertifiedErrors CertifiedError,
    double BitsPerWeight,
    double RawMaskBitsPerWeight,
    double CodedMaskBitsPerWeight,
    double QuantisationBitsPerWeight,
    double WidthFactor,
    int CarriedLayers,
    long FileBytes,
    double SolveSeconds,
    double Seconds,
    string Distribution)
{
    internal static DrawAnswer Of(ConstructedTicket ticket, Network target, long fileBytes, double solveSeconds, double seconds)
    {
        TicketCost cost = TicketCost.Of(ticket, target);
        return new DrawAnswer(
            ticket.Recipe.Candidates,
            cost.TargetParameters,
            cost.ParentParameters,
            cost.KeptFirst + cost.KeptLast,
            cost.KeptShare,
            ticket.PrunedLayers.Max(layer => layer.Claims.MaxWeightError),
            ticket.PrunedLayers.Sum(layer => layer.Claims.MeanWeightError * layer.Weights) / cost.TargetParameters,
            ticket.PrunedLayers.Sum(layer => layer.Claims.Infeasible),
            ticket.Certified,
            8.0 * fileBytes / cost.TargetParameters,
            cost.RawMaskBits,
            cost.CodedMaskBits,
            cost.QuantisationBits,
            cost.WidthFactor,
            target.Layers.Count(layer => layer is Convolution or ElementwiseAffine),
            fileBytes,
            solveSeconds,
            seconds,
            ticket.Recipe.Distribution.ToString()!);
    }
}
