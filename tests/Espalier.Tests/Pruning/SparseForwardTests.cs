using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Pruning;
using Espalier.Pruning.Sparse;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Pruning;

/// <summary>Skipping zeros changes nothing but the order of sums.</summary>
public sealed class SparseForwardTests
{
    [Fact]
    public void Graphs_of_all_operators_compute_the_same()
    {
        int grids = 0;
        for (int number = 0; number < 1200; number += 2)
        {
            Network network = RandomGraphs.At(number);
            if (network.Nodes.All(node => node.Operator.Grid is null)) continue;
            Network sparse;
            try
            {
                sparse = WeightPruning.Prune(network, new WeightOptions { Remove = 0.4, Criterion = WeightCriterion.Random });
            }
            catch (InvalidInputException)
            {
                // A layer of few weights would lose all of them.
                continue;
            }

            grids++;
            RequireSame(sparse, null, count: 1 + (number % 3), number);
        }

        Assert.True(grids > 100, $"{grids}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(70)]
    [InlineData(130)]
    public void Any_number_of_vectors_fits(int count)
    {
        Tensor Numbers(int rows, int columns) =>
            new(new Shape(rows, columns), [.. Enumerable.Range(0, rows * columns).Select(i => (float)Math.Sin(i * 1.3))]);
        var network = new Network(
            new Shape(37),
            new Dense(Numbers(21, 37), new Tensor(new Shape(21), [.. Enumerable.Range(0, 21).Select(i => 0.1f * i)])),
            new Relu(),
            new Dense(Numbers(5, 21)));
        RequireSame(WeightPruning.Prune(network, new WeightOptions { Remove = 0.8 }), null, count, 1);
        RequireSame(WeightPruning.Prune(network, new WeightOptions { Pattern = (1, 4) }), (1, 4), count, 1);
    }

    [Fact]
    public void Bits_depend_neither_on_the_batch_nor_on_the_threads()
    {
        const int Count = 70;
        float[] weights = [.. Enumerable.Range(0, 22 * 37).Select(i => (float)Math.Sin(i * 1.3))];
        var whole = new Network(new Shape(37), new Dense(new Tensor(new Shape(22, 37), weights)));
        float[] inputs = [.. Enumerable.Range(0, Count * 37).Select(i => (float)Math.Sin(i))];
        foreach (WeightOptions options in (WeightOptions[])[new() { Remove = 0.6 }, new() { Pattern = (2, 4) }])
        {
            ForwardPass<float> pass = SparseForward.Of(WeightPruning.Prune(whole, options), options.Pattern);
            float[] together = new float[Count * 22], shared = new float[Count * 22], alone = new float[Count * 22];
            pass.Run(inputs, together, Count, 1, TestContext.Current.CancellationToken);
            pass.Run(inputs, shared, Count, 7, TestContext.Current.CancellationToken);
            for (int i = 0; i < Count; i++)
                pass.Run(inputs.AsSpan(i * 37, 37), alone.AsSpan(i * 22, 22), 1, 1, TestContext.Current.CancellationToken);
            Assert.Equal(together, shared);
            Assert.Equal(together, alone);
        }
    }

    [Fact]
    public void A_pattern_of_more_than_a_byte_tells_apart_is_refused()
    {
        float[] weights = new float[600];
        weights[300] = 1;
        var network = new Network(new Shape(600), new Dense(new Tensor(new Shape(1, 600), weights)));
        Assert.Throws<ArgumentException>(() => SparseForward.Of(network, (1, 512)));
    }

    [Fact]
    public void Strides_dilation_padding_and_groups_with_a_pattern()
    {
        for (int number = 0; number < 24; number++)
        {
            int stride = 1 + (number % 3), dilation = 1 + (number / 3 % 2), groups = number % 4 == 0 ? 2 : 1;
            float[] weights = [.. Enumerable.Range(0, 6 * 8 / groups * 6).Select(i => (float)Math.Sin(i + number))];
            var kernels = new Tensor(new Shape(6, 8 / groups, 3, 2), weights);
            var window = new Window(stride, 1 + (number % 2), 1, 0, 2, 1, dilation, dilation);
            var network = new Network(new Shape(8, 11, 9), new Convolution(kernels, null, window, groups), new Relu());
            RequireSame(WeightPruning.Prune(network, new WeightOptions { Pattern = (2, 4) }), (2, 4), count: 3, number);
            RequireSame(WeightPruning.Prune(network, new WeightOptions { Remove = 0.7 }), null, count: 3, number);
        }
    }

    [Fact]
    public void Patterns_are_recognised()
    {
        Network network = PrunableGraphs.At(1);
        Assert.Null(SparsePattern.Of(network));
        Assert.Equal((2, 4), SparsePattern.Of(WeightPruning.Prune(network, new WeightOptions { Pattern = (2, 4) })));
        Assert.Equal((1, 4), SparsePattern.Of(WeightPruning.Prune(network, new WeightOptions { Pattern = (1, 4) })));
    }

    private static void RequireSame(Network network, (int Kept, int Of)? pattern, int count, int number)
    {
        float[] inputs = [.. Enumerable.Range(0, count * network.InputShape.Length).Select(i => (float)Math.Sin((3 * i) + number + 1))];
        float[] wanted = new float[count * network.OutputShape.Length], found = new float[wanted.Length];
        new ForwardPass<float>(network).Run(inputs, wanted, count, 1, TestContext.Current.CancellationToken);
        SparseForward.Of(network, pattern).Run(inputs, found, count, 1, TestContext.Current.CancellationToken);
        double difference = wanted.Zip(found, (a, b) => Math.Abs(a - b)).Max() / Math.Max(1, wanted.Max(Math.Abs));
        Assert.True(difference <= 1e-5, $"graph {number} differs by {difference}");
    }
}
