using Espalier.Graphs;

namespace Espalier.Pruning.Sparse;

/// <summary>The forward pass of a network whose weight grids skip weights that are 0.</summary>
/// <remarks>In float32. Sums have another order than in the dense path, so bits differ from it in the last places.</remarks>
public static class SparseForward
{
    /// <summary>Prepares a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="pattern">N of every M inputs that all grids keep; null for compressed sparse rows.</param>
    /// <exception cref="ArgumentException">The network does not have the pattern.</exception>
    public static ForwardPass<float> Of(Network network, (int Kept, int Of)? pattern = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new ForwardPass<float>(network, node => network.Nodes[node].Operator.Grid is { } grid
            ? new SparseGridKernel(grid, network.ShapesRead(node)[0], network.Shapes[node + 1], pattern)
            : null);
    }
}
