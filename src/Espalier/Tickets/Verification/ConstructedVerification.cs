using System.Collections.Immutable;
using Espalier.Graphs;

namespace Espalier.Tickets.Verification;

/// <summary>Checks what a constructed ticket claims.</summary>
internal static class ConstructedVerification
{
    public static TicketVerification Of(ConstructedTicket ticket, Network? target, int threads, CancellationToken cancel)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        CheckSigns(ticket, problems);
        if (target is null)
        {
            foreach (PrunedLayer layer in ticket.PrunedLayers) CheckCounts(layer, MaskCounts.Of(ticket.Recipe, layer), problems);
            return new TicketVerification(problems.ToImmutable(), null);
        }

        string digest = TargetDigest.Of(target);
        if (digest != ticket.TargetDigest)
        {
            problems.Add($"the ticket was drawn for another target (digest {DigestText.Short(ticket.TargetDigest)}, this one has {DigestText.Short(digest)})");
            return new TicketVerification(problems.ToImmutable(), null);
        }

        if (!TicketAudit.HaveSameLayers(ticket, target))
        {
            problems.Add("the layers are not those of the target: one has another shape, or was carried with other numbers");
            return new TicketVerification(problems.ToImmutable(), null);
        }

        TicketAudit audit = TicketAudit.Of(ticket, target, threads, cancel);
        foreach ((PrunedLayer layer, LayerClaims found) in ticket.PrunedLayers.Zip(audit.Claims)) CheckClaims(layer, found, problems);
        CheckBound(ticket.Certified.BallError, audit.Certified.BallError, Invariant($"the ball of radius {ticket.Certified.BallRadius:R}"), problems);
        CheckBound(ticket.Certified.BoxError, audit.Certified.BoxError, "the box [0,1]", problems);
        return new TicketVerification(problems.ToImmutable(), audit);
    }

    private static void CheckClaims(PrunedLayer layer, LayerClaims found, ImmutableArray<string>.Builder problems)
    {
        LayerClaims said = layer.Claims;
        string where = Invariant($"pruned layer {layer.Ordinal}");
        if (found.MaxWeightError != said.MaxWeightError) problems.Add(Invariant($"{where}: the largest weight error is {found.MaxWeightError:R}, not {said.MaxWeightError:R}"));
        if (found.MeanWeightError != said.MeanWeightError) problems.Add(Invariant($"{where}: the mean weight error is {found.MeanWeightError:R}, not {said.MeanWeightError:R}"));
        if (found.Infeasible != said.Infeasible) problems.Add(Invariant($"{where}: {found.Infeasible} weights are beyond ε, not {said.Infeasible}"));
        CheckCounts(layer, new MaskCounts(found.KeptEdges, found.KeptRows), problems);
    }

    private static void CheckCounts(PrunedLayer layer, MaskCounts found, ImmutableArray<string>.Builder problems)
    {
        if (found.Edges != layer.Claims.KeptEdges) problems.Add(Invariant($"pruned layer {layer.Ordinal}: {found.Edges} edges are kept, not {layer.Claims.KeptEdges}"));
        if (found.Rows != layer.Claims.KeptRows) problems.Add(Invariant($"pruned layer {layer.Ordinal}: {found.Rows} rows are kept, not {layer.Claims.KeptRows}"));
    }

    /// <summary>A claimed bound holds if it is no smaller than what can be proved again.</summary>
    private static void CheckBound(double said, double found, string domain, ImmutableArray<string>.Builder problems)
    {
        if (!(said >= found)) problems.Add(Invariant($"an error of at most {said:R} over {domain} is claimed, {found:R} can be proved"));
    }

    private static void CheckSigns(ConstructedTicket ticket, ImmutableArray<string>.Builder problems)
    {
        bool nonNegative = ticket.Recipe.NonNegativeInputs;
        foreach (TicketLayer layer in ticket.Layers)
        {
            if (layer is PrunedLayer { OneSided: true } pruned && !nonNegative)
                problems.Add(Invariant($"pruned layer {pruned.Ordinal}: its inputs are said to be ≥ 0, which nothing before it ensures"));
            nonNegative = layer is CarriedLayer carried && KnownSigns.After(carried.Layer, nonNegative);
        }
    }
}
