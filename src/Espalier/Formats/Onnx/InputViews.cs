using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx;

/// <summary>Takes a view of the input into the shape of the input.</summary>
internal static class InputViews
{
    /// <summary>
    /// The network with the first reshaping moved in front of everything, where only operators come before it that do not depend on
    /// extents; the network itself otherwise.
    /// </summary>
    public static Network Taken(Network network)
    {
        int view = ViewOf(network);
        if (view < 0) return network;
        Shape target = network.Shapes[view + 1];
        var nodes = ImmutableArray.CreateBuilder<Node>();
        for (int i = 0; i < view; i++)
        {
            Operator? seen = network.Nodes[i].Operator.Under(network.Shapes[i], target);
            if (seen is null) return network;
            if (!seen.KeepsElements) nodes.Add(network.Nodes[i] with { Operator = seen, Reads = [nodes.Count] });
        }

        int dropped = view + 1 - nodes.Count;
        foreach (Node node in network.Nodes.AsSpan()[(view + 1)..])
            nodes.Add(node with { Reads = [.. node.Reads.Select(value => value - dropped)] });
        return nodes.Count == 0 ? network : new Network(target, nodes.ToImmutable());
    }

    /// <summary>The first node that shows elements under several extents, if everything up to it is a chain; −1 otherwise.</summary>
    private static int ViewOf(Network network)
    {
        int[] readers = Readers(network);
        for (int i = 0; i < network.Nodes.Length && network.Nodes[i].Reads is [var read] && read == i && readers[i] == 1; i++)
            if (network.Nodes[i].Operator.KeepsElements && network.Shapes[i + 1].Rank > 1) return i;
        return -1;
    }

    private static int[] Readers(Network network)
    {
        var readers = new int[network.Nodes.Length + 1];
        foreach (Node node in network.Nodes)
        {
            foreach (int read in node.Reads) readers[read]++;
        }

        return readers;
    }
}
