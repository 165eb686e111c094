using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Strides, padding and dilations, as Conv and MaxPool share them.</summary>
internal static class Windows
{
    public static Window Read(NodeReader node, Shape image, int[] kernel)
    {
        AttributeReader attributes = node.Attributes;
        if (attributes.Extents("dilations", 2, 1).Any(dilation => dilation != 1))
            throw node.Refusal($"{node.Operator} has dilations", "export it with dilations = 1");
        int[] strides = attributes.Extents("strides", 2, 1);
        int[] pads = attributes.Extents("pads", 4, 0);
        if (kernel.Any(extent => extent < 1) || strides.Any(stride => stride < 1))
            throw node.Refusal(
                $"{node.Operator} has a kernel {Origin.Bracketed(kernel)} with strides {Origin.Bracketed(strides)}", "export the network again");
        string automatic = attributes.Text("auto_pad", "NOTSET");
        if (automatic is "NOTSET" or "") return new Window(strides[0], strides[1], pads[0], pads[1], pads[2], pads[3]);
        if (pads.Any(pad => pad != 0)) throw node.Refusal($"{node.Operator} has both pads and auto_pad", "export it with one of them");
        switch (automatic)
        {
            case "VALID":
                return new Window(strides[0], strides[1]);
            case "SAME_UPPER" or "SAME_LOWER":
                bool isUpper = automatic == "SAME_UPPER";
                (int top, int bottom) = Same(image[1], kernel[0], strides[0], isUpper);
                (int left, int right) = Same(image[2], kernel[1], strides[1], isUpper);
                return new Window(strides[0], strides[1], top, left, bottom, right);
            default:
                throw attributes.Refusal("auto_pad", $"is {Origin.Quoted(automatic)}", "it must be NOTSET, VALID, SAME_UPPER or SAME_LOWER");
        }
    }

    /// <summary>Whether the kernel's steps end at the edge of the padded image, so that rounding up changes nothing.</summary>
    public static bool IsExact(Shape image, int[] kernel, Window window) =>
        (image[1] + (long)window.Top + window.Bottom - kernel[0]) % window.StrideY == 0
        && (image[2] + (long)window.Left + window.Right - kernel[1]) % window.StrideX == 0;

    private static (int Before, int After) Same(int extent, int kernel, int stride, bool isUpper)
    {
        long steps = ((long)extent + stride - 1) / stride;
        long padding = Math.Max(0, ((steps - 1) * stride) + kernel - extent);
        (int less, int more) = ((int)(padding / 2), (int)(padding - (padding / 2)));
        return isUpper ? (less, more) : (more, less);
    }
}
