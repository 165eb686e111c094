using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Networks written by other programs.</summary>
public sealed class SampleNetworkTests
{
    public static TheoryData<string> Names => new(SampleFiles.Names);

    [Fact]
    public void Acas_xu_gives_the_known_answer()
    {
        Network network = OnnxFormat.Read(SampleFiles.Network("ACASXU_run2a_1_1_batch_2000.onnx"));
        double[] outputs = Outputs.Of(network, 0.1, -0.2, 0.3, 0.4, -0.5);
        double[] known = [-0.02232199, -0.01898006, -0.01907534, -0.01908456, -0.01914255];
        Assert.All(outputs.Zip(known), pair => Assert.Equal(pair.Second, pair.First, 1e-7));
    }

    [Theory]
    [
        InlineData(
            "ACASXU_run2a_1_1_batch_2000.onnx",
            "1x1x5",
            "5",
            13310,
            "affine flatten dense relu dense relu dense relu dense relu dense relu dense relu dense"),
    ]
    [InlineData("mnist-net_256x2.onnx", "784x1", "10", 269322, "flatten dense relu dense relu dense")]
    [InlineData("test_nano.onnx", "1", "1", 1, "dense relu")]
    [InlineData("test_small.onnx", "1", "1", 13, "dense relu dense relu dense")]
    [InlineData("test_tiny.onnx", "1", "1", 4, "dense relu dense")]
    public void Samples_have_the_layers_of_their_graphs(string name, string input, string output, long parameters, string kinds)
    {
        Network network = OnnxFormat.Read(SampleFiles.Network(name));
        Assert.Equal(input, network.InputShape.ToString());
        Assert.Equal(output, network.OutputShape.ToString());
        Assert.Equal(kinds, string.Join(' ', network.Layers.Select(layer => layer.Kind)));
        Assert.Equal(Precision.Single, network.Precision);
        Assert.Equal(parameters, network.ParameterCount);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_what_was_written_gives_the_same_layers(string name)
    {
        Network network = OnnxFormat.Read(SampleFiles.Network(name));
        using var stream = new MemoryStream();
        OnnxFormat.Write(network, stream);
        SampleNetworks.AssertSame(network, OnnxFormat.Read(stream.ToArray(), name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_and_its_bytes_read_alike(string name)
    {
        string path = SampleFiles.Network(name);
        SampleNetworks.AssertSame(OnnxFormat.Read(path), OnnxFormat.Read(File.ReadAllBytes(path), name));
    }

    [Fact]
    public void Dense_layers_hold_the_transposed_matrix_of_a_right_hand_product()
    {
        var network = OnnxFormat.Read(SampleFiles.Network("ACASXU_run2a_1_1_batch_2000.onnx"));
        Dense first = network.Layers.OfType<Dense>().First();
        Assert.Equal("50x5", first.Weights.Shape.ToString());
        Assert.Equal("50", first.Bias!.Shape.ToString());
    }
}
