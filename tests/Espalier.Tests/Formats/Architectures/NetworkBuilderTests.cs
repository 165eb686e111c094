using Espalier.Formats;
using Espalier.Formats.Architectures;
using Espalier.Graphs;

namespace Espalier.Tests.Formats.Architectures;

public sealed class NetworkBuilderTests
{
    [Theory]
    [InlineData("fc1.weight:3x5 fc1.bias:3 fc2.weight:2x3 fc2.bias:2", "5: dense, relu, dense", "3x5+3 2x3+2")]
    [InlineData("fc1.bias:3 fc1.weight:3x5 fc2.weight:2x3", "5: dense, relu, dense", "3x5+3 2x3")]
    [InlineData("fc1.weight:3x5 fc2.weight:3x3 fc2.bias:3 fc3.weight:3x3", "5: dense, relu, dense, relu, dense", "3x5 3x3+3 3x3")]
    [InlineData("W1:3x5 W2:2x3 b1:3 b2:2", "5: dense, relu, dense", "3x5+3 2x3+2")]
    [InlineData("arr_0:3x5 arr_1:3 arr_2:2x3", "5: dense, relu, dense", "3x5+3 2x3")]
    [InlineData("w:2x3", "3: dense", "2x3")]
    [
        InlineData(
            "conv1.weight:6x1x5x5 conv2.weight:16x6x5x5 fc1.weight:120x400 fc2.weight:84x120 fc3.weight:10x84",
            "1x28x28: conv pad 2, relu, maxpool 2, conv, relu, maxpool 2, flatten, dense, relu, dense, relu, dense",
            "6x1x5x5 16x6x5x5 120x400 84x120 10x84"),
    ]
    public void Stated_architectures_find_their_tensors(string shapes, string architecture, string layers)
    {
        NamedTensors tensors = SampleNetworks.Named(shapes);
        Network network = Architecture.Parse(architecture).Build(tensors, "x.pt");
        Assert.Equal(architecture, Architecture.Of(network).Format());
        Assert.Equal(
            layers,
            string.Join(
                ' ',
                network.Layers.Select(layer => string.Join('+', layer.Parameters.Select(p => p.Shape.ToString()))).Where(text => text.Length > 0)));
    }

    [Theory]
    [InlineData(
        "conv1.weight:6x1x5x5 conv2.weight:16x6x5x5 fc1.weight:120x400 fc2.weight:84x120 fc3.weight:10x84",
        "1x28x28: conv pad 2, relu, maxpool 2, conv, relu, maxpool 2, flatten, dense, relu, dense, relu, dense")]
    [InlineData("fc1.weight:500x784 fc2.weight:10x500", "784: dense, relu, dense")]
    public void Published_networks_are_known_by_their_shapes_and_noted(string shapes, string architecture)
    {
        Assert.Equal(architecture, Architecture.Infer(SampleNetworks.Named(shapes), "x.pt", out string? note).Format());
        Assert.Contains("is read as", note);

        // With biases it is another network: nothing tells its activations.
        Assert.Throws<InvalidInputException>(() => Architecture.Infer(SampleNetworks.Named(shapes + " fc2.bias:10"), "x.pt", out note));
    }

    [Theory]
    [InlineData("w:2x3", "`architecture` \"3: dense\"")]
    [InlineData("fc1.weight:3x5 fc1.bias:3 fc2.weight:2x3", "`architecture` \"5: dense, relu, dense\"")]
    [
        InlineData(
            "c1.weight:4x3x3x3 n.weight:4 n.bias:4 n.running_mean:4 n.running_var:4 a.weight:4 fc.weight:10x64 l.weight:10 l.bias:10",
            "`architecture` \"3xHEIGHTxWIDTH: conv, batchnorm, prelu, flatten, dense, layernorm\""),
    ]
    [InlineData("c1.weight:4x3x3", "`architecture` \"3xWIDTH: conv\"")]
    [InlineData("fc1.weight:3x5 fc2.weight:2x4", "`architecture` \"5: dense, relu, dense\"")]
    [
        InlineData(
            "c1.weight:4x3x3x3 c1.bias:4 c2.weight:8x4x3x3 fc.weight:10x200",
            "`architecture` \"3xHEIGHTxWIDTH: conv, relu, conv, relu, flatten, dense\""),
    ]
    public void Other_shapes_ask_for_an_architecture_with_an_example(string shapes, string example)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Architecture.Infer(SampleNetworks.Named(shapes), "x.pt"));
        Assert.Contains("it holds weights and not what is computed with them", error.Problem);
        Assert.Contains(example, error.Remedy);
    }

    [Theory]
    [
        InlineData(
            "fc1.weight:3x5 fc2.weight:2x4",
            "5: dense, relu, dense",
            "layer 2 (dense), tensor 'fc2.weight': a dense layer with 4 inputs does not accept the shape 3"),
    ]
    [InlineData("fc1.weight:3x5", "7: dense", "layer 0 (dense), tensor 'fc1.weight': a dense layer with 5 inputs does not accept the shape 7")]
    [InlineData("fc1.weight:3x5 fc1.bias:4", "5: dense", "layer 0 (dense), tensor 'fc1.weight': a bias of shape 4 does not fit")]
    [
        InlineData(
            "fc1.weight:3x5", "1x9x9: conv, relu", "layer 0 (conv), tensor 'fc1.weight': convolution weights need three or four extents, not 3x5"),
    ]
    [InlineData("c.weight:4x1x3x3", "9: dense", "layer 0 (dense), tensor 'c.weight': dense weights need two extents, not 4x1x3x3")]
    [InlineData("fc1.weight:3x5", "5: dense, relu, dense", "layer 2 (dense): no weights are left for it")]
    [InlineData("fc1.weight:3x5 fc2.weight:2x3", "5: dense", "tensor 'fc2.weight' of shape 2x3: it is left over after the last layer")]
    [InlineData("fc1.weight:3x5 0.scale:3", "5: dense", "tensor '0.scale' of shape 3: it is left over")]
    [InlineData("fc1.weight:3x5", "5: affine, dense", "layer 0 (affine): no tensor named '….scale' is left for it")]
    [InlineData("c.weight:4x1x3x3", "conv", "leaves open the shape of the input")]
    [InlineData("c.weight:4x1x3x3", "1x2x2: conv", "layer 0 (conv), tensor 'c.weight': a kernel of 3 does not fit an input of 2")]
    [InlineData("fc1.weight:3x5", "7: maxpool 2, dense", "layer 0 (maxpool 2): channels × height × width or channels × width are needed")]
    [InlineData("c.weight:1x1x1x1", "1x1x1: conv pad 2000000000", "a kernel of 1 does not fit an input of")]
    [InlineData("c.weight:1x1x1x1", "1x1x1: conv pad 1000000", "more elements than an array can")]
    [InlineData("c.weight:1x1", "1: pad 2147483647", "more elements than an array can")]
    [InlineData("c.weight:1x1", "1500000000: split", "more elements than an array can")]
    [InlineData("c.weight:1x1", "1500000000: concat of input input", "more elements than an array can")]
    [
        InlineData(
            "bn.weight:3 bn.bias:3 fc1.weight:3x5",
            "5: dense",
            "tensor 'bn.weight' of shape 3: it is left over after the last layer"),
    ]
    [InlineData("fc1.weight:3x5 fc2.bias:3", "5: dense", "tensor 'fc2.bias' of shape 3: there are no weights that this bias belongs to")]
    [InlineData("x:3x5x2", "5: dense", "tensor 'x': dense weights need two extents, not 3x5x2")]
    [InlineData("x:3x5x2x2x2", "5: dense", "tensor 'x' of shape 3x5x2x2x2: it is neither")]
    [InlineData("x:", "5: dense", "tensor 'x' of shape scalar: it is neither")]
    [InlineData("a:3 b:3x5 c:5x3 d:3x5", "5: dense, dense, dense", "tensor 'a' of shape 3: there are no weights")]
    public void What_does_not_fit_is_named(string shapes, string text, string message) =>
        Assert.Contains(
            message, Assert.Throws<InvalidInputException>(() => Architecture.Parse(text).Build(SampleNetworks.Named(shapes), "x.pt")).Message);

    [Fact]
    public void A_file_without_weights_says_what_it_passed_over()
    {
        var tensors = new NamedTensors([], null, [new SkippedTensor("steps", "its elements are int64")]);
        Assert.Contains(
            "there are no weights in it (passed over: 'steps', its elements are int64)",
            Assert.Throws<InvalidInputException>(() => Architecture.Infer(tensors, "x.pt")).Message);
    }

    [Fact]
    public void A_broken_text_in_a_file_names_the_file_and_the_column()
    {
        var tensors = new NamedTensors(
            SampleNetworks.Named("w:2x3").Tensors, new Dictionary<string, string> { [NamedTensors.ArchitectureKey] = "3: dense, what" });
        Assert.Contains(
            "x.npz, espalier.architecture, column 11: 'what' is no layer",
            Assert.Throws<InvalidInputException>(() => Architecture.Infer(tensors, "x.npz")).Message);
    }

    [Fact]
    public void Very_many_tensors_are_paired_quickly()
    {
        Tensor matrix = new(new Shape(1, 1), [1f]), vector = new(new Shape(1), [1f]);
        var tensors = new NamedTensors(
            Enumerable.Range(0, 60_000).Select(i => new NamedTensor($"{i / 2}.{(i % 2 == 0 ? "weight" : "bias")}", i % 2 == 0 ? matrix : vector)));
        var architecture = new Architecture(
            new Shape(1), ArchitectureStep.Chain(
                Enumerable.Range(0, 59_999).Select(
                    i => i % 2 == 0 ? Espalier.Graphs.Operators.Dense.Plain : new Espalier.Graphs.Operators.Relu().Form)));
        Assert.Equal(59_999, architecture.Build(tensors, "x.npz").Layers.Length);
        var broken = new NamedTensors(tensors.Tensors.Append(new NamedTensor("last.weight", new Tensor(new Shape(1, 2), [1f, 2f]))));
        Assert.InRange(Assert.Throws<InvalidInputException>(() => Architecture.Infer(broken, "x.npz")).Message.Length, 50, 1000);
    }

    [Fact]
    public void Very_long_names_do_not_flood_the_message()
    {
        var tensors = new NamedTensors([new NamedTensor(new string('n', 1_000_000), new Tensor(new Shape(1, 1, 1), [1f]))]);
        Assert.InRange(Assert.Throws<InvalidInputException>(() => Architecture.Infer(tensors, "x.npz")).Message.Length, 50, 2000);
    }
}
