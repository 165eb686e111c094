using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Cli.Tests.Models;

/// <summary>Network files that are small enough to compute by hand.</summary>
internal static class SmallNetworks
{
    /// <summary>(x, y) ↦ max(x − y + ½, 0) + 2·max(3y, 0), written to a file.</summary>
    public static string WriteTwoLayers(Cli cli, string name = "two.safetensors")
    {
        var network = new Network(
            new Shape(2),
            new Dense(new Tensor(new Shape(2, 2), [1.0f, -1, 0, 3]), new Tensor(new Shape(2), [0.5f, 0])),
            new Relu(),
            new Dense(new Tensor(new Shape(1, 2), [1.0f, 2])));
        NetworkFile.Write(cli.PathOf(name), network);
        return cli.PathOf(name);
    }

    /// <summary>A linear network of ten scores over 784 pixels, without any training.</summary>
    public static string WriteImageClassifier(Cli cli, Shape input, string name = "image.safetensors")
    {
        float[] weights = new float[10 * 784];
        for (int i = 0; i < weights.Length; i++) weights[i] = (((i * 7919L) % 1009) - 504) / 1009f;
        var dense = new Dense(new Tensor(new Shape(10, 784), weights));
        Network network = input.Rank == 1 ? new Network(input, dense) : new Network(input, new Flatten(), dense);
        NetworkFile.Write(cli.PathOf(name), network);
        return cli.PathOf(name);
    }
}
