using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Strides, padding and dilations, as Conv and pooling share them.</summary>
internal static class Windows
{
    /// <summary>The window of a kernel of one or two extents over a line or an image.</summary>
    public static Window Read(NodeReader node, Data data, int[] kernel)
    {
        AttributeReader attributes = node.Attributes;
        int extents = kernel.Length;
        int[] dilations = attributes.Extents("dilations", extents, 1);
        int[] strides = attributes.Extents("strides", extents, 1);
        int[] pads = attributes.Extents("pads", 2 * extents, 0);
        if (kernel.Any(extent => extent < 1) || strides.Any(stride => stride < 1) || dilations.Any(dilation => dilation < 1))
            throw node.Refusal(
                $"{node.Operator} has a kernel {Origin.Bracketed(kernel)} with strides {Origin.Bracketed(strides)}", "export the network again");
        string automatic = attributes.Text("auto_pad", "NOTSET");
        if (automatic is not ("NOTSET" or "") && pads.Any(pad => pad != 0))
            throw node.Refusal($"{node.Operator} has both pads and auto_pad", "export it with one of them");
        switch (automatic)
        {
            case "NOTSET" or "" or "VALID":
                break;
            case "SAME_UPPER" or "SAME_LOWER":
                for (int i = 0; i < extents; i++)
                    (pads[i], pads[i + extents]) = Same(
                        data.Sample[i + 1], ((kernel[i] - 1) * dilations[i]) + 1, strides[i], automatic == "SAME_UPPER");
                break;
            default:
                throw attributes.Refusal("auto_pad", $"is {Origin.Quoted(automatic)}", "it must be NOTSET, VALID, SAME_UPPER or SAME_LOWER");
        }

        return extents == 1
            ? new Window(1, strides[0], 0, pads[0], 0, pads[1], 1, dilations[0])
            : new Window(strides[0], strides[1], pads[0], pads[1], pads[2], pads[3], dilations[0], dilations[1]);
    }

    /// <summary>The window with as much more padding at the end as lets the last step of the kernel, cut off by the edge, be taken.</summary>
    public static Window RoundedUp(Shape image, int[] kernel, Window window) => window with
    {
        Bottom = window.Bottom + Rest(image[1], window.Top, window.Bottom, kernel[0], window.DilationY, window.StrideY),
        Right = window.Right + Rest(image[2], window.Left, window.Right, kernel[1], window.DilationX, window.StrideX),
    };

    /// <summary>A step that would start behind the last element is not taken.</summary>
    private static int Rest(long extent, int before, int after, int kernel, int dilation, int stride)
    {
        long room = extent + before + after - ((kernel - 1L) * dilation) - 1;
        long start = ((room / stride) + 1) * stride;
        return room <= 0 || room % stride == 0 || start >= extent + before ? 0 : (int)(start - room);
    }

    private static (int Before, int After) Same(int extent, int kernel, int stride, bool isUpper)
    {
        long steps = ((long)extent + stride - 1) / stride;
        long padding = Math.Max(0, ((steps - 1) * stride) + kernel - extent);
        (int less, int more) = ((int)(padding / 2), (int)(padding - (padding / 2)));
        return isUpper ? (less, more) : (more, less);
    }
}
