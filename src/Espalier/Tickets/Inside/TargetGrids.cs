using System.Collections.Immutable;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Inside;

/// <summary>The weight grids of the target that a ticket was drawn for, in the order of the ticket.</summary>
public static class TargetGrids
{
    /// <summary>Of a network; null where the ticket was drawn for another one, or for none.</summary>
    public static ImmutableArray<WeightGrid>? Of(Ticket ticket, Network target)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(target);
        return IsOf(ticket, TargetDigest.Of(target)) && ticket.Model is null && TicketAudit.HaveSameNodes(ticket, target)
            ? [.. TicketCost.GridsOf(ticket, target)]
            : null;
    }

    /// <summary>Of the bytes of a model that only another engine runs; null where the ticket was drawn for another one.</summary>
    public static ImmutableArray<WeightGrid>? OfModel(Ticket ticket, ReadOnlySpan<byte> target)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (ticket.Model is not { } model || !IsOf(ticket, TargetDigest.Of(target)) || target.Length != model.Length) return null;
        var grids = ImmutableArray.CreateBuilder<WeightGrid>(model.Grids.Length);
        foreach (StoredGrid grid in model.Grids) grids.Add(grid.Read(target));
        return grids.MoveToImmutable();
    }

    private static bool IsOf(Ticket ticket, string digest) => ticket.Origin is DrawnOrigin origin && origin.Target == digest;
}
