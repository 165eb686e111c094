using System.Globalization;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Architectures;

/// <summary>Prints architectures in the one canonical way, which <see cref="ArchitectureParser"/> reads back.</summary>
internal static class ArchitectureText
{
    /// <summary>The input shape of a network whose input is a single number without extents.</summary>
    internal const string Scalar = "scalar";

    internal static string Format(Shape? input, IEnumerable<LayerPlan> plans)
    {
        string layers = string.Join(", ", plans.Select(Layer));
        return input is null ? layers : $"{Of(input)}: {layers}";
    }

    /// <summary>A shape, also that of a single number.</summary>
    internal static string Of(Shape shape) => shape.Rank == 0 ? Scalar : shape.ToString();

    internal static string Layer(LayerPlan plan) => plan switch
    {
        ConvolutionPlan convolution => "conv" + Steps(convolution.Window, 1, 1),
        DensePlan => "dense",
        AffinePlan { Scale: true, Shift: true } => "affine",
        AffinePlan { Scale: true } => "affine scale",
        AffinePlan { Shift: true } => "affine shift",
        AffinePlan => "affine none",
        FixedPlan { Layer: MaxPooling pool } => $"maxpool {Pair(pool.KernelHeight, pool.KernelWidth)}{Steps(pool.Window, pool.KernelHeight, pool.KernelWidth)}",
        FixedPlan fixedPlan => fixedPlan.Layer.Kind,
        _ => throw new ArgumentException($"a plan of type {plan.GetType().Name} has no text"),
    };

    /// <summary>Strides, unless they are the usual ones, and padding, if there is any.</summary>
    private static string Steps(Window window, int usualY, int usualX)
    {
        string stride = window.StrideY == usualY && window.StrideX == usualX ? string.Empty : $" stride {Pair(window.StrideY, window.StrideX)}";
        int[] sides = [window.Top, window.Left, window.Bottom, window.Right];
        if (sides.All(side => side == 0)) return stride;
        return sides.All(side => side == window.Top) ? $"{stride} pad {Number(window.Top)}" : $"{stride} pad {string.Join(' ', sides.Select(Number))}";
    }

    private static string Pair(int y, int x) => y == x ? Number(y) : $"{Number(y)} {Number(x)}";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
