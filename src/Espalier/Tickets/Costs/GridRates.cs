using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums.Yardsticks;
using Espalier.Tickets.Drawing;

namespace Espalier.Tickets.Costs;

/// <summary>What the weights of each grid cost and how well they are kept, by a ticket and by what could be had instead; biases left out.</summary>
public static class GridRates
{
    /// <summary>Of a ticket's pruned nodes, in order.</summary>
    /// <exception cref="ArgumentException">The target does not have the ticket's layers.</exception>
    public static ImmutableArray<YardstickResult> Of(Ticket ticket, Network target) => Of(ticket, TicketCost.GridsOf(ticket, target));

    /// <summary>Of a ticket's pruned nodes, in order.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="grids">The grids of its target, in the order of the ticket.</param>
    public static ImmutableArray<YardstickResult> Of(Ticket ticket, IReadOnlyList<WeightGrid> grids)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        return [.. ticket.Pruned.Zip(grids, (node, grid) => Of(ticket.Seed, node, grid))];
    }

    /// <summary>Of a yardstick, over all grids that a ticket would hold.</summary>
    public static YardstickResult Of(Yardstick yardstick, Network target) => Of(yardstick, PrunableGrids.Of(target).Select(each => each.Grid));

    /// <summary>Of a yardstick, over grids.</summary>
    public static YardstickResult Of(Yardstick yardstick, IEnumerable<WeightGrid> grids)
    {
        ArgumentNullException.ThrowIfNull(yardstick);
        ArgumentNullException.ThrowIfNull(grids);
        YardstickResult all = default;
        foreach (WeightGrid grid in grids) all += yardstick.Measure(grid.Inputs * grid.Places, Singles(grid));
        return all;
    }

    internal static YardstickResult Of(ulong seed, PrunedNode node, WeightGrid grid)
    {
        RealisedRows rows = node.Mask.Realise(seed, node.Parent);
        float[] weights = Singles(grid);
        var realised = new float[weights.Length];
        int kernel = node.Parent.Shape.Kernel;
        for (int channel = 0; channel < node.Parent.Shape.Channels; channel++)
        {
            rows.Realise(channel);
            for (int i = 0; i < kernel; i++) realised[(channel * kernel) + i] = (float)(double)rows.Positive[i];
        }

        double bits = node.Mask.Bits(seed, node.Parent).Coded;
        if (node.Mask is CodedMask coded) bits -= coded.BiasBits;
        return YardstickResult.Of(bits, weights, realised);
    }

    private static float[] Singles(WeightGrid grid)
    {
        var weights = new float[grid.Weights.Length];
        for (int i = 0; i < weights.Length; i++) weights[i] = (float)grid.Weights[i];
        return weights;
    }
}
