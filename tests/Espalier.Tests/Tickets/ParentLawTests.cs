using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tickets;
using Espalier.Tickets.Drawing;

namespace Espalier.Tests.Tickets;

public sealed class ParentLawTests
{
    [Theory]
    [InlineData(0, Construction.Relu, 1)]
    [InlineData(1, Construction.Relu, 1)]
    [InlineData(-1, Construction.Linear, 1)]
    [InlineData(1.0001, Construction.Relu, 2)]
    [InlineData(-4, Construction.Relu, 2)]
    [InlineData(-4, Construction.Single, 2)]
    [InlineData(-4, Construction.Linear, 4)]
    [InlineData(20, Construction.Relu, 5)]
    [InlineData(1e300, Construction.Relu, 1048576)]
    public void One_candidate_can_be_as_large_as_every_weight(double largest, Construction construction, float half)
    {
        var target = new Network(new Shape(2), new Dense(new Tensor(new Shape(1, 2), [largest, 0.25])));
        Assert.Equal(new UniformDistribution(-half, half), ParentLaw.For(target, construction));
    }

    [Fact]
    public void Biases_count_and_layers_that_are_carried_do_not()
    {
        var dense = new Dense(new Tensor(new Shape(1, 1), [0.5]), new Tensor(new Shape(1), [-3.0]));
        var scaled = new ElementwiseAffine(new Tensor(new Shape(1), [100.0]), null);
        Assert.Equal(new UniformDistribution(-2, 2), ParentLaw.For(new Network(new Shape(1), scaled, dense), Construction.Relu));
    }
}
