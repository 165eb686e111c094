using Espalier.Formats.Architectures;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.OnnxRuntime;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Every operator against ONNX Runtime, over random graphs in both precisions.</summary>
public sealed class OracleTests
{
    private const int Graphs = 1200;

    [Fact]
    [Slow]
    public void What_is_written_computes_the_same_in_another_engine()
    {
        var compared = new HashSet<string>();
        for (int number = 0; number < Graphs; number++)
        {
            Network network = RandomGraphs.At(number);
            if (Difference(network, RoundTripTests.Bytes(network), number) is not { } difference) continue;
            // In float64 too the other engine keeps parts in float32: the constants of GELU, the statistics of LayerNorm (stash type).
            Assert.True(
                difference <= (network.Precision == Precision.Single ? 1e-5 : 1e-6),
                $"graph {number} differs by {difference}: {Architecture.Of(network)}");
            compared.UnionWith(network.Nodes.Select(node => $"{node.Operator.Kind} {network.Precision}"));
        }

        // In float32 nothing is missing; in float64 the other engine has no kernels for some.
        string[] kinds = [
            .. Enumerable.Range(0, Graphs).SelectMany(number => RandomGraphs.At(number).Nodes).Select(node => node.Operator.Kind).Distinct(),
        ];
        Assert.DoesNotContain(kinds, kind => !compared.Contains($"{kind} Single"));
        Assert.True(kinds.Count(kind => compared.Contains($"{kind} Double")) > 20, string.Join(", ", compared.Order()));
    }

    /// <summary>So a new operator must join the random graphs, and with them its text, both ways of ONNX and its bounds are tested.</summary>
    [Fact]
    public void Every_operator_is_among_the_graphs()
    {
        IEnumerable<Type> kinds = typeof(Operator).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Operator)) && !type.IsAbstract);
        IEnumerable<Node> nodes = Enumerable.Range(0, Graphs).SelectMany(number => RandomGraphs.At(number).Nodes);
        Assert.Empty(kinds.Except(nodes.Select(node => node.Operator.GetType())));
    }

    [Fact]
    public void A_graph_that_differs_is_noticed()
    {
        var network = new Network(new Shape(3), new Activation(ActivationFunction.Gelu));
        var other = new Network(new Shape(3), new Activation(ActivationFunction.GeluTanh));
        Assert.True(Difference(network, RoundTripTests.Bytes(network), 1) < 1e-6);
        Assert.True(Difference(network, RoundTripTests.Bytes(other), 1) > 1e-5);
    }

    [Fact]
    public void What_is_written_is_read_to_the_same_bits()
    {
        for (int number = 0; number < Graphs; number++)
        {
            Network network = RandomGraphs.At(number);
            Network read = OnnxFormat.Read(RoundTripTests.Bytes(network), "graph");
            double[] inputs = Inputs(network, number, 2);
            Assert.True(
                Outputs.Of(network, inputs).SequenceEqual(Outputs.Of(read, inputs)),
                $"graph {number}:\n{Architecture.Of(network)}\n{Architecture.Of(read)}");
        }
    }

    [Fact]
    public void The_text_of_every_operator_is_read_to_the_same_operator()
    {
        for (int number = 0; number < Graphs; number++)
        {
            Architecture architecture = Architecture.Of(RandomGraphs.At(number));
            Assert.Equal(architecture, Architecture.Parse(architecture.Format()));
        }
    }

    /// <summary>The largest difference of two samples, relative to the largest output; null where the other engine lacks a kernel.</summary>
    private static double? Difference(Network network, byte[] model, int number)
    {
        double[] inputs = Inputs(network, number, 2);
        double[] ours = network.Precision == Precision.Single
            ? [.. Outputs.InSingle(network, [.. inputs.Select(value => (float)value)]).Select(value => (double)value)]
            : Outputs.Of(network, inputs);
        try
        {
            using var engine = OnnxEngine.Of(model, $"graph {number}");
            double[] theirs = engine.Run(inputs, 2).Values;
            return ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max() / Math.Max(1, ours.Max(Math.Abs));
        }
        catch (InvalidInputException missing) when (
            network.Precision == Precision.Double
            && (missing.Message.Contains("NotImplemented", StringComparison.Ordinal)
                || missing.Message.Contains("relu_clip_fusion", StringComparison.Ordinal)))
        {
            return null;
        }
    }

    private static double[] Inputs(Network network, int number, int count) =>
        [.. Enumerable.Range(0, count * network.InputShape.Length).Select(i => (double)(float)Math.Sin((3 * i) + number + 1))];
}
