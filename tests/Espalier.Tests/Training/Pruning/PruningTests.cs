using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.Tickets;
using Espalier.Training.DataSets;
using Espalier.Training.Pruning;

namespace Espalier.Tests.Training.Pruning;

public sealed class PruningTests
{
    [Fact]
    public void The_largest_magnitudes_stay_where_they_are()
    {
        Network network = Targets.Dense(3, true, 6, 5, 4);
        double[] all = [.. Weights(network).Select(Math.Abs).OrderDescending()];
        for (int kept = 0; kept <= 50; kept++)
        {
            double[] pruned = Weights(MagnitudePruning.Prune(network, kept));
            Assert.Equal(kept, pruned.Count(weight => weight != 0));
            Assert.All(pruned.Zip(Weights(network)), pair => Assert.True(pair.First == pair.Second || pair.First == 0));
            Assert.Equal(all.Take(kept), pruned.Where(weight => weight != 0).Select(Math.Abs).OrderDescending());
        }

        Assert.Same(network, MagnitudePruning.Prune(network, 51));
    }

    [Fact]
    public void Of_equal_magnitudes_the_earlier_ones_stay()
    {
        var network = new Network(new Shape(3), new Dense(new Tensor(new Shape(2, 3), [1f, -1f, 2f, 1f, 0.5f, -1f])));
        Assert.Equal([1, -1, 2, 0, 0, 0], Weights(MagnitudePruning.Prune(network, 3)));
        Assert.Equal([1, 0, 2, 0, 0, 0], Weights(MagnitudePruning.Prune(network, 2)));
    }

    [Fact]
    public void Units_that_contribute_nothing_go_first_and_change_nothing()
    {
        // Of 6 hidden units, three are read with weight 0, dead behind their bias, or both.
        var first = new float[6 * 784];
        Array.Fill(first, 0.01f);
        var reading = new float[] { 1, 0, 2, 0, -1, 3, -1, 0, 1, 0, 2, 1 };
        var bias = new Tensor(new Shape(6), [0f, 0f, 0f, 0f, 0f, -1e6f]);
        var network = new Network(
            new Shape(784), new Dense(new Tensor(new Shape(6, 784), first), bias), new Relu(), new Dense(new Tensor(new Shape(2, 6), reading)));
        LabelledImages images = Glyphs.Make(1, training: true, 20, threads: 1);
        Network? pruned = NeuronPruning.Prune(network, (3 * 784) + 6, images, threads: 1);
        Assert.NotNull(pruned);
        Assert.Equal(
            [new Shape(3, 784), new Shape(3), new Shape(2, 3)], pruned.Layers.SelectMany(layer => layer.Parameters).Select(tensor => tensor.Shape));
        var pixels = new double[20 * 784];
        images.Fill(0, pixels);
        var wanted = new double[40];
        var got = new double[40];
        Forward.Run(network, pixels, wanted, 20, 1);
        Forward.Run(pruned, pixels, got, 20, 1);
        Assert.Equal(wanted, got);
    }

    [Theory]
    [InlineData(786 * 4, 4)]
    [InlineData((786 * 4) - 1, 3)]
    [InlineData(786, 1)]
    [InlineData(785, null)]
    [InlineData(100_000, 6)]
    public void It_keeps_as_many_units_as_fit(int kept, int? units)
    {
        var network = Targets.Dense(5, false, 784, 6, 2);
        LabelledImages images = Glyphs.Make(1, training: true, 5, threads: 1);
        Network? pruned = NeuronPruning.Prune(network, kept, images, threads: 1);
        Assert.Equal(units, pruned?.Layers.OfType<Dense>().First().Outputs);
    }

    [Fact]
    public void Several_hidden_layers_shrink_together()
    {
        var network = Targets.Dense(5, true, 784, 40, 20, 10);
        LabelledImages images = Glyphs.Make(1, training: true, 30, threads: 1);
        Network? pruned = NeuronPruning.Prune(network, 784 * 21, images, threads: 2);
        Assert.Equal([20, 10, 10], pruned!.Layers.OfType<Dense>().Select(layer => layer.Outputs));
        Network? again = NeuronPruning.Prune(network, 784 * 21, images, threads: 1);
        Assert.Equal(Weights(pruned), Weights(again!));
    }

    private static double[] Weights(Network network) =>
        [.. network.Layers.OfType<Dense>().SelectMany(layer => Enumerable.Range(0, layer.Weights.Length).Select(i => layer.Weights[i]))];
}
