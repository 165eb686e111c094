using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.Numerics;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>The outputs of a small network without rounding.</summary>
internal static class ExactOutputs
{
    public static Dyadic[] Of(Network network, double[] point)
    {
        Dyadic[] values = [.. point.Select(Dyadic.Of)];
        foreach (Operator layer in network.Layers)
        {
            values = layer switch
            {
                Relu => [.. values.Select(value => value.Sign > 0 ? value : Dyadic.Of(0))],
                Dense dense => [.. Enumerable.Range(0, dense.Outputs).Select(i => Row(dense, i, values))],
                _ => throw new NotSupportedException("dense layers and ReLUs only"),
            };
        }

        return values;
    }

    private static Dyadic Row(Dense dense, int row, Dyadic[] values)
    {
        Dyadic sum = Dyadic.Of(dense.Bias?[row] ?? 0);
        for (int j = 0; j < values.Length; j++) sum += Dyadic.Of(dense.Weights[(row * values.Length) + j]) * values[j];
        return sum;
    }
}
