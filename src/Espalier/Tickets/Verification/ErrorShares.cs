using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Parents;

namespace Espalier.Tickets.Verification;

/// <summary>How the errors of a grid's weights spread below their tolerance, rebuilt from the seed.</summary>
/// <param name="Shares">Of all weights, those whose error lies in each twentieth of the tolerance, the larger error of two sides.</param>
/// <param name="Beyond">The weights beyond it.</param>
public sealed record ErrorShares(ImmutableArray<double> Shares, long Beyond)
{
    /// <summary>The parts into which the tolerance is divided.</summary>
    public const int Parts = 20;

    /// <summary>Rebuilds every grid of a ticket that was drawn for a target.</summary>
    /// <exception cref="ArgumentException">The ticket was drawn for no target, or for another network.</exception>
    public static ImmutableArray<ErrorShares> Of(Ticket ticket, Network target)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(target);
        if (!TicketAudit.HaveSameNodes(ticket, target)) throw new ArgumentException("the target's layers are not those of the ticket");
        return Of(ticket, Costs.TicketCost.GridsOf(ticket, target));
    }

    /// <summary>Rebuilds every grid of a ticket that was drawn for a model.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="grids">The grids of the model, in the order of the ticket.</param>
    /// <exception cref="ArgumentException">The ticket was drawn for no target.</exception>
    public static ImmutableArray<ErrorShares> Of(Ticket ticket, IReadOnlyList<WeightGrid> grids)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (ticket.Origin is not DrawnOrigin origin) throw new ArgumentException("the ticket was drawn for no target");
        return [.. ticket.Pruned.Zip(grids, (node, grid) => Of(ticket.Seed, node, grid, origin.Tolerance))];
    }

    private static ErrorShares Of(ulong seed, PrunedNode node, WeightGrid target, Tolerance tolerance)
    {
        GridShape shape = node.Parent.Shape;
        double[] tolerances = RowTolerances.Of(target, tolerance);
        RealisedRows rows = node.Mask.Realise(seed, node.Parent);
        var counts = new long[Parts];
        long beyond = 0;
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            rows.Realise(channel);
            for (int position = 0; position < shape.RowLength; position++)
            {
                double weight = position == shape.Kernel ? target.Bias![channel] : target.Weights[(channel * shape.Kernel) + position];
                double error = Math.Max(Distance(weight, rows.Positive[position]), Distance(weight, rows.Negative[position]));
                if (error > tolerances[channel]) beyond++;
                else counts[Math.Min(Parts - 1, (int)(error / tolerances[channel] * Parts))]++;
            }
        }

        return new ErrorShares([.. counts.Select(count => (double)count / shape.Weights)], beyond);
    }

    internal static double Distance(double weight, DoubleDouble realised) => Math.Abs((double)((DoubleDouble)weight - realised));
}
