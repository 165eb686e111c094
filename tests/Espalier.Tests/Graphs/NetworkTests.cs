using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tests.Graphs;

public sealed class NetworkTests
{
    [Fact]
    public void Shapes_follow_the_layers()
    {
        var network = new Network(
            new Shape(1, 28, 28),
            new Convolution(new Tensor(new Shape(6, 1, 5, 5), new float[150]), null, Window.Uniform(1, 2)),
            new Relu(),
            new MaxPooling(2, 2, Window.Uniform(2, 0)),
            new Flatten(),
            new Dense(new Tensor(new Shape(10, 1176), new float[11760])));
        Assert.Equal(["1x28x28", "6x28x28", "6x28x28", "6x14x14", "1176", "10"], network.Shapes.Select(s => s.ToString()));
        Assert.Equal(150 + 11760, network.ParameterCount);
    }

    [Fact]
    public void A_mismatch_names_the_layer()
    {
        var dense = new Dense(new Tensor(new Shape(3, 4), new float[12]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Network(new Shape(4), dense, new Relu(), dense));
        Assert.Equal("layer 2: a dense layer with 4 inputs does not accept the shape 3", error.Message);
    }

    [Fact]
    public void Precision_is_that_of_the_widest_tensor()
    {
        var single = new Dense(new Tensor(new Shape(1, 1), new float[1]));
        var wide = new Dense(new Tensor(new Shape(1, 1), new double[1]));
        Assert.Equal(Precision.Single, new Network(new Shape(1), single).Precision);
        Assert.Equal(Precision.Double, new Network(new Shape(1), single, wide).Precision);
    }

    [Fact]
    public void The_first_number_that_is_not_finite_is_found()
    {
        var sound = new Dense(new Tensor(new Shape(2, 2), [1f, 2, 3, 4]));
        var odd = new Dense(new Tensor(new Shape(2, 2), [1.0, 2, 3, 4]), new Tensor(new Shape(2), [0, double.NegativeInfinity]));
        Assert.Null(new Network(new Shape(2), sound).FirstNonFinite());
        Assert.Equal((1, 1, double.NegativeInfinity), new Network(new Shape(2), sound, odd).FirstNonFinite());
    }

    [Fact]
    public void A_range_is_that_of_the_finite_values()
    {
        Tensor[] tensors = [new(new Shape(3), [1f, -2, float.NaN]), new(new Shape(2), [0.1, double.PositiveInfinity])];
        Assert.Equal(new WeightRange(-2, 1), WeightRange.Of(tensors));
        Assert.Null(WeightRange.Of([new Tensor(new Shape(1), [double.NaN])]));
        Assert.Null(WeightRange.Of([]));
    }

    [Fact]
    public void Extents_below_one_are_refused() => Assert.Throws<ArgumentException>(() => new Shape(3, 0));
}
