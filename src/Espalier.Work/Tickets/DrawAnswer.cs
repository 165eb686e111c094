using System.Globalization;
using Espalier.Graphs;
using Espalier.Parents;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Work.Models;

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
    CertifiedErrors? CertifiedError,
    double BitsPerWeight,
    double RawMaskBitsPerWeight,
    double CodedMaskBitsPerWeight,
    double QuantisationBitsPerWeight,
    double EntropyCodedBitsPerWeight,
    double WidthFactor,
    int CarriedLayers,
    long FileBytes,
    double SolveSeconds,
    double Seconds,
    string Distribution,
    string Rule,
    string[] TwoSided,
    EngineKind Engine,
    long CarriedBytes)
{
    /// <summary>The answer.</summary>
    /// <param name="claimed">The ticket.</param>
    /// <param name="target">The grids of its target, in order.</param>
    /// <param name="fileBytes">The length of its file.</param>
    /// <param name="solveSeconds">What drawing and certifying took.</param>
    /// <param name="seconds">What all of it took.</param>
    internal static DrawAnswer Of(
        ClaimedTicket claimed, IReadOnlyList<WeightGrid> target, long fileBytes, double solveSeconds, double seconds)
    {
        (Ticket ticket, TicketClaims claims) = claimed;
        TicketCost cost = TicketCost.Of(ticket);
        ParentGrid parent = ticket.Pruned[0].Parent;
        return new DrawAnswer(
            ticket.Pruned.Max(node => node.Parent.Candidates),
            cost.Weights,
            cost.ParentParameters,
            cost.KeptUnits + cost.KeptEdges,
            cost.KeptShare,
            claims.MaxWeightError,
            claimed.MeanWeightError,
            claims.Infeasible,
            claims.Certified,
            8.0 * fileBytes / cost.Weights,
            cost.RawMaskBits,
            cost.CodedMaskBits,
            TicketCost.QuantisationBits(ticket, target, ((DrawnOrigin)ticket.Origin).Tolerance),
            TicketCost.EntropyCodedBits(ticket, target, ((DrawnOrigin)ticket.Origin).Tolerance),
            cost.WidthFactor,
            ticket.Nodes.Count(node => node is CarriedNode { Operator.ParameterCount: > 0 }),
            fileBytes,
            solveSeconds,
            seconds,
            parent.Last.ToString()!,
            parent.Order == CandidateOrder.Planes ? "hitting" : "fixed",
            [.. TwoSidedLayers(ticket)],
            ticket.Model is null ? EngineKind.Exact : EngineKind.Onnxruntime,
            ticket.Model?.Rest.Length ?? 0);
    }

    /// <summary>The layers whose inputs may have either sign, as far as the graph says, so that they fold to twice their size.</summary>
    private static IEnumerable<string> TwoSidedLayers(Ticket ticket)
    {
        for (int i = 0; i < ticket.Nodes.Length; i++)
            if (ticket.Nodes[i] is PrunedNode { Parent.IsTwoSided: true } node)
                yield return string.Create(CultureInfo.InvariantCulture, $"{i} {node.Form.Text}");
    }
}
