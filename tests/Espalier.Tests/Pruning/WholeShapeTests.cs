using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Pruning;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Pruning;

/// <summary>A network that lost neurons, put back into the shape that it had.</summary>
public sealed class WholeShapeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_computes_the_same_in_the_shape_of_the_whole(bool refit)
    {
        var network = new Network(
            new Shape(1, 6, 6),
            new Convolution(Numbers(1, 6, 1, 3, 3), Numbers(2, 6), Window.Uniform(1, 1)),
            new Relu(),
            new MaxPooling(2, 2, Window.Uniform(2, 0)),
            new Flatten(),
            new Dense(Numbers(3, 10, 54), Numbers(4, 10)),
            new Relu(),
            new Dense(Numbers(5, 3, 10)));
        float[] values = [.. Enumerable.Range(0, 36 * 80).Select(i => (float)Math.Sin(i * 1.7))];
        var options = new StructuredOptions { Remove = 0.4, Refit = refit };
        Network pruned = StructuredPruning.Prune(network, options, new CalibrationSet(values, 80)).Network;
        Network back = WholeShape.Of(network, pruned)!;
        Assert.Equal(network.Shapes, back.Shapes);
        Assert.Equal(Outputs.InSingle(pruned, values), Outputs.InSingle(back, values), (a, b) => Math.Abs(a - b) <= 1e-5);
        if (!refit)
        {
            // Rows of the first layer are at their own places.
            WeightGrid first = network.Nodes[0].Operator.Grid!, found = back.Nodes[0].Operator.Grid!;
            int same = Enumerable.Range(0, 6).Count(
                row => Enumerable.Range(0, 9).All(i => first.Weights[(row * 9) + i] == found.Weights[(row * 9) + i]));
            Assert.Equal(pruned.Nodes[0].Operator.Grid!.Channels, same);
        }
    }

    [Fact]
    public void Residual_sums_come_back_too()
    {
        int restored = 0;
        for (int number = 0; number < 200; number++)
        {
            Network network = PrunableGraphs.At(number);
            Network pruned;
            try
            {
                pruned = StructuredPruning.Prune(network, new StructuredOptions { Remove = 0.3 }).Network;
            }
            catch (InvalidInputException)
            {
                continue;
            }

            if (WholeShape.Of(network, pruned) is not { } back) continue;
            restored++;
            float[] inputs = [.. Enumerable.Range(0, network.InputShape.Length * 3).Select(i => (float)Math.Sin(i + number))];
            Assert.Equal(network.Shapes, back.Shapes);
            float[] wanted = Outputs.InSingle(pruned, inputs), found = Outputs.InSingle(back, inputs);
            Assert.Equal(wanted, found, (a, b) => Math.Abs(a - b) <= 1e-4 * Math.Max(1, Math.Abs(a)));
        }

        Assert.True(restored > 20, $"{restored}");
    }

    [Fact]
    public void Other_networks_are_left_alone()
    {
        var network = new Network(new Shape(3), new Dense(Numbers(1, 4, 3)), new Relu(), new Dense(Numbers(2, 2, 4)));
        Assert.Null(WholeShape.Of(network, network));
        Assert.Null(WholeShape.Of(network, new Network(new Shape(3), new Dense(Numbers(1, 5, 3)), new Relu(), new Dense(Numbers(2, 2, 5)))));
        Assert.Null(WholeShape.Of(network, new Network(new Shape(3), new Dense(Numbers(1, 2, 3)))));
        Assert.Null(WholeShape.Of(network, new Network(new Shape(3), new Dense(Numbers(1, 2, 3)), new Softmax(false), new Dense(Numbers(2, 2, 2)))));
    }

    [Fact]
    public void A_certificate_is_nearer_side_by_side()
    {
        var network = new Network(new Shape(12), new Dense(Numbers(1, 20, 12)), new Relu(), new Dense(Numbers(2, 3, 20)));
        Network pruned = StructuredPruning.Prune(network, new StructuredOptions { Remove = 0.1 }).Network;
        Certificate Bound(Network other) => Certifier.Bound(
            new NetworkPair(network, other),
            new DifferenceQuestion(new BoxDomain([.. Enumerable.Repeat(0.0, 12)], [.. Enumerable.Repeat(1.0, 12)])),
            new CertifierOptions(null, 1e9),
            1);
        Certificate apart = Bound(pruned), beside = Bound(WholeShape.Of(network, pruned)!);
        Assert.True(beside.Upper < 0.8 * apart.Upper, $"{apart.Upper} and {beside.Upper}");
        Assert.True(beside.Upper >= apart.Lower);
    }

    private static Tensor Numbers(int first, params int[] extents)
    {
        var shape = new Shape(extents);
        return new Tensor(shape, [.. Enumerable.Range(0, shape.Length).Select(i => (float)Math.Sin(first + (1.3 * i) + (0.01 * i * i)))]);
    }
}
