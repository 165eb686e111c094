using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tickets.Drawing;

/// <summary>A weight grid of a target that pruning carves out of a parent.</summary>
/// <param name="Node">Its node.</param>
/// <param name="Operator">The node's operator.</param>
/// <param name="Grid">The operator's weights.</param>
/// <param name="NonNegative">Whether its inputs are known to be ≥ 0.</param>
internal sealed record PrunableGrid(int Node, Operator Operator, WeightGrid Grid, bool NonNegative);

/// <summary>Finds the grids that are pruned; everything else is carried.</summary>
internal static class PrunableGrids
{
    /// <summary>The grids in the order of their nodes. Kernels of more than one place, and maps of several vectors, are carried.</summary>
    public static IEnumerable<PrunableGrid> Of(Network target, bool nonNegativeInputs = false)
    {
        bool[] known = KnownSigns.Of(target, nonNegativeInputs);
        for (int i = 0; i < target.Nodes.Length; i++)
        {
            Node node = target.Nodes[i];
            if (node.Operator.Grid is { Groups: 1, Weights.Shape.Rank: 2 } grid && target.Shapes[node.Reads[0]].Rank == 1)
                yield return new PrunableGrid(i, node.Operator, grid, known[node.Reads[0]]);
        }
    }
}
