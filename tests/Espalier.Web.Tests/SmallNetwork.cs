using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Web.Tests;

/// <summary>A network of two dense layers that is small enough to compute by hand, and a copy that differs a little.</summary>
internal static class SmallNetwork
{
    public static void Write(string path) => NetworkFile.Write(path, Of(2));

    /// <summary>The same but for one weight of the last layer, which is 0.25 larger: over [0, 1]² the two differ by 0.75 at most.</summary>
    /// <remarks>The weight's ReLU is max(0, 3·x₂), whose largest value there is 3.</remarks>
    public static void WriteOther(string path) => NetworkFile.Write(path, Of(2.25f));

    /// <summary>Twelve inputs, ten hidden neurons, four outputs, for pictures; another turn is another network near it.</summary>
    public static void WriteWider(string path, double turn) => NetworkFile.Write(path, new Network(
        new Shape(12), new Dense(Waves(0, turn, 10, 12), Waves(1, turn, 10)), new Relu(), new Dense(Waves(2, turn, 4, 10), Waves(3, turn, 4))));

    public static byte[] Bytes()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".npz");
        try
        {
            Write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Tensor Waves(int first, double turn, params int[] extents)
    {
        int count = extents.Aggregate(1, (product, extent) => product * extent);
        float[] values = [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin(first + (1.7 * i * i) + (turn * i)))];
        return new Tensor(new Shape(extents), values);
    }

    private static Network Of(float last) => new(
        new Shape(2),
        new Dense(new Tensor(new Shape(2, 2), [1.0f, -1, 0, 3]), new Tensor(new Shape(2), [0.5f, 0])),
        new Relu(),
        new Dense(new Tensor(new Shape(1, 2), [1.0f, last])));
}
