using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Work.Models;

/// <summary>One layer in numbers. The extremes are those of the finite weights and biases, or null where there are none.</summary>
/// <remarks>What it reads: 0 is the input, i + 1 what layer i makes; nothing where only ONNX Runtime knows.</remarks>
public sealed record LayerInspection(
    string Kind, int[] OutputShape, long Parameters, long? Nonzero, long NonFinite, double? Minimum, double? Maximum, int[][] TensorShapes,
    int[] Reads)
{
    internal static LayerInspection Of(Operator layer, Shape output, IEnumerable<int> reads)
    {
        long nonzero = 0;
        long nonFinite = 0;
        foreach (Tensor tensor in layer.Parameters)
        {
            for (int i = 0; i < tensor.Length; i++)
            {
                double value = tensor[i];
                if (value != 0) nonzero++;
                if (!double.IsFinite(value)) nonFinite++;
            }
        }

        WeightRange? range = WeightRange.Of(layer.Parameters);
        return new LayerInspection(
            layer.Kind,
            [.. output.Extents],
            layer.ParameterCount,
            nonzero,
            nonFinite,
            range?.Smallest,
            range?.Largest,
            [.. layer.Parameters.Select(tensor => tensor.Shape.Extents.ToArray())],
            [.. reads]);
    }
}
