using Espalier.Cli.Frame;
using Espalier.Graphs.Operators;
using Espalier.Graphs;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Models;

/// <summary>One layer in numbers. The extremes are those of the finite weights and biases, or null where there are none.</summary>
internal sealed record LayerInspection(
    string Kind, int[] OutputShape, long Parameters, long Nonzero, long NonFinite, double? Minimum, double? Maximum, int[][] TensorShapes)
{
    public static LayerInspection Of(Operator layer, Shape output)
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
            [.. layer.Parameters.Select(tensor => tensor.Shape.Extents.ToArray())]);
    }

    public string[] Row(int index) =>
    [
        Numerals.Text(index),
        Kind,
        new Shape(OutputShape).ToString(),
        Parameters == 0 ? string.Empty : Numerals.Text(Parameters),
        Parameters == 0 ? string.Empty : Numerals.Text(Nonzero),
        Extreme(Minimum),
        Extreme(Maximum),
    ];

    /// <summary>A float32 needs fewer digits to be read back as the float32 that it is.</summary>
    private static string Extreme(double? value) => value switch
    {
        null => string.Empty,
        { } number when (float)number == number => ((float)number).ToString("R"),
        { } number => Numerals.Text(number),
    };
}
