using Espalier.Formats.Onnx;
using Espalier.Graphs;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>The same graphs in another program's eyes.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void What_is_written_passes_the_checker_and_computes_the_same()
    {
        var models = Enumerable.Range(0, 150).Select(ArbitraryNetworks.At).Select(network => (RoundTripTests.Bytes(network), network)).ToList();
        Assert.All(ReferenceEvaluation.Verdicts(models, isChecked: true), verdict => Assert.Equal("ok", verdict));
    }

    [Fact]
    public void What_is_read_computes_the_same()
    {
        var models = SeedModels.All().Select(graph => (graph.Bytes(), graph.Read())).ToList();
        models.AddRange(
            SampleFiles.Names.Select(name => File.ReadAllBytes(SampleFiles.Network(name)))
                .Select(bytes => (bytes, OnnxFormat.Read(bytes, "sample"))));
        Assert.All(ReferenceEvaluation.Verdicts(models, isChecked: false), verdict => Assert.Equal("ok", verdict));
    }

    [Fact]
    public void A_network_that_differs_is_noticed()
    {
        ModelBuilder graph = SeedModels.All()[0];
        Network other = SeedModels.All()[0].Change(m => m.Graph.Nodes[4].Operator = "Identity").Read();
        Assert.Contains("differ", ReferenceEvaluation.Verdicts([(graph.Bytes(), other)], isChecked: false)[0]);
    }
}
