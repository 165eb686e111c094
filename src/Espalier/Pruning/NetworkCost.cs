using Espalier.Graphs;

namespace Espalier.Pruning;

/// <summary>What a network costs, counted.</summary>
public static class NetworkCost
{
    /// <summary>The multiplications of one evaluation, each with an addition where it is part of a sum.</summary>
    public static long MultiplyAdds(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Multiplications;
    }

    /// <summary>The stored numbers that are not 0.</summary>
    public static long Nonzero(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        long count = 0;
        foreach (Tensor tensor in network.Nodes.SelectMany(node => node.Operator.Parameters))
            for (int i = 0; i < tensor.Length; i++)
                if (tensor[i] != 0) count++;
        return count;
    }

    /// <summary>The multiplications without those by weights of grids that are 0.</summary>
    public static long NonzeroMultiplyAdds(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        long sum = MultiplyAdds(network);
        for (int i = 0; i < network.Nodes.Length; i++)
        {
            if (network.Nodes[i].Operator.Grid is not { } grid) continue;
            int zeros = 0;
            for (int weight = 0; weight < grid.Weights.Length; weight++)
                if (grid.Weights[weight] == 0) zeros++;
            sum -= (long)zeros * (network.Shapes[i + 1].Length / grid.Channels);
        }

        return sum;
    }
}
