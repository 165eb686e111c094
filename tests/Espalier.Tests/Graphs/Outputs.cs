using System.Runtime.InteropServices;
using Espalier.Graphs;

namespace Espalier.Tests.Graphs;

/// <summary>What a network makes of inputs, one after the other.</summary>
internal static class Outputs
{
    public static double[] Of(Network network, params double[] inputs)
    {
        int count = inputs.Length / network.InputShape.Length;
        var outputs = new double[count * network.OutputShape.Length];
        Forward.Run(network, inputs, outputs, count, threads: 1, TestContext.Current.CancellationToken);
        return outputs;
    }

    public static float[] InSingle(Network network, float[] inputs, int threads = 1)
    {
        int count = inputs.Length / network.InputShape.Length;
        var outputs = new float[count * network.OutputShape.Length];
        Forward.Run(network, inputs, outputs, count, threads, TestContext.Current.CancellationToken);
        return outputs;
    }

    /// <summary>What the outputs of two networks differ by.</summary>
    public static double[] Difference(Network a, Network b, params double[] inputs) => [.. Of(a, inputs).Zip(Of(b, inputs), (x, y) => x - y)];

    /// <summary>−0 and +0 are told apart.</summary>
    public static void RequireSameBits(float[] expected, float[] actual, string replay)
    {
        int same = MemoryMarshal.AsBytes<float>(expected).CommonPrefixLength(MemoryMarshal.AsBytes<float>(actual)) / sizeof(float);
        Assert.True(
            same == expected.Length && same == actual.Length,
            $"{replay}: output {same} of {actual.Length} is {actual.ElementAtOrDefault(same):R}, not {expected.ElementAtOrDefault(same):R}");
    }
}
