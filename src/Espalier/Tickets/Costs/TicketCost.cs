using Espalier.Graphs;
using Espalier.Parents.Masks;
using Espalier.SubsetSums.Yardsticks;

namespace Espalier.Tickets.Costs;

/// <summary>What a ticket costs.</summary>
/// <param name="Weights">Weights and biases of the target that the masks hold, however many copies are made of them.</param>
/// <param name="ParentParameters">Entries of the random parent behind them; a list that a row shares counts once for each weight that
/// chooses from it.</param>
/// <param name="KeptUnits">Kept entries of the first matrices, M.</param>
/// <param name="KeptEdges">Kept entries of the last matrices, N, or kept direct candidates.</param>
/// <param name="WidthFactor">The largest hidden width over input width, h/d, of a pair (the constant input of a bias counts as one more);
/// candidates per weight for direct ones.</param>
/// <param name="Mask">The bits of all masks together.</param>
public sealed record TicketCost(long Weights, long ParentParameters, long KeptUnits, long KeptEdges, double WidthFactor, MaskBits Mask)
{
    /// <summary>Kept entries over parent entries.</summary>
    public double KeptShare => (double)(KeptUnits + KeptEdges) / ParentParameters;

    /// <summary>Bits per weight with one bit for every candidate that the weight may use.</summary>
    public double RawMaskBits => Mask.Raw / Weights;

    /// <summary>Bits per weight at the entropy.</summary>
    public double CodedMaskBits => Mask.Coded / Weights;

    /// <summary>Accounts for a ticket.</summary>
    public static TicketCost Of(Ticket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        MaskBits mask = default;
        KeptCounts kept = default;
        foreach (PrunedNode node in ticket.Pruned)
        {
            mask += node.Mask.Bits(ticket.Seed, node.Parent);
            KeptCounts own = node.Mask.Count(node.Parent);
            kept = new KeptCounts(kept.Edges + own.Edges, kept.Units + own.Units);
        }

        return new TicketCost(
            ticket.TargetWeights, ticket.ParentParameters, kept.Units, kept.Edges, ticket.Pruned.Max(node => node.Parent.Candidates), mask);
    }

    /// <summary>log₂(range / 2ε) per weight: what rounding a target's weights to within its tolerance would take, row by row.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="target">The target that it was drawn for.</param>
    /// <param name="tolerance">The tolerance.</param>
    /// <exception cref="ArgumentException">The target does not have the ticket's layers.</exception>
    public static double QuantisationBits(Ticket ticket, Network target, Tolerance tolerance) =>
        QuantisationBits(ticket, GridsOf(ticket, target), tolerance);

    /// <inheritdoc cref="QuantisationBits(Ticket, Network, Tolerance)" path="/summary"/>
    /// <param name="ticket">The ticket.</param>
    /// <param name="grids">The grids of its target, in the order of the ticket.</param>
    /// <param name="tolerance">The tolerance.</param>
    public static double QuantisationBits(Ticket ticket, IReadOnlyList<WeightGrid> grids, Tolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(grids);
        double bits = 0;
        foreach ((PrunedNode node, WeightGrid grid) in ticket.Pruned.Zip(grids))
        {
            Tensor[] tensors = grid.Bias is { } bias ? [grid.Weights, bias] : [grid.Weights];
            double width = WeightRange.Of(tensors) is { } range ? range.Largest - range.Smallest : 0;
            foreach (double epsilon in RowTolerances.Of(grid, tolerance))
                bits += node.Parent.Shape.RowLength * Math.Max(0, Math.Log2(width / (2 * epsilon)));
        }

        return bits / ticket.Weights;
    }

    /// <summary>
    /// What multiples of twice the tolerance would take per weight at their entropy, grid by grid, biases left out: free masks never beat it.
    /// </summary>
    /// <inheritdoc cref="QuantisationBits(Ticket, Network, Tolerance)" path="/param"/>
    public static double EntropyCodedBits(Ticket ticket, Network target, Tolerance tolerance) =>
        EntropyCodedBits(ticket, GridsOf(ticket, target), tolerance);

    /// <inheritdoc cref="EntropyCodedBits(Ticket, Network, Tolerance)" path="/summary"/>
    /// <param name="ticket">The ticket.</param>
    /// <param name="grids">The grids of its target, in the order of the ticket.</param>
    /// <param name="tolerance">The tolerance.</param>
    public static double EntropyCodedBits(Ticket ticket, IReadOnlyList<WeightGrid> grids, Tolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(grids);
        (double bits, long weights) = (0, 0);
        foreach ((PrunedNode node, WeightGrid grid) in ticket.Pruned.Zip(grids))
        {
            double[] tolerances = RowTolerances.Of(grid, tolerance);
            var scaled = new float[grid.Weights.Length];
            for (int j = 0; j < scaled.Length; j++) scaled[j] = (float)(grid.Weights[j] / tolerances[j / node.Parent.Shape.Kernel]);
            bits += EntropyCodedSteps.WithStep(2, scaled, new float[scaled.Length]);
            weights += scaled.Length;
        }

        return bits / weights;
    }

    /// <summary>The grids of a target that a ticket holds, in order, and each as it holds it: a parent of L + 1 layers in copies.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="target">The target that it was drawn for.</param>
    /// <exception cref="ArgumentException">The target does not have the ticket's layers.</exception>
    public static IReadOnlyList<WeightGrid> GridsOf(Ticket ticket, Network target)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(target);
        if (ticket.Nodes.Length != target.Nodes.Length) throw new ArgumentException("the target's layers are not those of the ticket");
        IEnumerable<int> pruned = Enumerable.Range(0, ticket.Nodes.Length).Where(i => ticket.Nodes[i] is PrunedNode);
        return [.. pruned.Select(i => CopiedGrids.Of(ticket, target, i)!)];
    }
}
