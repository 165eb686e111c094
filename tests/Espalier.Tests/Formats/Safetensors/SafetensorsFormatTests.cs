using System.Buffers.Binary;
using System.Text;
using Espalier.Formats;
using Espalier.Formats.Safetensors;
using Espalier.Graphs;

namespace Espalier.Tests.Formats.Safetensors;

public sealed class SafetensorsFormatTests
{
    private const string Sample =
        """{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":"""
        + """{"dtype":"F64","shape":[1,2],"data_offsets":[8,24]}}""";

    [Theory]
    [InlineData("F32", "3f800000c0000000")]
    [InlineData("F64", "3ff0000000000000c000000000000000")]
    [InlineData("F16", "3c00c000")]
    [InlineData("BF16", "3f80c000")]
    public void Types_of_floats_are_read(string type, string hex)
    {
        // The hexadecimal digits are those of the numbers; files hold the bytes of each the other way round.
        byte[] bytes = Convert.FromHexString(hex);
        byte[] data = [.. bytes.Chunk(bytes.Length / 2).SelectMany(chunk => chunk.Reverse())];
        NamedTensors tensors = Read($$"""{"x":{"dtype":"{{type}}","shape":[2],"data_offsets":[0,{{data.Length}}] } }""", data);
        Assert.Equal([1, -2], tensors.Find("x")!.ToDoubles());
        Assert.Equal(type == "F64" ? Precision.Double : Precision.Single, tensors.Find("x")!.Precision);
    }

    [Fact]
    public void Order_and_metadata_are_those_of_the_header()
    {
        NamedTensors tensors = Read(Sample, new byte[24]);
        Assert.Equal(["b", "a"], tensors.Tensors.Select(t => t.Name));
        Assert.Equal("pt", tensors.Metadata["format"]);
    }

    [Theory]
    [InlineData("I64", 8)]
    [InlineData("U16", 2)]
    [InlineData("BOOL", 1)]
    public void Whole_numbers_are_passed_over_by_name(string type, int size)
    {
        NamedTensors tensors = Read(
            $$"""
            {"steps":{"dtype":"{{type}}","shape":[],"data_offsets":[0,{{size}}] },
             "none":{"dtype":"F32","shape":[0,3],"data_offsets":[{{size}},{{size}}] } }
            """,
            new byte[size]);
        Assert.Empty(tensors.Tensors);
        Assert.Equal(["steps", "none"], tensors.Skipped.Select(s => s.Name));
    }

    [Theory]
    [InlineData("[0,8]", "[0,7]", "does not take 7 bytes")]
    [InlineData("[8,24]", "[7,23]", "overlap or leave a gap")]
    [InlineData("[8,24]", "[9,25]", "overlap or leave a gap")]
    [InlineData("[8,24]", "[0,16]", "overlap or leave a gap")]
    [InlineData("[8,24]", "[24,8]", "no range")]
    [InlineData("[8,24]", "[-8,8]", "does not have the form")]
    [InlineData("[8,24]", "[8,24,24]", "exactly the fields")]
    [InlineData("[8,24]", "[8,24.5]", "does not have the form")]
    [InlineData("[8,24]", "[8,18446744073709551615]", "does not have the form")]
    [InlineData("[1,2]", "[4611686018427387904]", "does not take 16 bytes")]
    [InlineData("[1,2]", "[4294967296,4294967296,2]", "does not take 16 bytes")]
    [InlineData("[1,2]", "2", "does not have the form")]
    [InlineData("[1,2]", "[1,2,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "does not have the form")]
    [InlineData("F64", "F8_E4M3", "elements of type F8_E4M3 are not read")]
    [InlineData("\"a\"", "\"b\"", "the name occurs twice")]
    [InlineData("\"shape\":[1,2],", "", "exactly the fields")]
    [InlineData("\"shape\":[1,2],", "\"shape\":[1,2],\"shape\":[1,2],", "unknown or occurs twice")]
    [InlineData("\"shape\":[1,2],", "\"shape\":[1,2],\"extra\":[1,2],", "unknown or occurs twice")]
    [InlineData("{\"format\":\"pt\"}", "{\"format\":1}", "is no text")]
    [InlineData("{\"format\":\"pt\"}", "{\"format\":\"pt\",\"format\":\"pt\"}", "occurs twice")]
    [InlineData("{\"format\":\"pt\"}", "[]", "does not have the form")]
    [InlineData("{\"format\":\"pt\"}", "{\"format\":\"\\ud800\"}", "no valid JSON")]
    [InlineData("}}", "}", "no valid JSON")]
    [InlineData("}}", "}}{}", "no valid JSON")]
    public void Other_headers_are_refused(string part, string replacement, string problem)
    {
        int at = Sample.LastIndexOf(part, StringComparison.Ordinal);
        string header = Sample[..at] + replacement + Sample[(at + part.Length)..];
        Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => Read(header, new byte[24])).Message);
    }

    [Theory]
    [InlineData(23)]
    [InlineData(25)]
    public void Data_fills_the_file_exactly(int length) =>
        Assert.Contains("describe 24 bytes of data", Assert.Throws<InvalidInputException>(() => Read(Sample, new byte[length])).Message);

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 62)]
    [InlineData(100_000_001UL)]
    [InlineData(1000UL)]
    public void Lengths_of_headers_are_checked(ulong length)
    {
        byte[] file = File(Sample, new byte[24]);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        Assert.Throws<InvalidInputException>(() => SafetensorsFormat.Read(file, "x.safetensors"));
    }

    [Theory]
    [InlineData(Precision.Single)]
    [InlineData(Precision.Double)]
    public void Writing_and_reading_keeps_every_bit(Precision precision)
    {
        var tensors = new NamedTensors(
            [
                new("é \"quoted\"", SampleNetworks.Tensor(precision, 1, 3, 5)),
                new("scalar", SampleNetworks.Tensor(Precision.Single, 2)),
                new("z", SampleNetworks.Tensor(Precision.Double, 3, 7)),
            ],
            new Dictionary<string, string> { ["key"] = "line\nbreak" });
        byte[] file = Write(tensors);
        NamedTensors back = SafetensorsFormat.Read(file, "x.safetensors");
        Assert.Equal(tensors.Tensors.Select(t => t.Name), back.Tensors.Select(t => t.Name));
        foreach ((NamedTensor wanted, NamedTensor got) in tensors.Tensors.Zip(back.Tensors)) SampleNetworks.AssertSameBits(wanted.Tensor, got.Tensor);
        Assert.Equal("line\nbreak", back.Metadata["key"]);
        Assert.Equal(file, Write(back));
        Assert.Equal(0, (int)(BinaryPrimitives.ReadUInt64LittleEndian(file) % 8));
    }

    [Fact]
    [Slow]
    public void Torch_and_we_read_each_others_numbers()
    {
        using var folder = new TemporaryFolder();
        folder.Add(
            "ours.safetensors",
            Write(new NamedTensors([new("w", new Tensor(new Shape(2, 2), [1.5f, -2, 0, 1e-40f])), new("v", new Tensor(new Shape(1), [0.1]))])));
        string printed = Python.Run("torch", folder.Root, """
            import json, struct, torch
            raw = open("ours.safetensors", "rb").read()
            n = struct.unpack("<Q", raw[:8])[0]
            header, data = json.loads(raw[8:8 + n]), bytearray(raw[8 + n:])
            for name in ("w", "v"):
                begin, end = header[name]["data_offsets"]
                kind = {"F32": torch.float32, "F64": torch.float64}[header[name]["dtype"]]
                print(torch.frombuffer(data[begin:end], dtype=kind).reshape(header[name]["shape"]).tolist())
            tensors = {"half": torch.arange(6).reshape(2, 3).half() / 4, "brain": torch.arange(3).bfloat16() / 2}
            header, data = {}, b""
            for name, t in tensors.items():
                bytes_ = t.view(torch.int16).numpy().tobytes()
                header[name] = {"dtype": {"half": "F16", "brain": "BF16"}[name], "shape": list(t.shape),
                                "data_offsets": [len(data), len(data) + len(bytes_)]}
                data += bytes_
            text = json.dumps(header).encode()
            open("theirs.safetensors", "wb").write(struct.pack("<Q", len(text)) + text + data)
            """);
        Assert.Equal("[[1.5, -2.0], [0.0, 9.99994610111476e-41]]\n[0.1]\n", printed.ReplaceLineEndings("\n"));
        NamedTensors theirs = SafetensorsFormat.Read(folder["theirs.safetensors"]);
        Assert.Equal([0, 0.25, 0.5, 0.75, 1, 1.25], theirs.Find("half")!.ToDoubles());
        Assert.Equal([0, 0.5, 1], theirs.Find("brain")!.ToDoubles());
    }

    [Fact]
    public void Names_sorted_by_the_library_are_put_in_the_order_of_layers()
    {
        var dense = new Tensor(new Shape(1, 1), [1f]);
        var sorted = new NamedTensors(
            new[] { "10.weight", "0.weight", "2.weight", "2.bias" }.Select(
                name => new NamedTensor(name, name.EndsWith("bias", StringComparison.Ordinal) ? new Tensor(new Shape(1), [0f]) : dense)));
        Assert.Equal(["0.weight", "2.bias", "2.weight", "10.weight"], sorted.InNaturalOrder().Tensors.Select(t => t.Name));
    }

    [Theory]
    [InlineData("encoder.weight:3x5 decoder.weight:5x3", "'decoder.weight' and 'encoder.weight' fit in either order")]
    [
        InlineData(
            "m.enc1.weight:3x4 m.enc1.bias:3 m.enc2.weight:2x3 m.dec1.weight:3x2 m.dec2.weight:4x3",
            "'m.dec1.weight' and 'm.enc1.bias' fit in either order"),
    ]
    [InlineData("in.weight:4x4 hidden1.weight:4x4 hidden2.weight:4x4", "'hidden1.weight' and 'in.weight' fit in either order")]
    [InlineData("fc1.weight:4x4 fc2.weight:4x4 fc10.weight:4x4", null)]
    [InlineData("m.0.weight:4x4 m.2.weight:4x4 m.10.weight:4x4", null)]
    [InlineData("dense.weight:4x4 dense_1.weight:4x4 dense_10.weight:4x4", null)]
    [InlineData("fc1.weight:4x5 fc1.bias:4 fc2.weight:4x4 out.weight:4x4", null)]
    [InlineData("conv1.weight:6x1x5x5 conv2.weight:16x6x5x5 fc1.weight:120x400 fc2.weight:84x120 fc3.weight:10x84", null)]
    [InlineData("W1:4x4 W2:4x4 b1:4 b2:4", null)]
    public void Names_that_leave_the_order_of_layers_open_are_refused(string shapes, string? problem)
    {
        byte[] file = Write(SampleNetworks.Named(shapes));
        string architecture = shapes.Contains("x1x5x5", StringComparison.Ordinal)
            ? "1x28x28: conv pad 2, relu, maxpool 2, conv, relu, maxpool 2, flatten, dense, relu, dense, relu, dense"
            : string.Join(", relu, ", Enumerable.Repeat("dense", shapes.Split(' ').Count(item => item.Contains('x', StringComparison.Ordinal))));
        if (problem is null) Assert.NotEmpty(NetworkFile.Read(file, "x.safetensors", architecture).Network.Layers);
        else Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => NetworkFile.Read(file, "x.safetensors", architecture)).Message);
    }

    [Fact]
    public void Damaged_files_are_refused_or_read()
    {
        byte[] file = Write(NamedTensors.Of(SampleNetworks.All(Precision.Single).First().Network));
        (int accepted, int refused) = Mutations.Check(file, bytes => SafetensorsFormat.Read(bytes, "x.safetensors"));
        Assert.True(refused > 10_000 && accepted > 100, $"{accepted} accepted, {refused} refused");
    }

    [Fact]
    [Slow]
    public void Damaged_headers_of_the_right_length_are_refused_or_read()
    {
        byte[] data = new byte[24];
        (int accepted, int refused) = Mutations.Check(
            Encoding.UTF8.GetBytes(Sample), header => SafetensorsFormat.Read(File(header, data), "x.safetensors"));
        Assert.True(refused > 10_000 && accepted > 100, $"{accepted} accepted, {refused} refused");
    }

    private static byte[] Write(NamedTensors tensors)
    {
        var stream = new MemoryStream();
        SafetensorsFormat.Write(tensors, stream);
        return stream.ToArray();
    }

    private static NamedTensors Read(string header, byte[] data) => SafetensorsFormat.Read(File(header, data), "x.safetensors");

    private static byte[] File(string header, byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    private static byte[] File(byte[] header, byte[] data) => [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. data];
}
