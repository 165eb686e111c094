using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Tests.Graphs;

public sealed class WeightRoundingTests
{
    [Fact]
    public void Every_number_is_rounded_once_and_stored_as_float32()
    {
        // 2049 is a tie between 2048 and 2050, as 1 + 2⁻¹¹ is between 1 and 1 + 2⁻¹⁰; ties go to even.
        var dense = new Dense(new Tensor(new Shape(2, 2), [0.1, -1.0 / 3, 2049, 1 + Math.ScaleB(1, -11)]), new Tensor(new Shape(2), [1e-9, 65504]));
        var affine = new ElementwiseAffine(new Tensor(new Shape(1), [0.2]), null);
        var convolution = new Convolution(new Tensor(new Shape(1, 1, 1, 1), [0.3]), null, Window.Uniform(1, 0));
        var network = new Network(new Shape(1, 1, 2), affine, convolution, new Flatten(), new Relu(), dense);
        Network half = WeightRounding.Round(network, NumberType.Float16);
        double[] values = [
            .. half.Layers.SelectMany(layer => layer.Parameters).SelectMany(tensor => Enumerable.Range(0, tensor.Length).Select(i => tensor[i])),
        ];
        Assert.Equal([0.199951171875, 0.300048828125, 0.0999755859375, -0.333251953125, 2048, 1, 0, 65504], values);
        Assert.Equal(Precision.Single, half.Precision);
        Assert.Equal(network.Layers.Select(layer => layer.Kind), half.Layers.Select(layer => layer.Kind));
        Assert.Equal(0.1f, ((Dense)WeightRounding.Round(network, NumberType.Float32).Layers[4]).Weights[0]);
    }

    [Fact]
    public void A_weight_beyond_the_format_is_refused()
    {
        var network = new Network(new Shape(1), new Dense(new Tensor(new Shape(1, 1), [70000.0])));
        Assert.Contains(
            "layer 0 (dense)",
            Assert.Throws<InvalidInputException>(() => WeightRounding.Round(network, NumberType.Float16)).Message,
            StringComparison.Ordinal);
        Assert.Equal(70000, ((Dense)WeightRounding.Round(network, NumberType.Float32).Layers[0]).Weights[0]);
    }
}
