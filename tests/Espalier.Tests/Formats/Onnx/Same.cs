using System.Globalization;
using Espalier.Networks;
using Espalier.Networks.Layers;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Networks as text, in which equal text means equal layers down to the bits of the weights.</summary>
internal static class Same
{
    public static void Network(Network expected, Network actual)
    {
        Assert.Equal(expected.InputShape, actual.InputShape);
        Assert.Equal(expected.Layers.Select(Text), actual.Layers.Select(Text));
        for (int i = 0; i < expected.Layers.Length; i++)
            Assert.All(expected.Layers[i].Parameters.Zip(actual.Layers[i].Parameters), pair => Bits(pair.First, pair.Second));
    }

    public static double[] Outputs(Network network, params double[] inputs)
    {
        int count = inputs.Length / network.InputShape.Length;
        double[] outputs = new double[count * network.OutputShape.Length];
        Forward.Run(network, inputs, outputs, count, 1, TestContext.Current.CancellationToken);
        return outputs;
    }

    public static string Text(Layer layer) => layer switch
    {
        Dense dense => $"dense {Text(dense.Weights)} {Text(dense.Bias)}",
        Convolution convolution => $"convolution {Text(convolution.Weights)} {Text(convolution.Bias)} {convolution.Window}",
        ElementwiseAffine affine => $"affine {Text(affine.Scale)} {Text(affine.Shift)}",
        _ => layer.ToString(),
    };

    private static string Text(Tensor? tensor) =>
        tensor is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{tensor.Precision} ({tensor.Shape})");

    private static void Bits(Tensor expected, Tensor actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected[i]), BitConverter.DoubleToInt64Bits(actual[i]));
    }
}
