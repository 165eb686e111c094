using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.OnnxRuntime;
using Espalier.Pruning;
using Espalier.Tests.Formats;
using Espalier.Tests.Formats.Onnx;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Pruning;

/// <summary>What is left computes what the whole network does when the columns that read removed channels are zero.</summary>
public sealed class CompactionTests
{
    private const int Graphs = 1000;

    [Fact]
    public void A_pruned_graph_is_the_graph_with_zero_columns()
    {
        int removals = 0, coupled = 0, followed = 0;
        for (int number = 0; number < Graphs; number++)
        {
            var dependencies = Dependencies.Of(PrunableGraphs.At(number));
            if (Chosen(dependencies, number) is not { } removed) continue;
            removals++;
            DependencyGroup[] touched = [.. dependencies.Groups.Where(group => group.Units.Any(unit => removed[unit]))];
            coupled += touched.Count(group => group.Makers.Length > 1);
            followed += touched.Count(group => group.Followers.Length > 0);
            RequireSame(dependencies, removed, number);
        }

        // The generator must reach what is tested: graphs, sums, and operators with numbers of each channel.
        Assert.True(removals > 900 && coupled > 150 && followed > 150, $"{removals} graphs, {coupled} coupled groups, {followed} followed");
    }

    [Fact]
    public void Graphs_of_all_operators_prune_too()
    {
        int removals = 0;
        for (int number = 0; number < 1200; number++)
        {
            var dependencies = Dependencies.Of(RandomGraphs.At(number));
            if (Chosen(dependencies, number) is not { } removed) continue;
            removals++;
            RequireSame(dependencies, removed, number);
        }

        Assert.True(removals >= 20, $"{removals}");
    }

    [Fact]
    [Slow]
    public void Another_engine_computes_the_same()
    {
        int compared = 0;
        for (int number = 0; number < Graphs; number++)
        {
            if (InSingle(number) is not { } pruned) continue;
            compared++;
            double[] inputs = Inputs(pruned, number);
            float[] ours = Outputs.InSingle(pruned, [.. inputs.Select(value => (float)value)]);
            using var engine = OnnxEngine.Of(RoundTripTests.Bytes(pruned), $"graph {number}");
            double[] theirs = engine.Run(inputs, 3).Values;
            double difference = ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max() / Math.Max(1, ours.Max(Math.Abs));
            Assert.True(difference <= 1e-4, $"graph {number} differs by {difference}");
        }

        Assert.True(compared > 900, $"{compared}");
    }

    [Fact]
    [Slow]
    public void The_reference_checker_accepts_the_files()
    {
        using var folder = new TemporaryFolder();
        Network[] pruned = [.. Enumerable.Range(0, 150).Select(InSingle).OfType<Network>()];
        for (int i = 0; i < pruned.Length; i++) File.WriteAllBytes(folder[$"{i}.onnx"], RoundTripTests.Bytes(pruned[i]));
        string[] verdicts = Python.Run("onnx", folder.Root, Script).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(pruned.Length, verdicts.Length);

        // An old checker does not know the newest version of the format, which some operators need.
        Assert.All(verdicts, verdict => Assert.True(verdict == "ok" || verdict.Contains("ir_version is higher", StringComparison.Ordinal), verdict));
        Assert.Contains("ok", verdicts);
    }

    private const string Script = """
        import glob, onnx
        for file in glob.glob('*.onnx'):
            try:
                onnx.checker.check_model(onnx.load(file), full_check=True)
                print('ok')
            except Exception as refusal:
                print(str(refusal).split('\n')[0])
        """;

    private static Network? InSingle(int number)
    {
        var dependencies = Dependencies.Of(WeightRounding.Round(PrunableGraphs.At(number), NumberType.Float32));
        return Chosen(dependencies, number) is { } removed ? Compaction.Of(dependencies, removed) : null;
    }

    [Fact]
    public void A_column_that_stays_would_be_noticed()
    {
        var network = new Network(new Shape(2), new Dense(Ones(3, 2)), new Relu(), new Dense(Ones(1, 3)));
        var dependencies = Dependencies.Of(network);
        bool[] removed = new bool[dependencies.Units];
        removed[dependencies.Groups[0].Units[1]] = true;
        double[] inputs = Inputs(network, 1);
        Assert.NotEqual(Outputs.Of(network, inputs), Outputs.Of(Compaction.Of(dependencies, removed), inputs));
    }

    /// <summary>About half of the channels that may go, so that something of every value is left; null where none may.</summary>
    private static bool[]? Chosen(Dependencies dependencies, int number)
    {
        if (!RemovalOrder.Free(dependencies).Any()) return null;
        double[] scores = UnitScores.Random(dependencies, (ulong)number + 1);
        foreach (double share in new[] { 0.5, 0.25, 0.1 })
        {
            try
            {
                RemovalScope scope = number % 2 == 0 ? RemovalScope.Global : RemovalScope.Layer;
                bool[] removed = RemovalOrder.Choose(dependencies, scores, new StructuredOptions { Remove = share, Scope = scope });
                if (removed.Contains(true)) return removed;
            }
            catch (InvalidInputException)
            {
                // Where most channels are the last of their value, less can go.
            }
        }

        return null;
    }

    private static void RequireSame(Dependencies dependencies, bool[] removed, int number)
    {
        Network pruned = Compaction.Of(dependencies, removed), zeroed = Zeroed(dependencies, removed);
        Assert.True(pruned.ParameterCount < dependencies.Network.ParameterCount);
        double[] inputs = Inputs(pruned, number), wanted = Outputs.Of(zeroed, inputs), found = Outputs.Of(pruned, inputs);
        double difference = wanted.Zip(found, (a, b) => Math.Abs(a - b)).Max() / Math.Max(1, wanted.Max(Math.Abs));
        Assert.True(difference <= 1e-12, $"graph {number} differs by {difference}");
    }

    /// <summary>The whole network, in float64, with zeros in every column of a grid that reads a removed channel.</summary>
    private static Network Zeroed(Dependencies dependencies, bool[] removed) => dependencies.Network.Map((made, node) =>
    {
        if (!dependencies.Begins(node) || dependencies.Values[dependencies.Network.Nodes[node].Reads[0]] is not { } read) return made;
        WeightGrid grid = made.Grid!;
        double[] weights = new double[grid.Weights.Length];
        grid.Weights.CopyTo(weights);
        for (int i = 0; i < grid.Inputs; i++)
            for (int channel = 0; channel < grid.Channels && removed[read.Units[i]]; channel++)
                for (int place = 0; place < grid.Places; place++) weights[grid.Index(channel, place, i)] = 0;
        return made.Form.WithWeights(new Tensor(grid.Weights.Shape, weights), grid.Bias);
    });

    private static double[] Inputs(Network network, int number) =>
        [.. Enumerable.Range(0, 3 * network.InputShape.Length).Select(i => Math.Sin((3 * i) + number + 1))];

    private static Tensor Ones(int rows, int columns) => new(new Shape(rows, columns), [.. Enumerable.Repeat(1.0, rows * columns)]);
}
