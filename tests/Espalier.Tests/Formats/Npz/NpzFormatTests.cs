using System.Text;
using Espalier.Formats;
using Espalier.Formats.Npz;
using Espalier.Graphs;

namespace Espalier.Tests.Formats.Npz;

public sealed class NpzFormatTests
{
    [Theory]
    [InlineData("arrays.npz")]
    [InlineData("arrays-deflated.npz")]
    [InlineData("arrays-zip64.npz")]
    public void Arrays_of_numpy_are_read(string file)
    {
        NamedTensors tensors = NpzFormat.Read(NpzFixtures.PathOf(file));
        double[] w = [.. Enumerable.Range(0, 12).Select(k => k / 4.0)], thirds = [.. w.Select(v => v / 3)];
        Assert.Equal(["f2", "f4", "f8", "big4", "big8", "fortran", "scalar"], tensors.Tensors.Select(t => t.Name));
        foreach (string name in new[] { "f2", "f4", "big4", "fortran" })
        {
            Assert.Equal(w, tensors.Find(name)!.ToDoubles());
            Assert.Equal(Precision.Single, tensors.Find(name)!.Precision);
            Assert.Equal(new Shape(3, 4), tensors.Find(name)!.Shape);
        }

        foreach (string name in new[] { "f8", "big8" })
        {
            Assert.Equal(thirds, tensors.Find(name)!.ToDoubles());
            Assert.Equal(Precision.Double, tensors.Find(name)!.Precision);
        }

        Assert.Equal([("empty", "it has no elements"), ("counter", "its elements are int64")], tensors.Skipped.Select(s => (s.Name, s.Reason)));
    }

    [Theory]
    [InlineData(Precision.Single)]
    [InlineData(Precision.Double)]
    public void Writing_and_reading_keeps_every_bit_and_repeats(Precision precision)
    {
        var tensors = new NamedTensors(
            [
                new("a/é", SampleNetworks.Tensor(precision, 1, 3, 5)),
                new("scalar", SampleNetworks.Tensor(precision, 2)),
                new("long", SampleNetworks.Tensor(precision, 3, 40_000)),
            ],
            new Dictionary<string, string> { [NamedTensors.ArchitectureKey] = "dense, ü" });
        byte[] file = Write(tensors);
        NamedTensors back = NpzFormat.Read(file, "x.npz");
        Assert.Equal(tensors.Tensors.Select(t => t.Name), back.Tensors.Select(t => t.Name));
        foreach ((NamedTensor wanted, NamedTensor got) in tensors.Tensors.Zip(back.Tensors)) SampleNetworks.AssertSameBits(wanted.Tensor, got.Tensor);
        Assert.Equal("dense, ü", back.Metadata[NamedTensors.ArchitectureKey]);
        Assert.Equal(file, Write(back));
    }

    [Fact]
    public void Numpy_and_we_read_each_others_arrays()
    {
        using var folder = new TemporaryFolder();
        folder.Add(
            "ours.npz",
            Write(
                new NamedTensors(
                    [
                        new("w", new Tensor(new Shape(2, 2), [1.5f, -2, 0, 1e-40f])),
                        new("v", new Tensor(new Shape(1), [0.1])),
                        new("s", new Tensor(new Shape(), [2f])),
                    ],
                    new Dictionary<string, string> { ["espalier.architecture"] = "dense" })));
        string printed = Python.Run("numpy", folder.Root, """
            import numpy as np, zipfile
            assert zipfile.ZipFile("ours.npz").testzip() is None
            z = np.load("ours.npz")
            print(z.files, z["w"].tolist(), z["w"].dtype, z["v"].tolist(), z["v"].dtype, z["s"].tolist(), bytes(z["espalier.architecture"]).decode())
            np.savez("theirs.npz", **{
                "fc1.weight": np.arange(6.).reshape(2, 3), "fc1.bias": np.ones(2),
                "espalier.architecture": np.frombuffer(b"3: dense, relu", dtype="u1")})
            """);
        Assert.Equal(
            "['espalier.architecture', 'w', 'v', 's'] [[1.5, -2.0], [0.0, 9.99994610111476e-41]] float32 [0.1] float64 2.0 dense", printed.Trim());
        Network network = NetworkFile.Read(folder["theirs.npz"]).Network;
        Assert.Equal("3: dense, relu", Espalier.Formats.Architectures.Architecture.Of(network).Format());
        Assert.Equal([0, 1, 2, 3, 4, 5], network.Layers[0].Parameters.First().ToDoubles());
    }

    [Theory]
    [InlineData("arrays.npz")]
    [InlineData("arrays-deflated.npz")]
    [InlineData("arrays-zip64.npz")]
    [Slow]
    public void Damaged_files_are_refused_or_read(string file)
    {
        (int accepted, int refused) = Mutations.Check(File.ReadAllBytes(NpzFixtures.PathOf(file)), bytes => NpzFormat.Read(bytes, file));
        Assert.True(refused > 10_000, $"{accepted} accepted, {refused} refused");
    }

    [Fact]
    [Slow]
    public void Damaged_arrays_in_sound_zip_files_are_refused_or_read()
    {
        (string Name, byte[] Content)[] entries = Zips.Entries(File.ReadAllBytes(NpzFixtures.PathOf("arrays.npz")));
        byte[] array = Array.Find(entries, entry => entry.Name == "f8.npy").Content;
        (int accepted, int refused) = Mutations.Check(array, bytes => NpzFormat.Read(Zips.Replace(entries, "f8.npy", bytes), "x.npz"));
        Assert.True(refused > 10_000 && accepted > 100, $"{accepted} accepted, {refused} refused");
    }

    [Fact]
    public void Damaged_compressed_bytes_are_refused_or_change_no_value()
    {
        byte[] file = Zips.Deflated(("w.npy", Zips.Entries(File.ReadAllBytes(NpzFixtures.PathOf("arrays.npz")))[2].Content));
        Tensor whole = NpzFormat.Read(file, "x.npz").Tensors[0].Tensor;
        int refused = 0;
        for (int at = 30; at < file.Length - 60; at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                file[at] ^= (byte)(1 << bit);
                try
                {
                    SampleNetworks.AssertSameBits(whole, NpzFormat.Read(file, "x.npz").Tensors[0].Tensor);
                }
                catch (InvalidInputException)
                {
                    refused++;
                }

                file[at] ^= (byte)(1 << bit);
            }
        }

        Assert.True(refused > 7 * (file.Length - 90), $"{refused} of {8 * (file.Length - 90)} flips are noticed");
    }

    [Fact]
    public void A_metadata_text_is_bounded_too()
    {
        byte[] text = Encoding.UTF8.GetBytes(new string('a', 1 << 20));
        byte[] header = NpyHeader.Write("|u1", [text.Length]);
        NamedTensors tensors = NpzFormat.Read(
            Zips.Stored(("espalier.architecture.npy", [.. header, .. text]), ("w.npy", File.ReadAllBytes(NpzFixtures.PathOf("version1.npy")))),
            "x.npz");
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Espalier.Formats.Architectures.Architecture.Infer(tensors, "x.npz"));
        Assert.True(error.Message.Length < 300, error.Message);
    }

    private static byte[] Write(NamedTensors tensors)
    {
        var stream = new MemoryStream();
        NpzFormat.Write(tensors, stream);
        return stream.ToArray();
    }
}
