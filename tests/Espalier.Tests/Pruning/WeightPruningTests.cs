using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Pruning;

namespace Espalier.Tests.Pruning;

public sealed class WeightPruningTests
{
    private static readonly Network Two = new(
        new Shape(4),
        new Dense(new Tensor(new Shape(2, 4), [1.0f, -2, 3, -4, 50, 60, 70, 80]), new Tensor(new Shape(2), [0.001f, 0.002f])),
        new Relu(),
        new Dense(new Tensor(new Shape(2, 2), [5.0f, 6, 7, 8])));

    [Theory]
    [InlineData(WeightScope.Global, new double[] { 0, 0, 0, 0, 50, 60, 70, 80 }, new double[] { 0, 0, 7, 8 })]
    [InlineData(WeightScope.Layer, new double[] { 0, 0, 0, 0, 50, 60, 70, 80 }, new double[] { 0, 0, 7, 8 })]
    [InlineData(WeightScope.Row, new double[] { 0, 0, 3, -4, 0, 0, 70, 80 }, new double[] { 0, 6, 0, 8 })]
    public void The_least_go_where_they_are_looked_for(WeightScope scope, double[] first, double[] second)
    {
        Network pruned = WeightPruning.Prune(Two, new WeightOptions { Remove = 0.5, Scope = scope });
        Assert.Equal(first, Values(pruned, 0));
        Assert.Equal(second, Values(pruned, 2));
        Assert.Equal(0.001f, pruned.Nodes[0].Operator.Grid!.Bias![0]);
    }

    [Fact]
    public void What_a_weight_meets_counts()
    {
        var inputs = new CalibrationSet(new float[] { 10, 0, 0, 0.1f, 10, 0, 0, 0.1f }, 2);
        Network pruned = WeightPruning.Prune(
            Two, new WeightOptions { Remove = 0.5, Scope = WeightScope.Row, Criterion = WeightCriterion.Activation }, inputs);
        Assert.Equal([1, 0, 0, -4, 50, 0, 0, 80], Values(pruned, 0));
    }

    [Fact]
    public void A_pattern_keeps_the_best_of_every_run()
    {
        Network pruned = WeightPruning.Prune(Two, new WeightOptions { Pattern = (2, 4) });
        Assert.Equal([0, 0, 3, -4, 0, 0, 70, 80], Values(pruned, 0));
        var kernels = new Network(new Shape(4, 3, 3), new Convolution(
            new Tensor(new Shape(2, 4, 3, 3), [.. Enumerable.Range(0, 72).Select(i => (float)Math.Sin(i + 1))]), null, new Window()));
        WeightGrid grid = WeightPruning.Prune(kernels, new WeightOptions { Pattern = (1, 2) }).Nodes[0].Operator.Grid!;
        for (int channel = 0; channel < 2; channel++)
            for (int place = 0; place < 9; place++)
                for (int first = 0; first < 4; first += 2)
                    Assert.Equal(1, Enumerable.Range(first, 2).Count(input => grid.Weights[grid.Index(channel, place, input)] != 0));
    }

    [Fact]
    public void Bad_use_is_named()
    {
        void Refused(string source, WeightOptions options, CalibrationSet? inputs = null) =>
            Assert.Equal(source, Assert.Throws<InvalidInputException>(() => WeightPruning.Prune(Two, options, inputs)).InputSource);
        Refused("remove", new WeightOptions { Remove = 1 });
        Refused("remove", new WeightOptions { Remove = 0.7 });
        Refused("pattern", new WeightOptions { Pattern = (4, 4) });
        Refused("calibration", new WeightOptions { Remove = 0.5, Criterion = WeightCriterion.Activation });
        Refused("calibration", new WeightOptions { Remove = 0.5, Criterion = WeightCriterion.Activation }, new CalibrationSet(new float[3], 1));
        Refused(
            "calibration",
            new WeightOptions { Remove = 0.5, Criterion = WeightCriterion.Activation },
            new CalibrationSet(new[] { float.NaN, 0, 0, 0 }, 1));
    }

    private static double[] Values(Network network, int node) => network.Nodes[node].Operator.Grid!.Weights.ToDoubles();
}
