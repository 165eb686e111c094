using Espalier.Networks;
using Espalier.Networks.Layers;

namespace Espalier.Certificates.Chains;

/// <summary>An affine layer written out as a matrix.</summary>
internal static class LayerMatrix
{
    /// <summary>The most entries of a matrix: 256 MiB.</summary>
    private const long MostEntries = 1 << 25;

    public static AffineStage Of(Layer layer, Shape input, string place, string name)
    {
        if (layer is not (Dense or ElementwiseAffine or Convolution))
            throw new InvalidInputException(name, place, "no bound is known for this kind of layer", "remove it from both networks, and compare what enters it");
        int outputs = layer.OutputShape(input).Length;
        RequireSize(outputs, input.Length, place, name);
        return layer switch
        {
            Dense dense => new AffineStage(outputs, input.Length, Values(dense.Weights), dense.Bias is null ? new double[outputs] : Values(dense.Bias), rectified: false),
            ElementwiseAffine affine => OfElementwise(affine, input),
            _ => OfConvolution((Convolution)layer, input),
        };
    }

    /// <summary>Refuses a matrix that would not fit.</summary>
    public static void RequireSize(long outputs, long inputs, string place, string name)
    {
        if (outputs * inputs > MostEntries)
            throw new InvalidInputException(name, place, $"written as a matrix it has {outputs * inputs} entries", $"networks with layers of up to {MostEntries} can be compared");
    }

    private static double[] Values(Tensor tensor)
    {
        var values = new double[tensor.Length];
        tensor.CopyTo(values);
        return values;
    }

    private static AffineStage OfElementwise(ElementwiseAffine affine, Shape input)
    {
        int size = input.Length;
        int perChannel = input.Rank == 3 ? input[1] * input[2] : 1;
        double Factor(Tensor? tensor, int i, double absent) =>
            tensor is null ? absent : tensor.Length == 1 ? tensor[0] : tensor.Length == size ? tensor[i] : tensor[i / perChannel];
        var weights = new double[size * size];
        var bias = new double[size];
        for (int i = 0; i < size; i++)
        {
            weights[(i * size) + i] = Factor(affine.Scale, i, 1);
            bias[i] = Factor(affine.Shift, i, 0);
        }

        return new AffineStage(size, size, weights, bias, rectified: false);
    }

    private static AffineStage OfConvolution(Convolution convolution, Shape input)
    {
        Shape output = convolution.OutputShape(input);
        Shape kernel = convolution.Weights.Shape;
        int area = output[1] * output[2];
        int taps = kernel[1] * kernel[2] * kernel[3];
        var weights = new double[output.Length * input.Length];
        var bias = new double[output.Length];
        for (int channel = 0; channel < output[0]; channel++)
        {
            for (int at = 0; at < area; at++)
            {
                int row = (channel * area) + at;
                bias[row] = convolution.Bias is null ? 0 : convolution.Bias[channel];
                for (int tap = 0; tap < taps; tap++)
                {
                    int y = ((at / output[2]) * convolution.Window.StrideY) - convolution.Window.Top + (tap / kernel[3] % kernel[2]);
                    int x = ((at % output[2]) * convolution.Window.StrideX) - convolution.Window.Left + (tap % kernel[3]);
                    if (y < 0 || y >= input[1] || x < 0 || x >= input[2]) continue;
                    int from = (((tap / (kernel[2] * kernel[3])) * input[1]) + y) * input[2] + x;
                    weights[(row * input.Length) + from] = convolution.Weights[(channel * taps) + tap];
                }
            }
        }

        return new AffineStage(output.Length, input.Length, weights, bias, rectified: false);
    }
}
