using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Certificates.Chains;

/// <summary>An affine layer written out as a matrix.</summary>
internal static class LayerMatrix
{
    /// <summary>The most entries of a matrix: 256 MiB.</summary>
    private const long MostEntries = 1 << 25;

    public static AffineStage Of(Operator layer, Shape input, string place, string name)
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
        var weights = new double[size * size];
        var bias = new double[size];
        for (int i = 0; i < size; i++)
        {
            weights[(i * size) + i] = affine.ScaleAt(i, size);
            bias[i] = affine.ShiftAt(i, size);
        }

        return new AffineStage(size, size, weights, bias, rectified: false);
    }

    private static AffineStage OfConvolution(Convolution convolution, Shape input)
    {
        Shape output = convolution.OutputShape(input);
        int area = output[1] * output[2];
        var weights = new double[output.Length * input.Length];
        var bias = new double[output.Length];
        foreach ((int from, int to, int weight) in Taps.Of(convolution, input)) weights[(to * input.Length) + from] = convolution.Weights[weight];
        for (int i = 0; i < bias.Length; i++) bias[i] = convolution.Bias is null ? 0 : convolution.Bias[i / area];
        return new AffineStage(output.Length, input.Length, weights, bias, rectified: false);
    }
}
