using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tests.Graphs;

/// <summary>One input through a network by the definitions of its layers, in plain loops over float64.</summary>
internal static class NaiveForward
{
    public static double[] Run(Network network, double[] input)
    {
        double[] x = input;
        for (int i = 0; i < network.Layers.Length; i++) x = Apply(network.Layers[i], network.Shapes[i], network.Shapes[i + 1], x);
        return x;
    }

    private static double[] Apply(Operator layer, Shape input, Shape output, double[] x) => layer switch
    {
        Dense dense =>
            [
                .. Enumerable.Range(0, dense.Outputs).Select(
                    i => At(dense.Bias, i) + Enumerable.Range(0, dense.Inputs).Sum(j => dense.Weights[(i * dense.Inputs) + j] * x[j])),
            ],
        Convolution convolution => Convolve(convolution, input, output, x),
        MaxPooling pooling => Pool(pooling, input, output, x),
        Relu => [.. x.Select(v => v < 0 ? 0 : v)],
        ElementwiseAffine affine => [.. x.Select((v, i) => (v * Factor(affine.Scale, input, i, 1)) + Factor(affine.Shift, input, i, 0))],
        Softmax softmax => Normalise(x, softmax.Logarithm),
        Flatten => x,
        _ => throw new NotSupportedException(layer.Kind),
    };

    private static double[] Convolve(Convolution layer, Shape input, Shape output, double[] x)
    {
        var y = new double[output.Length];
        int kernelHeight = layer.Weights.Shape[2], kernelWidth = layer.Weights.Shape[3];
        for (int at = 0; at < y.Length; at++)
        {
            (int channel, int row, int column) = Place(output, at);
            double sum = At(layer.Bias, channel);
            for (int w = 0; w < input[0] * kernelHeight * kernelWidth; w++)
            {
                int c = w / (kernelHeight * kernelWidth), dy = w / kernelWidth % kernelHeight, dx = w % kernelWidth;
                double value = Pixel(
                    input, x, c, (row * layer.Window.StrideY) + dy - layer.Window.Top, (column * layer.Window.StrideX) + dx - layer.Window.Left)
                    ?? 0;
                sum += value * layer.Weights[(channel * input[0] * kernelHeight * kernelWidth) + w];
            }

            y[at] = sum;
        }

        return y;
    }

    private static double[] Pool(MaxPooling layer, Shape input, Shape output, double[] x)
    {
        var y = new double[output.Length];
        for (int at = 0; at < y.Length; at++)
        {
            (int channel, int row, int column) = Place(output, at);
            var seen = new List<double>();
            for (int dy = 0; dy < layer.KernelHeight; dy++)
            {
                for (int dx = 0; dx < layer.KernelWidth; dx++)
                {
                    double? value = Pixel(
                        input,
                        x,
                        channel,
                        (row * layer.Window.StrideY) + dy - layer.Window.Top,
                        (column * layer.Window.StrideX) + dx - layer.Window.Left);
                    if (value is { } inside) seen.Add(inside);
                }
            }

            y[at] = seen.Exists(double.IsNaN) ? double.NaN : seen.Max();
        }

        return y;
    }

    private static double[] Normalise(double[] x, bool logarithm)
    {
        double sum = x.Sum(v => Math.Exp(v - x.Max()));
        return [.. x.Select(v => logarithm ? v - x.Max() - Math.Log(sum) : Math.Exp(v - x.Max()) / sum)];
    }

    private static double At(Tensor? tensor, int index) => tensor is null ? 0 : tensor[index];

    private static double Factor(Tensor? factor, Shape input, int index, double absent)
    {
        if (factor is null) return absent;
        if (factor.Length == 1) return factor[0];
        return factor[factor.Length == input.Length ? index : index / (input[1] * input[2])];
    }

    private static (int Channel, int Row, int Column) Place(Shape shape, int index) =>
        (index / (shape[1] * shape[2]), index / shape[2] % shape[1], index % shape[2]);

    private static double? Pixel(Shape shape, double[] x, int channel, int row, int column) =>
        row < 0 || row >= shape[1] || column < 0 || column >= shape[2] ? null : x[(((channel * shape[1]) + row) * shape[2]) + column];
}
