using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Drawing;

/// <summary>Finds a target of L layers in a random network of L + 1, whose hidden neurons come in copies.</summary>
/// <remarks>
/// Layers are drawn from the last to the first, since the longest prefix of a layer's sums is the number of copies that the layer before it must
/// make, and every copy has random numbers, and so sums, of its own. Copies differ from each other, and what a sum keeps multiplies their
/// differences; so of them the subsets of shortest words are kept, which are few numbers of about the size of their weights.
/// </remarks>
internal static class ShallowDrawing
{
    public static Ticket Draw(Network target, DrawingOptions options, int threads, IProgress<double>? progress, CancellationToken cancel)
    {
        options.Check();
        TicketDrawing.RequireUsable(target, "target");
        TicketRecipe recipe = options.Recipe;
        PrunableGrid[] grids = [.. PrunableGrids.Of(target, recipe.NonNegativeInputs)];
        Require(target, grids);
        var nodes = new PrunedNode[grids.Length];
        int copies = 1;
        for (int at = grids.Length - 1; at >= 0; at--)
        {
            nodes[at] = Draw(recipe, grids, at, copies, threads, progress, cancel);
            copies = nodes[at].Parent.CopiesRead;
        }

        int ordinal = 0;
        ImmutableArray<TicketNode> all =
        [
            .. target.Nodes.Select(
                TicketNode (node) => node.Operator.Grid is null ? new CarriedNode(node.Operator, node.Reads)
                    : nodes[ordinal++] with { Reads = node.Reads }),
        ];
        var origin = new DrawnOrigin(TargetDigest.Of(target), Construction.Shallow, recipe.Objective, recipe.Tolerance);
        return new Ticket(recipe.Seed, target.InputShape, recipe.NonNegativeInputs, all, origin);
    }

    private static PrunedNode Draw(
        TicketRecipe recipe, PrunableGrid[] grids, int at, int copies, int threads, IProgress<double>? progress, CancellationToken cancel)
    {
        bool isFirst = at == 0;
        WeightGrid grid = CopiedGrids.Of(grids[at].Grid, isFirst, at == grids.Length - 1, copies);
        long weights = GridAudit.ShapeOf(grid).Weights;
        long done = 0;
        void Count(long added) =>
            progress?.Report((grids.Length - 1 - at + ((double)Interlocked.Add(ref done, added) / weights)) / grids.Length);
        var each = new PrunableGrid(grids[at].Node, new Dense(grid.Weights, grid.Bias), grid, grids[at].NonNegative);
        TicketRecipe own = isFirst
            ? recipe with { Construction = Construction.Relu }
            : recipe with { Construction = Construction.Linear, Objective = SubsetSumObjective.Bits };
        PrunedNode node = TicketDrawing.Draw(own, each, at, threads, Count, cancel);
        return isFirst ? node : node with { Parent = node.Parent with { Structure = ParentStructure.Copies } };
    }

    /// <summary>Copies go through ReLUs alone, and the constant through nothing that would change it.</summary>
    private static void Require(Network target, PrunableGrid[] grids)
    {
        string? problem = target.IsChain ? null : "the target is no chain of layers";
        for (int i = grids[0].Node; i <= grids[^1].Node && problem is null; i++)
        {
            Operator made = target.Nodes[i].Operator;
            bool isMatrix = made.Grid is { Window: null, Places: 1, Groups: 1 } && target.ShapesRead(i)[0].Rank == 1;
            if (!isMatrix && !made.KeepsCopies)
                problem = Invariant($"layer {i} is '{made.Text}': only dense layers and ReLUs between them have such parents");
        }

        if (problem is not null) throw new InvalidInputException("construction", null, problem, "use relu");
    }
}
