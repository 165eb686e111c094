using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Cli.Tests.Models;

/// <summary>Network files that are small enough to compute by hand.</summary>
internal static class SmallNetworks
{
    /// <summary>Writes a network into the folder and returns its path.</summary>
    public static string Write(Cli cli, string name, Network network)
    {
        NetworkFile.Write(cli.PathOf(name), network);
        return cli.PathOf(name);
    }

    /// <summary>(x, y) ↦ max(x − y + ½, 0) + 2·max(3y, 0), written to a file.</summary>
    public static string WriteTwoLayers(Cli cli, string name = "two.safetensors") => Write(cli, name, new Network(
        new Shape(2),
        new Dense(new Tensor(new Shape(2, 2), [1.0f, -1, 0, 3]), new Tensor(new Shape(2), [0.5f, 0])),
        new Relu(),
        new Dense(new Tensor(new Shape(1, 2), [1.0f, 2]))));

    /// <summary>A linear network of ten scores over 784 pixels, without any training.</summary>
    public static string WriteImageClassifier(Cli cli, Shape input, string name = "image.safetensors")
    {
        float[] weights = new float[10 * 784];
        for (int i = 0; i < weights.Length; i++) weights[i] = (((i * 7919L) % 1009) - 504) / 1009f;
        var dense = new Dense(new Tensor(new Shape(10, 784), weights));
        return Write(cli, name, input.Rank == 1 ? new Network(input, dense) : new Network(input, new Flatten(), dense));
    }

    /// <summary>784-12-10 with numbers that follow a rule, in <c>images.onnx</c>.</summary>
    public static string WriteImageLayers(Cli cli)
    {
        Tensor Numbers(int rows, int columns) =>
            new(new Shape(rows, columns), [.. Enumerable.Range(1, rows * columns).Select(i => (float)Math.Sin((i * 1.3) + (i % 11)) / columns)]);
        return Write(cli, "images.onnx", new Network(new Shape(784), new Dense(Numbers(12, 784)), new Relu(), new Dense(Numbers(10, 12))));
    }

    /// <summary>Exchanges an operator's kind in an ONNX file for another of as many letters, wherever it stands.</summary>
    public static void Exchange(string path, string kind, string other)
    {
        byte[] file = File.ReadAllBytes(path);
        byte[] old = System.Text.Encoding.ASCII.GetBytes(kind), made = System.Text.Encoding.ASCII.GetBytes(other);
        Assert.Equal(old.Length, made.Length);
        int at = file.AsSpan().IndexOf(old);
        Assert.InRange(at, 1, file.Length);
        for (; at > 0; at = file.AsSpan().IndexOf(old)) made.CopyTo(file.AsSpan(at));
        File.WriteAllBytes(path, file);
    }
}
