using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents.Masks;

namespace Espalier.Tickets.Verification;

/// <summary>Everything that can be claimed of a ticket, computed from its seed and masks.</summary>
/// <remarks>Nothing here, nor below it, is used to draw or to search a ticket.</remarks>
public static class TicketAudit
{
    /// <summary>Multiplications of one evaluation up to which errors are certified.</summary>
    private const long MostMultiplications = 1L << 26;

    /// <summary>What can be claimed of a ticket without its target: what it computes, and how much of the parent it keeps.</summary>
    public static TicketClaims Of(Ticket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        return new TicketClaims(TicketDigest.Of(ticket), [.. ticket.Pruned.Select(node => Counted(node, null))], null, null);
    }

    /// <summary>The claims with errors against the target that the ticket was drawn for.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="target">Its target.</param>
    /// <param name="ballRadius">The radius of the ball over which the error is certified.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="progress">Hears the share of the weights that are done.</param>
    /// <param name="wanted">What the certified errors should be at most: above that a closer bound is looked for, which takes longer.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="ArgumentException">The ticket was drawn for no target, or the target's nodes are not those of the ticket.</exception>
    public static TicketClaims Of(
        Ticket ticket,
        Network target,
        double ballRadius,
        int threads,
        IProgress<double>? progress = null,
        CertifiedErrors? wanted = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(target);
        if (ticket.Origin is not DrawnOrigin origin) throw new ArgumentException("the ticket was drawn for no target");
        if (!HaveSameNodes(ticket, target)) throw new ArgumentException("the target's layers are not those of the ticket");
        var grids = ImmutableArray.CreateBuilder<GridClaims>(ticket.Pruned.Length);
        bool isShallow = origin.Construction == Construction.Shallow;
        bool certifies = isShallow ? CopiedGrids.CanCertify(ticket) : CanCertify(target);
        int copied = isShallow ? ticket.Nodes.IndexOf(ticket.Nodes.OfType<PrunedNode>().First()) : -1;
        RecursiveErrors? errors = certifies ? new RecursiveErrors(target, ballRadius, threads, copied) : null;
        bool relaxes = certifies && !isShallow && RelaxedErrors.CanRelax(ticket, target);
        var audits = new List<GridAudit?>();
        double slack = 0;
        long weights = 0;
        for (int i = 0; i < ticket.Nodes.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (ticket.Nodes[i] is not PrunedNode node)
            {
                Carry(i, null);
                continue;
            }

            var audit = GridAudit.Of(
                ticket.Seed,
                node,
                CopiedGrids.Of(ticket, target, i)!,
                origin.Bits is null ? origin.Tolerance : null,
                errors is not null,
                threads,
                cancel,
                relaxes);
            grids.Add(Counted(node, audit.Errors));
            slack = Math.Max(slack, audit.Slack);
            Carry(i, audit);
            weights += node.Parent.Shape.Weights;
            progress?.Report((double)weights / ticket.Weights);
        }

        CertifiedErrors? certified = errors is null ? null : !relaxes ? errors.Certified
            : RelaxedErrors.Better(errors, wanted, ticket, audits, target, ballRadius, slack, threads);
        return new TicketClaims(TicketDigest.Of(ticket), grids.MoveToImmutable(), certified, null);

        // Where nothing is relaxed no grid is kept longer than it takes; else the closed forms are found beside the relaxations.
        void Carry(int index, GridAudit? audit)
        {
            if (relaxes) audits.Add(audit);
            else errors?.Pass(index, audit);
        }
    }

    /// <summary>The claims of a ticket of a model, with the errors of its weights; nothing is certified of what another engine computes.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="grids">The grids of the model, in the order of the ticket.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="progress">Hears the share of the weights that are done.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="ArgumentException">The grids are not those of the ticket.</exception>
    public static TicketClaims Of(
        Ticket ticket, IReadOnlyList<WeightGrid> grids, int threads, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(grids);
        bool fits = ticket.Origin is DrawnOrigin
            && grids.Count == ticket.Pruned.Length
            && ticket.Pruned.Zip(grids).All(pair => GridAudit.Fits(pair.First, pair.Second));
        if (!fits) throw new ArgumentException("the grids are not those of the ticket");
        var origin = (DrawnOrigin)ticket.Origin;
        var claims = ImmutableArray.CreateBuilder<GridClaims>(grids.Count);
        long weights = 0;
        for (int i = 0; i < grids.Count; i++)
        {
            Tolerance? tolerance = origin.Bits is null ? origin.Tolerance : null;
            var audit = GridAudit.Of(ticket.Seed, ticket.Pruned[i], grids[i], tolerance, keepsErrors: false, threads, cancel);
            claims.Add(Counted(ticket.Pruned[i], audit.Errors));
            progress?.Report((double)(weights += grids[i].Weights.Length) / ticket.Weights);
        }

        return new TicketClaims(TicketDigest.Of(ticket), claims.MoveToImmutable(), null, null);
    }

    /// <summary>Whether bounds over all inputs take seconds, at most: beyond, they are so wide that nothing is claimed.</summary>
    internal static bool CanCertify(Network target) => target.Multiplications <= MostMultiplications;

    /// <summary>Whether pruned nodes have the shapes of the target's, and carried ones its numbers as well.</summary>
    internal static bool HaveSameNodes(Ticket ticket, Network target)
    {
        bool same = ticket.InputShape.Equals(target.InputShape) && ticket.Nodes.Length == target.Nodes.Length;
        for (int i = 0; same && i < ticket.Nodes.Length; i++)
        {
            Operator original = target.Nodes[i].Operator;
            same = ticket.Nodes[i].Reads.AsSpan().SequenceEqual(target.Nodes[i].Reads.AsSpan()) && ticket.Nodes[i] switch
            {
                PrunedNode pruned => pruned.Form.Equals(original.Form) && GridAudit.Fits(pruned, CopiedGrids.Of(ticket, target, i)),
                CarriedNode carried => TargetDigest.AreSame(carried.Operator, original),
                _ => false,
            };
        }

        return same;
    }

    /// <summary>What can be claimed of one pruned grid beside its target's.</summary>
    internal static GridClaims Of(ulong seed, PrunedNode node, WeightGrid target, Tolerance tolerance, int threads, CancellationToken cancel) =>
        Counted(node, GridAudit.Of(seed, node, target, tolerance, keepsErrors: false, threads, cancel).Errors);

    private static GridClaims Counted(PrunedNode node, WeightErrors? errors)
    {
        KeptCounts kept = node.Mask.Count(node.Parent);
        return new GridClaims(kept.Edges, kept.Units, errors);
    }
}
