using Espalier.Graphs;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Drawing;

/// <summary>Makes a ticket for a target by pruning the weights of a random parent, never by training.</summary>
public static class TicketDrawing
{
    /// <summary>Refuses a network that cannot be a target: one without a dense layer, or with a number that is not finite.</summary>
    /// <param name="target">The network.</param>
    /// <param name="source">What messages call it, such as its file.</param>
    /// <exception cref="InvalidInputException">It cannot be a target.</exception>
    public static void RequireUsable(Network target, string source)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!PrunableGrids.Of(target).Any())
            throw new InvalidInputException(source, null, "the network has no dense layer to prune", "give a network with at least one dense layer");
        if (target.FirstNonFinite() is { } odd)
        {
            throw new InvalidInputException(
                source, $"{target.Place(odd.Node)}, element {odd.Position}", $"the value is {odd.Value}", "a target needs finite weights");
        }
    }

    /// <summary>
    /// Draws a ticket. A weight without a subset within ε keeps its best subset and is counted; nothing is drawn again, because
    /// that would condition on success.
    /// </summary>
    /// <param name="target">The network to imitate; its dense layers are pruned out of the parent, all others are carried.</param>
    /// <param name="options">The parent and the choice of masks.</param>
    /// <param name="threads">Cores to use; never changes the ticket.</param>
    /// <param name="progress">Hears the share of weights drawn.</param>
    /// <param name="cancel">Stops the work with an <see cref="OperationCanceledException"/>; a ticket exists whole or not at all.</param>
    /// <exception cref="InvalidInputException">The target has no dense layer or a weight that is not finite, or an option is out of
    /// range.</exception>
    public static ClaimedTicket Draw(
        Network target, DrawingOptions options, int threads, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        RequireUsable(target, "target");
        TicketRecipe recipe = options.Recipe;
        PrunableGrid[] grids = [.. PrunableGrids.Of(target, recipe.NonNegativeInputs)];
        ParentGrid[] parents = [.. grids.Select((each, ordinal) => recipe.ParentOf(GridAudit.ShapeOf(each.Grid), ordinal, each.NonNegative))];
        foreach (ParentGrid parent in parents) RequireSize(parent);
        long all = parents.Sum(parent => parent.Shape.Weights);
        long done = 0;
        var nodes = new List<TicketNode>();
        int ordinal = 0;
        for (int i = 0; i < target.Nodes.Length; i++)
        {
            Node node = target.Nodes[i];
            if (ordinal == grids.Length || grids[ordinal].Node != i)
            {
                nodes.Add(new CarriedNode(node.Operator, node.Reads));
                continue;
            }

            var drawing = new GridDrawing(recipe, grids[ordinal].Grid, parents[ordinal]);
            GridMask mask = drawing.Draw(threads, tile => progress?.Report((double)Interlocked.Add(ref done, tile) / all), cancel);
            nodes.Add(
                new PrunedNode(node.Operator.Form, parents[ordinal++], mask, [.. grids[ordinal - 1].Grid.Weights.Shape.Extents[2..]], node.Reads));
        }

        var origin = new DrawnOrigin(TargetDigest.Of(target), recipe.Construction, recipe.Objective, recipe.Epsilon);
        var ticket = new Ticket(recipe.Seed, target.InputShape, recipe.NonNegativeInputs, [.. nodes], origin);
        return new ClaimedTicket(ticket, TicketAudit.Of(ticket, target, options.BallRadius, threads, cancel));
    }

    private static void RequireSize(ParentGrid parent)
    {
        if (parent.Width > ParentGrid.MaxRowNumbers)
        {
            throw new InvalidInputException(
                "candidates",
                null,
                $"{parent.Candidates} for each of {parent.Shape.Columns} weights of a row are {parent.Width} numbers, above the limit of "
                    + $"{ParentGrid.MaxRowNumbers}",
                "give fewer candidates");
        }
    }
}
