using System.Collections.Immutable;
using Espalier.Graphs;

namespace Espalier.Training.Searching;

/// <summary>How a number of kept weights is shared among the layers.</summary>
public enum LayerShare
{
    /// <summary>Every layer keeps the same share.</summary>
    Uniform,

    /// <summary>Weights of all layers are ranked together.</summary>
    Global,

    /// <summary>
    /// Erdős–Rényi densities: a layer keeps in proportion to (inputs + outputs)/(inputs · outputs), the extents of a kernel added and
    /// multiplied likewise (Mocanu et al. 2018; Evci et al. 2020), and at most all.
    /// </summary>
    ErdosRenyi,
}

/// <summary>How many weights each layer keeps.</summary>
internal static class LayerCounts
{
    /// <summary>The counts of all layers, which add up to ⌈kept · weights⌉ but for rounding; null where layers are ranked together.</summary>
    public static ImmutableArray<int>? Of(Network blueprint, double kept, LayerShare share)
    {
        WeightGrid[] grids = [.. blueprint.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>()];
        return share switch
        {
            LayerShare.Global => null,
            LayerShare.Uniform => [.. grids.Select(grid => Whole(kept * grid.Weights.Length))],
            _ => ErdosRenyi(grids, kept),
        };
    }

    /// <summary>The weights that a share of them all is.</summary>
    public static int Total(Network blueprint, double kept) =>
        Whole(kept * blueprint.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>().Sum(grid => (double)grid.Weights.Length));

    /// <summary>At least one, and not one more because a product was rounded.</summary>
    private static int Whole(double count) => (int)Math.Max(1, Math.Ceiling(count - 1e-9));

    /// <summary>The factor by which all densities grow until the total is right; what would be above 1 is 1.</summary>
    private static ImmutableArray<int> ErdosRenyi(WeightGrid[] grids, double kept)
    {
        double wanted = kept * grids.Sum(grid => (double)grid.Weights.Length);
        double[] raw = [.. grids.Select(Density)];
        var isFull = new bool[grids.Length];
        while (true)
        {
            double rest = wanted - grids.Where((_, i) => isFull[i]).Sum(grid => grid.Weights.Length);
            double weight = grids.Select((grid, i) => isFull[i] ? 0 : raw[i] * grid.Weights.Length).Sum();
            double factor = weight > 0 ? rest / weight : 0;
            int[] over = [.. Enumerable.Range(0, grids.Length).Where(i => !isFull[i] && factor * raw[i] > 1)];
            foreach (int i in over) isFull[i] = true;
            if (over.Length == 0)
                return [
                    .. grids.Select(
                        (grid, i) => isFull[i] ? grid.Weights.Length : Math.Min(grid.Weights.Length, Whole(factor * raw[i] * grid.Weights.Length))),
                ];
        }
    }

    /// <summary>The sum of a tensor's extents over their product.</summary>
    private static double Density(WeightGrid grid) => grid.Weights.Shape.Extents.Sum(extent => (double)extent) / grid.Weights.Length;
}
