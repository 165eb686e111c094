using Espalier.Networks;
using Espalier.Networks.Layers;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>The outputs of a small network in fractions.</summary>
internal static class ExactOutputs
{
    public static Rational[] Of(Network network, double[] point)
    {
        Rational[] values = [.. point.Select(Rational.Of)];
        foreach (Layer layer in network.Layers)
        {
            values = layer switch
            {
                Relu => [.. values.Select(value => value.Sign(0) > 0 ? value : Rational.Of(0))],
                Dense dense => [.. Enumerable.Range(0, dense.Outputs).Select(i => Row(dense, i, values))],
                _ => throw new NotSupportedException("dense layers and ReLUs only"),
            };
        }

        return values;
    }

    private static Rational Row(Dense dense, int row, Rational[] values)
    {
        Rational sum = Rational.Of(dense.Bias?[row] ?? 0);
        for (int j = 0; j < values.Length; j++) sum += Rational.Of(dense.Weights[(row * values.Length) + j]) * values[j];
        return sum;
    }
}
