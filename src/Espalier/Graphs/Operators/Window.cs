using System.Globalization;

namespace Espalier.Graphs.Operators;

/// <summary>How a kernel slides over an image: its steps and the padding on each side.</summary>
/// <param name="StrideY">Rows per step.</param>
/// <param name="StrideX">Columns per step.</param>
/// <param name="Top">Padded rows above.</param>
/// <param name="Left">Padded columns to the left.</param>
/// <param name="Bottom">Padded rows below.</param>
/// <param name="Right">Padded columns to the right.</param>
public sealed record Window(int StrideY = 1, int StrideX = 1, int Top = 0, int Left = 0, int Bottom = 0, int Right = 0)
{
    /// <summary>A window with the same stride in both directions and the same padding on all sides.</summary>
    public static Window Uniform(int stride, int padding) => new(stride, stride, padding, padding, padding, padding);

    /// <summary>The height and width of the output for an input of a height and width under a kernel.</summary>
    /// <exception cref="ArgumentException">The numbers make no window, or the kernel does not fit the padded input.</exception>
    public (int Height, int Width) Slide(int height, int width, int kernelHeight, int kernelWidth)
    {
        if (StrideY < 1 || StrideX < 1 || Top < 0 || Left < 0 || Bottom < 0 || Right < 0)
            throw new ArgumentException(Invariant($"strides ({StrideY}, {StrideX}) and padding ({Top}, {Left}, {Bottom}, {Right}) make no window"));
        return (Steps(height, Top, Bottom, kernelHeight, StrideY), Steps(width, Left, Right, kernelWidth, StrideX));
    }

    private static int Steps(int extent, int before, int after, int kernel, int stride)
    {
        long padded = (long)extent + before + after;
        if (padded < kernel || padded > int.MaxValue)
            throw new ArgumentException(Invariant($"a kernel of {kernel} does not fit an input of {padded}"));
        return (int)((padded - kernel) / stride) + 1;
    }

    /// <summary>Strides, unless they are the usual ones, and padding, if there is any, as the text of an architecture spells them.</summary>
    internal string Text(int usualY, int usualX)
    {
        string stride = StrideY == usualY && StrideX == usualX ? string.Empty : $" stride {Pair(StrideY, StrideX)}";
        int[] sides = [Top, Left, Bottom, Right];
        if (sides.All(side => side == 0)) return stride;
        return sides.All(side => side == Top) ? $"{stride} pad {Number(Top)}" : $"{stride} pad {string.Join(' ', sides.Select(Number))}";
    }

    /// <summary>Rows and columns, as one number where they are the same.</summary>
    internal static string Pair(int y, int x) => y == x ? Number(y) : $"{Number(y)} {Number(x)}";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
