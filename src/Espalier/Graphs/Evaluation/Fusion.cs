using System.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>Lets convolutions do what follows them element by element, so that it costs no way through memory.</summary>
internal static class Fusion
{
    /// <summary>Moves what follows a convolution, and is read by nobody else, into its finish.</summary>
    /// <param name="network">The network.</param>
    /// <param name="kernels">The kernel of each node; those that were moved become null.</param>
    /// <param name="shown">The value that each node shows; for those that were moved that of the convolution.</param>
    /// <returns>For each node the value that it adds too, or −1.</returns>
    public static int[] Of<T>(Network network, Kernel<T>?[] kernels, int[] shown)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] readers = new int[network.Nodes.Length + 1], times = new int[readers.Length], added = new int[kernels.Length];
        Array.Fill(added, -1);
        foreach ((int node, Node item) in network.Nodes.Index())
        {
            foreach (int value in item.Reads)
            {
                readers[value] = node;
                times[value]++;
            }
        }

        for (int node = 0; node < kernels.Length; node++)
        {
            if (kernels[node] is not ConvolutionKernel<T> convolution) continue;
            for (int value = node + 1; times[value] == 1; value = readers[value] + 1)
            {
                int next = readers[value];
                if (Extended(convolution.Finish, network.Nodes[next], value, node, ref added[node]) is not { } finish) break;
                convolution.Finish = finish;
                kernels[next] = null;
                shown[next] = value;
            }
        }

        return added;
    }

    /// <summary>A finish and what a node does behind it, or null where that does not fit.</summary>
    /// <param name="finish">The finish so far.</param>
    /// <param name="next">The node.</param>
    /// <param name="value">The value of the finish.</param>
    /// <param name="node">The convolution: only what is there before it can be added.</param>
    /// <param name="added">Receives the value that is added.</param>
    private static ConvolutionFinish<T>? Extended<T>(ConvolutionFinish<T> finish, Node next, int value, int node, ref int added)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ConvolutionFinish<T>? longer = next.Operator.Behind(finish);
        if (longer is null || longer.AddsOther == finish.AddsOther) return longer;
        if (next.Reads is not [var a, var b] || a + b - value > node) return null;
        added = a + b - value;
        return longer;
    }
}
