using System.Globalization;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>What a network computes, and its layers as text.</summary>
internal static class Seen
{
    public static double[] Outputs(Network network, params double[] inputs)
    {
        int count = inputs.Length / network.InputShape.Length;
        double[] outputs = new double[count * network.OutputShape.Length];
        Forward.Run(network, inputs, outputs, count, 1, TestContext.Current.CancellationToken);
        return outputs;
    }

    public static string Text(Operator layer) => layer switch
    {
        Dense dense => $"dense {Text(dense.Weights)} {Text(dense.Bias)}",
        Convolution convolution => $"convolution {Text(convolution.Weights)} {Text(convolution.Bias)} {convolution.Window}",
        ElementwiseAffine affine => $"affine {Text(affine.Scale)} {Text(affine.Shift)}",
        _ => layer.ToString(),
    };

    private static string Text(Tensor? tensor) =>
        tensor is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{tensor.Precision} ({tensor.Shape})");
}
