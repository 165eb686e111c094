using System.Numerics;
using Espalier.Graphs.Operators;

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
    private static ConvolutionFinish<T>? Extended<T>(ConvolutionFinish<T> finish, Node next, int value, int node, ref int added)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (finish.IsRelu) return null;
        switch (next.Operator)
        {
            case BatchNorm norm when finish is { Affine: null, AddsOther: false }:
                return finish with { Affine = norm.Channels<T>() };
            case Add when !finish.AddsOther && next.Reads is [var a, var b] && a + b - value <= node:
                added = a + b - value;
                return finish with { AddsOther = true };
            case Relu:
                return finish with { IsRelu = true };
            default:
                return null;
        }
    }
}
