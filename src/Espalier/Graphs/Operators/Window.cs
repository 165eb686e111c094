using System.Globalization;
using System.Text;

namespace Espalier.Graphs.Operators;

/// <summary>How a kernel slides over an image: its steps and the padding on each side.</summary>
/// <param name="StrideY">Rows per step.</param>
/// <param name="StrideX">Columns per step.</param>
/// <param name="Top">Padded rows above.</param>
/// <param name="Left">Padded columns to the left.</param>
/// <param name="Bottom">Padded rows below.</param>
/// <param name="Right">Padded columns to the right.</param>
/// <param name="DilationY">Rows from one tap of the kernel to the next.</param>
/// <param name="DilationX">Columns from one tap to the next.</param>
public sealed record Window(
    int StrideY = 1, int StrideX = 1, int Top = 0, int Left = 0, int Bottom = 0, int Right = 0, int DilationY = 1, int DilationX = 1)
{
    /// <summary>A window with the same stride in both directions and the same padding on all sides.</summary>
    public static Window Uniform(int stride, int padding) => new(stride, stride, padding, padding, padding, padding);

    /// <summary>The height and width of the output for an input of a height and width under a kernel.</summary>
    /// <exception cref="ArgumentException">The numbers make no window, or the kernel does not fit the padded input.</exception>
    public (int Height, int Width) Slide(int height, int width, int kernelHeight, int kernelWidth)
    {
        if (StrideY < 1 || StrideX < 1 || Top < 0 || Left < 0 || Bottom < 0 || Right < 0)
            throw new ArgumentException(Invariant($"strides ({StrideY}, {StrideX}) and padding ({Top}, {Left}, {Bottom}, {Right}) make no window"));
        if (DilationY < 1 || DilationX < 1) throw new ArgumentException(Invariant($"dilations ({DilationY}, {DilationX}) make no window"));
        return (Steps(height, Top, Bottom, kernelHeight, StrideY, DilationY), Steps(width, Left, Right, kernelWidth, StrideX, DilationX));
    }

    /// <summary>The shape that pooling over an image or a line makes: no kernel may lie in the padding alone.</summary>
    /// <exception cref="ArgumentException">The kernel does not fit the padded input, or some of its places hold nothing.</exception>
    internal Shape Pool(Shape input, int kernelHeight, int kernelWidth)
    {
        Shape image = Images.Of(input);
        if (kernelHeight < 1 || kernelWidth < 1)
            throw new ArgumentException(Invariant($"a pooling kernel of {kernelHeight}×{kernelWidth} holds nothing"));
        if (Top >= kernelHeight || Bottom >= kernelHeight || Left >= kernelWidth || Right >= kernelWidth)
            throw new ArgumentException("pooling padded by a whole kernel would take in nothing");
        (int height, int width) = Slide(image[1], image[2], kernelHeight, kernelWidth);
        if (HasEmptyPlace(height, StrideY, Top, DilationY, kernelHeight, image[1])
            || HasEmptyPlace(width, StrideX, Left, DilationX, kernelWidth, image[2]))
            throw new ArgumentException("dilated pooling would take in nothing at some place");
        return Images.Like(input, image[0], height, width);
    }

    /// <summary>The first tap at or behind the edge, of taps that start somewhere before it or not.</summary>
    internal static int Inside(int start, int dilation) => start >= 0 ? start : start + ((-start + dilation - 1) / dilation * dilation);

    /// <summary>Whether all taps at some place lie in the padding; without dilation there is none.</summary>
    private static bool HasEmptyPlace(int places, int stride, int before, int dilation, int kernel, int extent)
    {
        for (int place = 0; dilation > 1 && place < places; place++)
        {
            int start = (place * stride) - before;
            int first = Inside(start, dilation);
            if (first >= extent || first > start + ((kernel - 1) * dilation)) return true;
        }

        return false;
    }

    private static int Steps(int extent, int before, int after, int kernel, int stride, int dilation)
    {
        long padded = (long)extent + before + after;
        long reach = ((kernel - 1L) * dilation) + 1;
        if (padded < reach || padded > int.MaxValue)
            throw new ArgumentException(Invariant($"a kernel of {reach} does not fit an input of {padded}"));
        return (int)((padded - reach) / stride) + 1;
    }

    /// <summary>
    /// Strides, unless they are the usual ones, and padding and dilation, if there are any, as the text of an architecture spells them.
    /// </summary>
    internal string Text(int usualY, int usualX)
    {
        string stride = StrideY == usualY && StrideX == usualX ? string.Empty : $" stride {Pair(StrideY, StrideX)}";
        string dilation = DilationY == 1 && DilationX == 1 ? string.Empty : $" dilate {Pair(DilationY, DilationX)}";
        int[] sides = [Top, Left, Bottom, Right];
        if (sides.All(side => side == 0)) return stride + dilation;
        string padding = sides.All(side => side == Top) ? Number(Top) : string.Join(' ', sides.Select(Number));
        return $"{stride} pad {padding}{dilation}";
    }

    /// <summary>Fingerprints are made of this text: what came later, it names only where it is not as usual.</summary>
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"StrideY = {StrideY}, StrideX = {StrideX}, ");
        text.Append(CultureInfo.InvariantCulture, $"Top = {Top}, Left = {Left}, Bottom = {Bottom}, Right = {Right}");
        if (DilationY != 1 || DilationX != 1) text.Append(CultureInfo.InvariantCulture, $", DilationY = {DilationY}, DilationX = {DilationX}");
        return true;
    }

    /// <summary>Rows and columns, as one number where they are the same.</summary>
    internal static string Pair(int y, int x) => y == x ? Number(y) : $"{Number(y)} {Number(x)}";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
