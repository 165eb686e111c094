using Espalier.Formats;
using Espalier.Formats.PyTorch;
using Espalier.Graphs;
using static Espalier.Tests.Formats.PyTorch.TorchFixtures;

namespace Espalier.Tests.Formats.PyTorch;

public sealed class PyTorchFormatTests
{
    [Theory]
    [InlineData("dense.pt")]
    [InlineData("dense-legacy.pt")]
    [InlineData("dense-protocol4.pt")]
    [InlineData("dense-legacy-protocol4.pt")]
    [InlineData("checkpoint.pt")]
    public void State_dictionaries_are_read_in_order(string file)
    {
        NamedTensors tensors = Read(file);
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], tensors.Tensors.Select(t => t.Name));
        Assert.Equal(["2x3", "2", "1x2", "1"], tensors.Tensors.Select(t => t.Tensor.Shape.ToString()));
        Assert.All(tensors.Tensors, t => Assert.Equal(Quarters(t.Tensor.Length), t.Tensor.ToDoubles()));
        Assert.All(tensors.Tensors, t => Assert.Equal(Precision.Single, t.Tensor.Precision));
    }

    [Fact]
    public void Text_beside_the_weights_is_metadata() => Assert.Equal("trained", Read("checkpoint.pt").Metadata["note"]);

    [Theory]
    [InlineData("views.pt")]
    [InlineData("views-legacy.pt")]
    public void Views_of_shared_storages_are_gathered(string file)
    {
        NamedTensors tensors = Read(file);
        double[] w = [.. Enumerable.Range(0, 12).Select(k => k / 4.0)];
        Assert.Equal(w, tensors.Find("whole")!.ToDoubles());
        Assert.Equal(new Shape(4, 3), tensors.Find("transposed")!.Shape);
        Assert.Equal([w[0], w[4], w[8], w[1], w[5], w[9], w[2], w[6], w[10], w[3], w[7], w[11]], tensors.Find("transposed")!.ToDoubles());
        Assert.Equal([w[5], w[9]], tensors.Find("column")!.ToDoubles());
        Assert.Equal([w[11], w[11], w[11], w[11]], tensors.Find("expanded")!.ToDoubles());
        Assert.Equal(w, tensors.Find("half")!.ToDoubles());
        Assert.Equal(w, tensors.Find("brain")!.ToDoubles());
        Assert.Equal(Precision.Double, tensors.Find("double")!.Precision);
        Assert.Equal([.. w.Select(v => v / 3)], tensors.Find("double")!.ToDoubles());
        Assert.Equal(w[..4], tensors.Find("parameter")!.ToDoubles());
        Assert.Equal(0, tensors.Find("scalar")!.Shape.Rank);
        Assert.Equal(
            [
                ("empty", "it has no elements"), ("counter", "its elements are int64"), ("flags", "its elements are bool"),
                ("bytes", "its elements are uint8"),
                ("complex", "its elements are complex64"), ("text", "it is no tensor"), ("number", "it is no tensor"), ("nothing", "it is no tensor"),
                ("nested", "it is no tensor"),
            ],
            tensors.Skipped.Select(s => (s.Name, s.Reason)));
        Assert.Equal("some text", tensors.Metadata["text"]);
    }

    [Fact]
    public void Big_endian_storages_are_turned_around()
    {
        (string Name, byte[] Content)[] entries = Zips.Entries(Bytes("dense.pt"));
        (string, byte[])[] turned = [
            .. entries.Select(entry => entry.Name.Contains("/data/", StringComparison.Ordinal) ? (entry.Name, Turned(entry.Content)) : entry),
            ("dense/byteorder", "big"u8.ToArray()),
        ];
        NamedTensors tensors = PyTorchFormat.Read(Zips.Stored(turned), "big.pt");
        Assert.Equal(Quarters(6), tensors.Find("0.weight")!.ToDoubles());
        static byte[] Turned(byte[] floats) => [.. floats.Chunk(4).SelectMany(chunk => chunk.Reverse())];
    }

    [Fact]
    public void Deflated_entries_are_read() =>
        Assert.Equal(Quarters(6), PyTorchFormat.Read(Zips.Deflated(Zips.Entries(Bytes("dense.pt"))), "deflated.pt").Find("0.weight")!.ToDoubles());

    [Theory]
    [InlineData("model.pt", "whole pickled model (it names the class 'torch.nn.modules.container.Sequential')")]
    [InlineData("model-legacy.pt", "whole pickled model (it names the class 'torch.nn.modules.linear.Identity')")]
    [InlineData("tensor.pt", "a single tensor")]
    public void What_is_no_dictionary_says_how_to_save_one(string file, string problem)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Read(file));
        Assert.Contains(problem, error.Message);
        Assert.Contains("torch.save(model.state_dict(), \"weights.pt\")", error.Remedy);
    }

    [Fact]
    public void The_papers_networks_are_read()
    {
        NamedTensors two = PyTorchFormat.Read(Checkout.SharedData("pensia", "fc2.pt"));
        Assert.Equal([("fc1.weight", "500x784"), ("fc2.weight", "10x500")], two.Tensors.Select(t => (t.Name, t.Tensor.Shape.ToString())));
        NamedTensors lenet = PyTorchFormat.Read(Checkout.SharedData("pensia", "LeNet5_e50_h500.pt"));
        Assert.Equal(["conv1.weight", "conv2.weight", "fc1.weight", "fc2.weight", "fc3.weight"], lenet.Tensors.Select(t => t.Name));
    }

    [Fact]
    [Slow]
    public void Values_are_those_that_torch_reads()
    {
        using var folder = new TemporaryFolder();
        string printed = Python.Run("torch", folder.Root, $"""
            import torch
            for name, t in torch.load("{Checkout.SharedData("pensia", "LeNet5_e50_h500.pt")}", map_location="cpu").items():
                print(name, t.double().sum().item().hex(), t.flatten()[-1].item().hex())
            """);
        NamedTensors lenet = PyTorchFormat.Read(Checkout.SharedData("pensia", "LeNet5_e50_h500.pt"));
        string[] lines = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lenet.Tensors.Length, lines.Length);
        foreach ((string line, NamedTensor tensor) in lines.Zip(lenet.Tensors))
        {
            string[] parts = line.Split(' ');
            Assert.Equal(tensor.Name, parts[0]);
            double[] values = tensor.Tensor.ToDoubles();
            Assert.Equal(FromHex(parts[1]), values.Sum(), 1e-9);
            Assert.Equal(FromHex(parts[2]), values[^1]);
        }
    }

    /// <summary>Python's <c>-0x1.8p-3</c>.</summary>
    private static double FromHex(string text)
    {
        double sign = text[0] == '-' ? -1 : 1;
        string[] parts = text.TrimStart('-')[4..].Split('p');
        long fraction = Convert.ToInt64(parts[0].PadRight(13, '0'), 16);
        return sign * Math.ScaleB(1 + (fraction / (double)(1L << 52)), int.Parse(parts[1]));
    }
}
