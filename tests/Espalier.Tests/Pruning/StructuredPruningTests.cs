using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Pruning;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Pruning;

/// <summary>Criteria, merging and refits on networks whose best answer is known.</summary>
public sealed class StructuredPruningTests
{
    private const int Count = 200;

    [Fact]
    public void Magnitude_removes_the_least_rows()
    {
        var network = new Network(new Shape(2), Map([1, 0, 0.1, 0.1, 0, 3], 2), new Relu(), Map([1, 1, 1], 3));
        Network pruned = StructuredPruning.Prune(network, new StructuredOptions { Remove = 0.34, Criterion = UnitCriterion.L1 }).Network;
        Assert.Equal([1, 0, 0, 3], Values(pruned.Nodes[0].Operator.Grid!.Weights));
    }

    [Fact]
    public void Activity_keeps_what_is_handed_on()
    {
        // The second unit has large weights and fires never: its bias keeps it below 0.
        var network = new Network(
            new Shape(1), new Dense(Numbers([1, 9], 2, 1), Numbers([0, -100], 2)), new Relu(), Map([1, 1], 2));
        Network pruned = StructuredPruning.Prune(
            network, new StructuredOptions { Remove = 0.5, Criterion = UnitCriterion.Activation }, Calibration(network)).Network;
        Assert.Equal([1], Values(pruned.Nodes[0].Operator.Grid!.Weights));
    }

    [Fact]
    public void Twins_are_merged_without_any_loss()
    {
        var network = new Network(new Shape(2), Map([1, 2, 2, 4, -1, 1], 2), new Relu(), Map([1, 10, 5], 3));
        Network pruned = StructuredPruning.Prune(
            network, new StructuredOptions { Remove = 0.34, Criterion = UnitCriterion.Similarity }, Calibration(network)).Network;
        Assert.Equal(2, pruned.Nodes[0].Operator.Grid!.Channels);
        Assert.True(Error(network, pruned) < 1e-6);
    }

    [Fact]
    public void Channels_are_merged_where_a_flattened_image_is_read()
    {
        float[] kernels = [.. Enumerable.Range(0, 27).Select(i => (float)Math.Sin(i))];
        for (int i = 0; i < 9; i++) kernels[9 + i] = 3 * kernels[i];
        var network = new Network(
            new Shape(1, 5, 5),
            new Convolution(new Tensor(new Shape(3, 1, 3, 3), kernels), null, Window.Uniform(1, 1)),
            new Relu(),
            new Flatten(),
            Map([.. Enumerable.Range(0, 150).Select(i => Math.Cos(i))], 75));
        Network pruned = StructuredPruning.Prune(
            network, new StructuredOptions { Remove = 0.34, Criterion = UnitCriterion.Similarity }, Calibration(network)).Network;
        Assert.True(pruned.ParameterCount < network.ParameterCount);
        Assert.True(Error(network, pruned) < 1e-5);
    }

    [Theory]
    [InlineData(RemovalMeasure.Neurons, RemovalScope.Layer)]
    [InlineData(RemovalMeasure.Parameters, RemovalScope.Global)]
    public void Multiples_are_left_and_no_less_goes(RemovalMeasure measure, RemovalScope scope)
    {
        var network = new Network(
            new Shape(5), Rows(24, 5), new Relu(), Rows(6, 24), new Relu(), Rows(18, 6), new Relu(), Rows(3, 18));
        var options = new StructuredOptions { Remove = 0.3, Measure = measure, Scope = scope, Multiple = 8 };
        StructuredResult pruned = StructuredPruning.Prune(network, options);
        int[] left = [.. pruned.Dependencies.Groups.Where(group => group.HeldBy is null).Select((group, i) => group.Channels - pruned.Removed[i])];
        Assert.All(left.Zip([24, 6, 18]), each => Assert.True(each.First == each.Second || each.First % 8 == 0, string.Join(' ', left)));
        double gone = measure == RemovalMeasure.Neurons
            ? pruned.Removed.Sum() / 48.0
            : 1 - ((double)pruned.Network.ParameterCount / network.ParameterCount);
        Assert.InRange(gone, 0.3, 0.7);
        Assert.Contains(
            "multiple of 8",
            Assert.Throws<InvalidInputException>(() => StructuredPruning.Prune(network, options with { Remove = 0.9 })).Message,
            StringComparison.Ordinal);

        Dense Rows(int rows, int columns) => Map([.. Enumerable.Range(0, rows * columns).Select(i => Math.Sin((i * i) + 1.0))], columns);
    }

    [Fact]
    public void A_refit_finds_what_is_still_possible()
    {
        // The third unit is the sum of the first two wherever it fires; without it the next layer can say the same.
        var network = new Network(
            new Shape(2), Map([1, 0, 0, 1, 1, 1], 2), new Relu(), Map([0.1, 0.1, 1], 3));
        CalibrationSet positive = Calibration(network, value => Math.Abs(value));
        var options = new StructuredOptions { Remove = 0.34, Criterion = UnitCriterion.Random, Seed = SeedThatRemoves(network, 2) };
        Network plain = StructuredPruning.Prune(network, options, positive).Network;
        Network refitted = StructuredPruning.Prune(network, options with { Refit = true, Ridge = 1e-9 }, positive).Network;
        Assert.True(Error(network, plain, Math.Abs) > 0.5);
        Assert.True(Error(network, refitted, Math.Abs) < 1e-4);
    }

    [Fact]
    public void A_refit_is_the_least_squares_that_a_plain_computation_finds()
    {
        var network = new Network(
            new Shape(3),
            new Dense(
                Numbers([.. Enumerable.Range(1, 18).Select(i => Math.Sin(i))], 6, 3),
                Numbers([.. Enumerable.Range(0, 6).Select(i => Math.Cos(i))], 6)),
            new Relu(),
            new Dense(Numbers([.. Enumerable.Range(0, 12).Select(i => Math.Cos(3 * i))], 2, 6), Numbers([0.5, -0.5], 2)));
        CalibrationSet inputs = Calibration(network);
        var options = new StructuredOptions { Remove = 0.5, Criterion = UnitCriterion.L2 };
        Network plain = StructuredPruning.Prune(network, options).Network;
        Network refitted = StructuredPruning.Prune(network, options with { Refit = true, Ridge = 1e-12 }, inputs).Network;
        double best = SquaredError(network, refitted, inputs);
        Assert.True(best < SquaredError(network, plain, inputs));

        // No step from there makes it less: the gradient is 0 and the problem convex.
        WeightGrid grid = refitted.Nodes[2].Operator.Grid!;
        for (int i = 0; i < grid.Weights.Length; i++)
        {
            foreach (float step in new[] { -1e-2f, 1e-2f })
            {
                var weights = new float[grid.Weights.Length];
                grid.Weights.CopyTo(weights);
                weights[i] += step;
                var stepped = new Tensor(grid.Weights.Shape, weights);
                Network moved = refitted.Map((made, node) => node == 2 ? made.Form.WithWeights(stepped, grid.Bias) : made);
                Assert.True(SquaredError(network, moved, inputs) >= best);
            }
        }
    }

    [Slow]
    [Fact]
    public void A_refit_with_normalisations_sums_and_groups_helps_on_other_inputs()
    {
        static double Other(double value) => 0.9 * Math.Sin(7 * value);
        int helped = 0, tried = 0;
        for (int number = 0; number < 60; number++)
        {
            Network network = PrunableGraphs.At(number);
            CalibrationSet inputs = Calibration(network);
            var options = new StructuredOptions { Remove = 0.25, Measure = RemovalMeasure.Neurons };
            StructuredResult plain;
            try
            {
                plain = StructuredPruning.Prune(network, options);
            }
            catch (InvalidInputException)
            {
                continue;
            }

            StructuredResult refitted = StructuredPruning.Prune(network, options with { Refit = true, Ridge = 1e-3 }, inputs);
            Assert.Equal(plain.Removed, refitted.Removed);
            if (plain.Removed.Sum() == 0) continue;
            tried++;
            if (Error(network, refitted.Network, Other) < Error(network, plain.Network, Other)) helped++;
        }

        // The inputs have another law than those of the refit: 45 of 60 were measured.
        Assert.True(tried > 30 && helped > 0.7 * tried, $"{helped} of {tried}");
    }

    [Theory]
    [InlineData(RemovalMeasure.Parameters)]
    [InlineData(RemovalMeasure.MultiplyAdds)]
    public void A_share_of_cost_is_reached_and_hardly_passed(RemovalMeasure measure)
    {
        int pruned = 0, near = 0;
        for (int number = 0; number < 40; number++)
        {
            Network network = PrunableGraphs.At(number);
            double Cost(Network of) => measure == RemovalMeasure.Parameters ? of.ParameterCount : NetworkCost.MultiplyAdds(of);
            try
            {
                var options = new StructuredOptions { Remove = 0.1, Measure = measure, Scope = RemovalScope.Global };
                double left = Cost(StructuredPruning.Prune(network, options).Network) / Cost(network);
                Assert.True(left <= 0.9, $"graph {number}: {left}");
                pruned++;
                if (left > 0.8) near++;
            }
            catch (InvalidInputException refusal)
            {
                Assert.Equal("remove", refusal.InputSource);
            }
        }

        // One channel of these small graphs may be much of the cost.
        Assert.True(pruned > 30 && near > pruned / 2, $"{pruned} graphs pruned, {near} of them by little more than a tenth");
    }

    [Fact]
    public void Bad_use_is_named()
    {
        var network = new Network(new Shape(2), Map([1, 2, 2, 4, -1, 1], 2), new Relu(), Map([1, 10, 5], 3));
        void Refused(string source, StructuredOptions options, CalibrationSet? inputs = null) => Assert.Equal(
            source, Assert.Throws<InvalidInputException>(() => StructuredPruning.Prune(network, options, inputs)).InputSource);
        Refused("remove", new StructuredOptions { Remove = 1 });
        Refused("remove", new StructuredOptions { Remove = 0.9 });
        Refused("calibration", new StructuredOptions { Remove = 0.5, Refit = true });
        Refused("calibration", new StructuredOptions { Remove = 0.5, Refit = true }, new CalibrationSet(new float[3], 1));
        var odd = new CalibrationSet(new[] { float.NaN, 1 }, 1);
        Refused("calibration", new StructuredOptions { Remove = 0.5, Refit = true }, odd);
        Refused("calibration", new StructuredOptions { Remove = 0.5, Criterion = UnitCriterion.Activation }, odd);
        Refused("calibration", new StructuredOptions { Remove = 0.5, Criterion = UnitCriterion.Similarity }, odd);
        Refused("data", new StructuredOptions { Remove = 0.5, Criterion = UnitCriterion.Taylor });
        Refused("ridge", new StructuredOptions { Remove = 0.5, Ridge = 0 });
    }

    private static ulong SeedThatRemoves(Network network, int output)
    {
        for (ulong seed = 1; ; seed++)
        {
            var dependencies = Dependencies.Of(network);
            double[] scores = UnitScores.Random(dependencies, seed);
            if (dependencies.Groups[0].Units.MinBy(unit => scores[unit]) == dependencies.Groups[0].Units[output]) return seed;
        }
    }

    private static double SquaredError(Network whole, Network pruned, CalibrationSet inputs)
    {
        double[] values = [.. inputs.Values.ToArray().Select(value => (double)value)];
        return Outputs.Of(whole, values).Zip(Outputs.Of(pruned, values), (a, b) => (a - b) * (a - b)).Sum();
    }

    private static double Error(Network whole, Network pruned, Func<double, double>? map = null)
    {
        double[] values = [.. Calibration(whole, map).Values.ToArray().Select(value => (double)value)], wanted = Outputs.Of(whole, values);
        return Math.Sqrt(wanted.Zip(Outputs.Of(pruned, values), (a, b) => (a - b) * (a - b)).Sum() / wanted.Sum(a => a * a));
    }

    private static CalibrationSet Calibration(Network network, Func<double, double>? map = null)
    {
        IEnumerable<double> values = Enumerable.Range(0, Count * network.InputShape.Length).Select(i => Math.Sin((i * 2.3) + (i % 7)));
        return new CalibrationSet((float[])[.. values.Select(value => (float)(map is null ? value : map(value)))], Count);
    }

    private static Dense Map(double[] weights, int inputs) => new(Numbers(weights, weights.Length / inputs, inputs));

    private static Tensor Numbers(double[] values, params int[] extents) => new(new Shape(extents), [.. values.Select(value => (float)value)]);

    private static double[] Values(Tensor tensor) => [.. Enumerable.Range(0, tensor.Length).Select(i => Math.Round(tensor[i], 5))];
}
