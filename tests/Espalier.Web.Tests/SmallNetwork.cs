using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Web.Tests;

/// <summary>A network of two dense layers that is small enough to compute by hand.</summary>
internal static class SmallNetwork
{
    public static void Write(string path) => NetworkFile.Write(path, new Network(
        new Shape(2),
        new Dense(new Tensor(new Shape(2, 2), [1.0f, -1, 0, 3]), new Tensor(new Shape(2), [0.5f, 0])),
        new Relu(),
        new Dense(new Tensor(new Shape(1, 2), [1.0f, 2]))));

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
}
