using Espalier.Graphs;

namespace Espalier.Pruning.Sparse;

/// <summary>Which pattern of N in M a grid has.</summary>
public static class SparsePattern
{
    private static readonly (int Kept, int Of)[] Usual = [(1, 8), (1, 4), (2, 8), (1, 2), (2, 4), (4, 8), (3, 4)];

    /// <summary>The sparsest of the usual patterns that all grids of a network have; null where there is none.</summary>
    public static (int Kept, int Of)? Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        WeightGrid[] grids = [.. network.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>()];
        foreach ((int kept, int of) in Usual)
            if (grids.Length > 0 && grids.All(grid => Has(grid, kept, of))) return (kept, of);
        return null;
    }

    private static bool Has(WeightGrid grid, int kept, int of)
    {
        for (int channel = 0; channel < grid.Channels; channel++)
        {
            for (int place = 0; place < grid.Places; place++)
            {
                for (int first = 0; first < grid.Inputs; first += of)
                {
                    int count = 0;
                    for (int i = first; i < Math.Min(first + of, grid.Inputs); i++)
                        if (grid.Weights[grid.Index(channel, place, i)] != 0) count++;
                    if (count > kept) return false;
                }
            }
        }

        return true;
    }
}
