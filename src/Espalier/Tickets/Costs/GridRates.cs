using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Parents;
using Espalier.SubsetSums.Yardsticks;
using Espalier.Tickets.Drawing;

namespace Espalier.Tickets.Costs;

/// <summary>What the weights of each grid cost and how well they are kept, by a ticket and by what could be had instead; biases left out.</summary>
public static class GridRates
{
    /// <summary>Of a ticket's pruned nodes, in order.</summary>
    /// <exception cref="ArgumentException">The target does not have the ticket's layers.</exception>
    public static ImmutableArray<YardstickResult> Of(Ticket ticket, Network target)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(target);
        if (ticket.Nodes.Length != target.Nodes.Length) throw new ArgumentException("the target's layers are not those of the ticket");
        var rates = ImmutableArray.CreateBuilder<YardstickResult>();
        for (int i = 0; i < ticket.Nodes.Length; i++)
            if (ticket.Nodes[i] is PrunedNode node) rates.Add(Of(ticket.Seed, node, target.Nodes[i].Operator.Grid!));
        return rates.ToImmutable();
    }

    /// <summary>Of a yardstick, over all grids that a ticket would hold.</summary>
    public static YardstickResult Of(Yardstick yardstick, Network target)
    {
        ArgumentNullException.ThrowIfNull(yardstick);
        YardstickResult all = default;
        foreach (PrunableGrid each in PrunableGrids.Of(target)) all += yardstick.Measure(each.Grid.Inputs * each.Grid.Places, Singles(each.Grid));
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
        if (node.Mask is Parents.Masks.CodedMask coded) bits -= coded.BiasBits;
        return YardstickResult.Of(bits, weights, realised);
    }

    private static float[] Singles(WeightGrid grid)
    {
        var weights = new float[grid.Weights.Length];
        for (int i = 0; i < weights.Length; i++) weights[i] = (float)grid.Weights[i];
        return weights;
    }
}
