using Espalier.Formats.Onnx;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Google.Protobuf;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Weights in files beside a model: read from its own folder, and from nowhere else.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Weights_beside_the_model_are_those_inside_it()
    {
        (ModelMessage model, byte[] data) = Moved("weights.bin", 3);
        Write("model.onnx", model, ("weights.bin", [9, 9, 9, .. data]));
        Network network = OnnxFormat.Read(_folder["model.onnx"]);
        Assert.Equal([1, 2, 3, 4], ((Espalier.Graphs.Operators.Dense)network.Layers[0]).Weights.ToDoubles());
        Directory.CreateDirectory(_folder["sub"]);
        (model, data) = Moved("sub/weights.bin", 0);
        Write("model.onnx", model, ("sub/weights.bin", data));
        Assert.Equal(4, OnnxFormat.Read(_folder["model.onnx"]).ParameterCount);
    }

    [Theory]
    [InlineData("../weights.bin", "no place in the folder")]
    [InlineData("sub/../../weights.bin", "no place in the folder")]
    [InlineData("/etc/hostname", "no place in the folder")]
    [InlineData("C:\\weights.bin", "no place in the folder")]
    [InlineData("..\\weights.bin", "no place in the folder")]
    [InlineData("", "no place in the folder")]
    [InlineData(".", "no place in the folder")]
    [InlineData("missing.bin", "not there")]
    [InlineData("link.bin", "which is a link")]
    [InlineData("linked/weights.bin", "which is a link")]
    [InlineData("sub", "cannot be read")]
    public void Nothing_else_is_opened(string location, string problem)
    {
        string outside = Directory.CreateTempSubdirectory("espalier-outside-").FullName;
        try
        {
            (ModelMessage model, byte[] data) = Moved(location, 0);
            File.WriteAllBytes(Path.Combine(outside, "weights.bin"), data);
            Directory.CreateDirectory(_folder["sub"]);
            File.CreateSymbolicLink(_folder["link.bin"], Path.Combine(outside, "weights.bin"));
            Directory.CreateSymbolicLink(_folder["linked"], outside);
            Write("model.onnx", model);
            Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => OnnxFormat.Read(_folder["model.onnx"])).Message);
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Theory]
    [InlineData("offset", "1", "end at byte 17")]
    [InlineData("offset", "9223372036854775807", "end at byte")]
    [InlineData("offset", "-1", "is '-1'")]
    [InlineData("length", "12", "take 16 bytes, and the model states 12")]
    [InlineData("length", "x", "is 'x'")]
    public void Sizes_are_checked(string key, string value, string problem)
    {
        (ModelMessage model, byte[] data) = Moved("weights.bin", 0);
        model.Graph.Constants[0].External.Add(new EntryMessage { Key = key, Value = value });
        Write("model.onnx", model, ("weights.bin", data));
        Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => OnnxFormat.Read(_folder["model.onnx"])).Message);
    }

    [Fact]
    public void A_small_file_cannot_be_read_very_often()
    {
        (ModelMessage model, byte[] data) = Moved("weights.bin", 0);
        TensorMessage one = model.Graph.Constants[0];
        one.Extents.Clear();
        one.Extents.AddRange([1024, 1024]);
        for (int i = 0; i < 40; i++)
        {
            TensorMessage next = one.Clone();
            next.Name = $"w{i}";
            model.Graph.Constants.Add(next);
            model.Graph.Nodes.Add(new NodeMessage { Operator = "Mul", Inputs = { i == 0 ? "W" : $"p{i - 1}", $"w{i}" }, Outputs = { $"p{i}" } });
        }

        model.Graph.Nodes[0].Inputs[1] = "p39";
        NodeMessage product = model.Graph.Nodes[0];
        model.Graph.Nodes.RemoveAt(0);
        model.Graph.Nodes.Add(product);
        Write("model.onnx", model, ("weights.bin", new byte[4 << 20]));
        Assert.Contains(
            "much larger than its stored ones", Assert.Throws<InvalidInputException>(() => OnnxFormat.Read(_folder["model.onnx"])).Message);
    }

    /// <summary>Such a file may well be there: it takes no room on the disk.</summary>
    [Fact]
    public void A_tensor_beyond_2_GiB_is_refused()
    {
        (ModelMessage model, _) = Moved("weights.bin", 0);
        model.Graph.Constants[0].Extents.Clear();
        model.Graph.Constants[0].Extents.AddRange([2, 300_000_000]);
        Write("model.onnx", model, ("weights.bin", []));
        using (FileStream file = File.OpenWrite(_folder["weights.bin"])) file.SetLength(2_400_000_000);
        Assert.Contains(
            "2400000000 bytes, more than the 2 GiB",
            Assert.Throws<InvalidInputException>(() => OnnxFormat.Read(_folder["model.onnx"])).Message);
    }

    [Fact]
    public void Bytes_without_a_folder_have_nothing_beside_them()
    {
        (ModelMessage model, _) = Moved("weights.bin", 0);
        Assert.Contains("not read from a folder", Assert.Throws<InvalidInputException>(() => OnnxFormat.Read(model.ToByteArray(), "m")).Message);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A model x·W whose W is somewhere else, and the bytes of W.</summary>
    private static (ModelMessage Model, byte[] Data) Moved(string location, int offset)
    {
        ModelMessage built = new ModelBuilder().Input("x", -1, 2).Constant("W", [2, 2], 1, 3, 2, 4).Node("MatMul", "x W", "y").Output("y").Model;
        TensorMessage tensor = built.Graph.Constants[0];
        byte[] data = [.. new[] { 1f, 3, 2, 4 }.SelectMany(BitConverter.GetBytes)];
        tensor.ClearRaw();
        tensor.PackedSingles.Clear();
        tensor.Location = 1;
        tensor.External.Add(new EntryMessage { Key = "location", Value = location });
        if (offset > 0) tensor.External.Add(new EntryMessage { Key = "offset", Value = Invariant($"{offset}") });
        return (built, data);
    }

    private void Write(string name, ModelMessage model, params (string Name, byte[] Content)[] files)
    {
        File.WriteAllBytes(_folder[name], model.ToByteArray());
        foreach ((string file, byte[] content) in files) _folder.Add(file, content);
    }
}
