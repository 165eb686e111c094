using System.Collections.Immutable;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Products of two constant matrices, summed in float64 and rounded once to their type.</summary>
internal static class ConstantProducts
{
    public static Constant Product(Constant a, Constant b, NodeReader node)
    {
        if (a.Type != b.Type || !a.Type.IsFloat || a.Rank is not (1 or 2) || b.Rank is not (1 or 2) || a.Extents[^1] != b.Extents[0])
        {
            throw node.Refusal(
                $"MatMul of constants {a.Type.Name}{Origin.Bracketed(a.Extents)} and {b.Type.Name}{Origin.Bracketed(b.Extents)}",
                "compute it when exporting (constant folding)");
        }

        int rows = a.Rank == 1 ? 1 : a.Extents[0];
        int inner = b.Extents[0];
        int columns = b.Rank == 1 ? 1 : b.Extents[1];

        // The limit of steps keeps the number of bytes from overflowing.
        node.Budget.Steps((long)rows * columns * Math.Max(1, inner), node.Origin);
        node.Budget.Bytes(8L * rows * columns, node.Origin);
        double[] product = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                for (int j = 0; j < columns; j++) product[(i * columns) + j] += a[(i * inner) + k] * b[(k * columns) + j];
            }
        }

        ImmutableArray<int> extents = [.. a.Extents[..^1], .. b.Extents[1..]];
        return a.Type == NumberType.Float64
            ? new Constant(extents, product)
            : new Constant(a.Type, extents, [.. product.Select(value => a.Type.Rounded(value))]);
    }
}
