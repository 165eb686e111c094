using Espalier.Graphs;

namespace Espalier.Pruning.Sparse;

/// <summary>The forward pass of a network whose weight grids skip weights that are 0.</summary>
/// <remarks>
/// In float32. Sums have another order than in the dense path, so bits differ from it in the last places; they depend neither on the batch nor on
/// the threads.
/// </remarks>
public static class SparseForward
{
    /// <summary>Prepares a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="pattern">N of every M inputs that all grids keep; null for compressed sparse rows.</param>
    /// <exception cref="ArgumentException">The network does not have the pattern, or M is above 256.</exception>
    public static ForwardPass<float> Of(Network network, (int Kept, int Of)? pattern = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (pattern is var (kept, of) && !(kept >= 1 && kept <= of && of <= 256))
            throw new ArgumentException(Invariant($"{kept} of {of} is no pattern"));
        return new ForwardPass<float>(network, node => network.Nodes[node].Operator.Grid is { } grid
            ? new SparseGridKernel(grid, network.ShapesRead(node)[0], network.Shapes[node + 1], pattern)
            : null);
    }
}
