using System.Runtime.InteropServices;
using Espalier.Formats.Onnx.Schema;
using Espalier.Formats.PyTorch;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>A constant of two or more extents as rows of outputs.</summary>
internal sealed record WeightGrid(string Name, int Rows, int Columns, float[] Weights)
{
    /// <summary>Whether the file holds inputs as rows.</summary>
    public bool IsTransposed { get; init; }

    /// <summary>Its place among the grids of a table: each has random numbers of its own.</summary>
    public uint Number { get; init; }

    /// <summary>The largest grids of a file, ONNX or PyTorch.</summary>
    public static List<WeightGrid> Largest(string path, int count) => path.EndsWith(".onnx", StringComparison.Ordinal)
        ? Largest(ModelMessage.Parser.ParseFrom(File.ReadAllBytes(path)), count)
        : Largest(OfTorch(path), count);

    /// <summary>The largest grids of a model.</summary>
    public static List<WeightGrid> Largest(ModelMessage model, int count) => Largest(OfOnnx(model.Graph), count);

    /// <summary>The first of every so many rows.</summary>
    public WeightGrid Every(int rows)
    {
        float[][] taken = [.. Enumerable.Range(0, (Rows + rows - 1) / rows).Select(i => Weights[(i * rows * Columns)..(((i * rows) + 1) * Columns)])];
        return this with { Rows = taken.Length, Weights = [.. taken.SelectMany(row => row)] };
    }

    /// <summary>The rows of a transposed copy.</summary>
    public static float[] Transposed(float[] values, int rows, int columns)
    {
        var result = new float[values.Length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) result[(j * rows) + i] = values[(i * columns) + j];
        return result;
    }

    private static List<WeightGrid> Largest(IEnumerable<WeightGrid> grids, int count) =>
    [
        .. grids.OrderByDescending(grid => grid.Weights.Length).ThenBy(grid => grid.Name, StringComparer.Ordinal).Take(count)
            .Select((grid, i) => grid with { Number = (uint)i }),
    ];

    private static IEnumerable<WeightGrid> OfTorch(string path) =>
        from tensor in PyTorchFormat.Read(path).Tensors
        where tensor.Tensor.Shape.Rank >= 2
        select new WeightGrid(tensor.Name, tensor.Tensor.Shape[0], tensor.Tensor.Length / tensor.Tensor.Shape[0], tensor.Tensor.Singles.ToArray());

    /// <summary>Float32 constants; what a MatMul multiplies from the right is turned, so that rows are outputs.</summary>
    private static IEnumerable<WeightGrid> OfOnnx(GraphMessage graph)
    {
        var right = graph.Nodes.Where(node => node.Operator == "MatMul").Select(node => node.Inputs[1]).ToHashSet(StringComparer.Ordinal);
        foreach (TensorMessage tensor in graph.Constants)
        {
            if (tensor.ElementType != 1 || tensor.Extents.Count < 2) continue;
            float[] values = tensor.HasRaw
                ? MemoryMarshal.Cast<byte, float>(tensor.Raw.Span).ToArray()
                : [.. tensor.PackedSingles.SelectMany(part => MemoryMarshal.Cast<byte, float>(part.Span).ToArray())];
            if (values.Length == 0) continue;
            int first = (int)tensor.Extents[0];
            int rest = values.Length / first;
            yield return right.Contains(tensor.Name)
                ? new WeightGrid(tensor.Name, rest, first, Transposed(values, first, rest)) { IsTransposed = true }
                : new WeightGrid(tensor.Name, first, rest, values);
        }
    }
}
