using Espalier.Formats;
using Espalier.Formats.Idx;
using Espalier.Graphs;
using Espalier.Tests.Formats.PyTorch;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Formats;

public sealed class NetworkFileTests
{
    [Theory]
    [InlineData("safetensors", Precision.Single)]
    [InlineData("safetensors", Precision.Double)]
    [InlineData("npz", Precision.Single)]
    [InlineData("npz", Precision.Double)]
    public void Writing_and_reading_keeps_every_layer_and_bit(string format, Precision precision)
    {
        using var folder = new TemporaryFolder();
        string path = folder[$"network.{format}"];
        foreach ((string _, Network network) in SampleNetworks.All(precision))
        {
            NetworkFile.Write(path, network);
            NetworkFile read = NetworkFile.Read(path);
            Assert.Equal(format, read.Format);
            SampleNetworks.AssertSame(network, read.Network);
            byte[] first = File.ReadAllBytes(path);
            NetworkFile.Write(path, network);
            Assert.Equal(first, File.ReadAllBytes(path));
            Assert.Single(Directory.GetFiles(folder.Root));
        }
    }

    [Fact]
    public void Content_decides_and_not_the_name()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("pytorch", NetworkFile.Read(folder.Add("a.npz", TorchFixtures.Bytes("dense.pt")), "dense, relu, dense").Format);
        Assert.Equal(
            "pytorch", NetworkFile.Read(folder.Add("b.onnx", TorchFixtures.Bytes("dense-legacy-protocol4.pt")), "dense, relu, dense").Format);
        NetworkFile.Write(folder["c.npz"], SampleNetworks.All(Precision.Single).First().Network);
        File.Move(folder["c.npz"], folder["c"]);
        Assert.Equal("npz", NetworkFile.Read(folder["c"]).Format);
    }

    [Fact]
    public void A_sidecar_that_leads_nowhere_is_bad_input()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Add("a.pt", TorchFixtures.Bytes("dense.pt"));
        File.CreateSymbolicLink(path + NetworkFile.SidecarExtension, folder["missing"]);
        Assert.Contains("there is no such file", Assert.Throws<InvalidInputException>(() => NetworkFile.Read(path)).Message);
    }

    [Fact]
    public void A_stated_architecture_wins()
    {
        NetworkFile read = NetworkFile.Read(TorchFixtures.PathOf("dense.pt"), "dense, dense, relu");
        Assert.Equal(["dense", "dense", "relu"], read.Network.Layers.Select(layer => layer.Kind));
        Assert.Contains(
            "architecture, column 8",
            Assert.Throws<InvalidInputException>(() => NetworkFile.Read(TorchFixtures.PathOf("dense.pt"), "dense, what")).Message);
    }

    [Fact]
    public void Nothing_is_guessed()
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => NetworkFile.Read(TorchFixtures.PathOf("dense.pt")));
        Assert.Contains("`architecture` \"3: dense, relu, dense\"", error.Remedy);
    }

    [Fact]
    public void A_text_beside_the_file_states_its_architecture()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Add("a.pt", TorchFixtures.Bytes("dense.pt"));
        folder.Add("a.pt.architecture", "3: dense, tanh, dense\n"u8.ToArray());
        NetworkFile read = NetworkFile.Read(path);
        Assert.Equal(["dense", "tanh", "dense"], read.Network.Layers.Select(layer => layer.Kind));
        Assert.Null(read.Note);
        Assert.Equal(["dense", "relu", "dense"], NetworkFile.Read(path, "dense, relu, dense").Network.Layers.Select(layer => layer.Kind));
    }

    [Fact]
    public void Names_survive_every_way_through_our_formats()
    {
        using var folder = new TemporaryFolder();
        NamedTensors tensors = SampleNetworks.Named(
            "tail.weight:5x2x2x2 tail.bias:5 mid.norm.weight:5 mid.norm.bias:5 mid.norm.running_mean:5 mid.norm.running_var:5 head.weight:3x45 "
                + "head.bias:3");
        Network network = Espalier.Formats.Architectures.Architecture.Parse("2x4x4: conv, batchnorm, tanh, flatten, dense").Build(tensors, "x.pt");
        NetworkFile.Write(folder["a.onnx"], network);
        NetworkFile.Write(folder["b.safetensors"], NetworkFile.Read(folder["a.onnx"]).Network);
        NetworkFile.Write(folder["c.npz"], NetworkFile.Read(folder["b.safetensors"]).Network);
        Assert.Equal(
            tensors.Tensors.Select(each => each.Name), Espalier.Formats.Npz.NpzFormat.Read(folder["c.npz"]).Tensors.Select(each => each.Name));
        SampleNetworks.AssertSame(network, NetworkFile.Read(folder["c.npz"]).Network);
    }

    [Fact]
    public void Onnx_files_hold_their_own_architecture()
    {
        using var folder = new TemporaryFolder();
        Network network = NetworkFile.Read(TorchFixtures.PathOf("dense.pt"), "dense, relu, dense").Network;
        NetworkFile.Write(folder["x.onnx"], network);
        File.Copy(folder["x.onnx"], folder["x.npz"]);
        NetworkFile read = NetworkFile.Read(folder["x.npz"]);
        Assert.Equal("onnx", read.Format);
        SampleNetworks.AssertSame(network, read.Network);
        Assert.Contains("leave out `architecture`", Assert.Throws<InvalidInputException>(() => NetworkFile.Read(folder["x.onnx"], "dense")).Message);
    }

    [Theory]
    [InlineData("networks/ACASXU_run2a_1_1_batch_2000.onnx")]
    [InlineData("networks/mnist-net_256x2.onnx")]
    [InlineData("networks/test_nano.onnx")]
    [InlineData("networks/test_small.onnx")]
    [InlineData("networks/test_tiny.onnx")]
    [InlineData("pensia/LeNet5_e50_h500.pt")]
    public void Networks_of_others_stay_the_same_in_our_formats(string file)
    {
        using var folder = new TemporaryFolder();
        Network network = NetworkFile.Read(Checkout.SharedData(file)).Network;
        foreach (string extension in new[] { "npz", "safetensors" })
        {
            NetworkFile.Write(folder[$"x.{extension}"], network);
            SampleNetworks.AssertSame(network, NetworkFile.Read(folder[$"x.{extension}"]).Network);
        }
    }

    [Theory]
    [InlineData("missing.onnx", null, "there is no such file")]
    [InlineData("no/folder.pt", null, "there is no such file")]
    [InlineData("", null, "a file name is missing")]
    [InlineData(".", null, "this is a folder")]
    [InlineData("nul\0.pt", null, "cannot be read")]
    [InlineData("empty.npz", "", "the file is empty")]
    [InlineData("text.onnx", "This is not a network.\n", "this is a text file, not a network")]
    [InlineData("text.pt", "<!DOCTYPE html>", "this is a text file, not a network")]
    [InlineData("bytes.pt", "\0\u0001\u0002", "this is no PyTorch file")]
    [InlineData("pickle.pt", "\u0080\u0002}.", "this is no PyTorch file")]
    [InlineData("bytes.npz", "\0\u0001\u0002", "this is no npz file")]
    [InlineData("bytes.safetensors", "\0\u0001\u0002", "this is no safetensors file")]
    [InlineData("bytes.onnx", "\0\u0001\u0002", "bytes.onnx")]
    [InlineData("bytes.bin", "\0\u0001\u0002", "this is no network file of a known format")]
    [InlineData("zip.npz", "PK\u0003\u0004", "its directory is missing at the end")]
    public void What_cannot_be_read_says_so(string name, string? content, string problem)
    {
        using var folder = new TemporaryFolder();
        string path = name.Length == 0 ? name : folder[name];
        if (content is not null) folder.Add(name, System.Text.Encoding.Latin1.GetBytes(content));
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => NetworkFile.Read(path));
        Assert.Contains(problem, error.Message);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_file_beyond_two_gibibytes_is_refused_unread()
    {
        using var folder = new TemporaryFolder();
        using (FileStream file = File.Create(folder["large.pt"])) file.SetLength((2L << 30) + 1);
        Assert.Contains(
            "more than the 2 GiB that are read", Assert.Throws<InvalidInputException>(() => NetworkFile.Read(folder["large.pt"])).Message);
    }

    [Fact]
    public void An_unreadable_file_is_refused()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root") Assert.Skip("permissions do not bind this user");
        using var folder = new TemporaryFolder();
        string path = folder.Add("secret.pt", [1, 2, 3]);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.Contains("may not be read", Assert.Throws<InvalidInputException>(() => NetworkFile.Read(path)).Message);
    }

    [Theory]
    [InlineData("x.pt", "PyTorch files are programs (pickles) and are read only")]
    [InlineData("x.pth", "PyTorch files are programs (pickles) and are read only")]
    [InlineData("x.txt", "the extension '.txt' names no network format")]
    [InlineData("x", "the extension '' names no network format")]
    [InlineData("missing/x.npz", "its folder does not exist")]
    [InlineData("folder.npz", "this is a folder")]
    [InlineData("file/x.npz", "its folder does not exist")]
    public void What_cannot_be_written_says_so(string name, string problem)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["folder.npz"]);
        folder.Add("file", [1]);
        InvalidInputException error = Assert.Throws<InvalidInputException>(
            () => NetworkFile.Write(folder[name], SampleNetworks.All(Precision.Single).First().Network));
        Assert.Contains(problem, error.Message);
        Assert.Equal([folder["file"]], Directory.GetFiles(folder.Root));
    }

    [Slow]
    [Fact]
    public void Torch_loads_what_we_write_into_the_same_layers()
    {
        using var folder = new TemporaryFolder();
        Network network = NetworkFile.Read(TorchFixtures.PathOf("dense.pt"), "dense, relu, dense").Network;
        NetworkFile.Write(folder["x.npz"], network);
        string printed = Python.Run("torch", folder.Root, """
            import numpy, torch
            from torch import nn
            z = numpy.load("x.npz")
            model = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
            model.load_state_dict({name: torch.from_numpy(z[name]) for name in z.files if not name.startswith("espalier.")})
            print(model(torch.tensor([1.0, 2.0, -4.0])).tolist(), model(torch.tensor([-1.0, 2.0, 4.0])).tolist())
            """);
        float[] outputs = Outputs.InSingle(network, [1, 2, -4, -1, 2, 4]);
        Assert.Equal(FormattableString.Invariant($"[{outputs[0]:0.0###}] [{outputs[1]:0.0###}]"), printed.Trim());
    }

    [Theory]
    [InlineData("fc2.pt", 9719)]
    [InlineData("LeNet5_e50_h500.pt", 9847)]
    public void The_papers_networks_have_their_accuracy(string file, int correct)
    {
        NetworkFile read = NetworkFile.Read(Checkout.SharedData("pensia", file));
        Assert.Equal("pytorch", read.Format);
        byte[] images = Mnist("t10k-images-idx3-ubyte.gz"), labels = Mnist("t10k-labels-idx1-ubyte.gz");
        float[] outputs = Outputs.InSingle(read.Network, [.. images.Select(pixel => pixel / 255f)], threads: 2);
        Assert.Equal(correct, Enumerable.Range(0, labels.Length).Count(i => ArgMax.Of<float>(outputs.AsSpan(10 * i, 10)) == labels[i]));
    }

    [Theory]
    [InlineData("x.safetensors")]
    [InlineData("x.npz")]
    [Slow]
    public void Damaged_networks_are_refused_or_built(string name)
    {
        using var folder = new TemporaryFolder();
        NetworkFile.Write(folder[name], SampleNetworks.All(Precision.Single).Single(sample => sample.Name == "convolutions").Network);
        Mutations.Check(File.ReadAllBytes(folder[name]), bytes => NetworkFile.Read(bytes, name), seed: 3);
    }

    private static byte[] Mnist(string name) => IdxFile.Read(Checkout.SharedData("mnist", name)).Values.ToArray();
}
