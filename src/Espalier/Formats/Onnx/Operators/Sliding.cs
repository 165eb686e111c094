using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Conv, MaxPool and AveragePool over images and lines.</summary>
internal static class Sliding
{
    public static Value Convolution(NodeReader node)
    {
        node.RequireInputs(2, 3);
        Data data = node.Data(0);
        int extents = Extents(node, data);
        Constant weights = node.Constant(1, "kernels");
        if (weights.Rank != extents + 2)
            throw node.Refusal(
                $"Conv of data {data} has kernels {Origin.Bracketed(weights.Extents)}", "export kernels of outputs × inputs × their extents");
        ImmutableArray<int> size = weights.Extents[2..];
        int[] kernel = node.Attributes.Has("kernel_shape") ? node.Attributes.Extents("kernel_shape", extents, 0) : [.. size];
        if (!kernel.AsSpan().SequenceEqual(size.AsSpan()))
            throw node.Refusal(
                $"Conv's kernel_shape {Origin.Bracketed(kernel)} is not that of its kernels {Origin.Bracketed(weights.Extents)}",
                "export the network again");
        int groups = (int)Math.Clamp(node.Attributes.Integer("group", 1), 0, int.MaxValue);
        Tensor values = node.Weights(weights, new Shape(weights.Extents.AsSpan()), data);
        Constant? stored = node.OptionalConstant(2, "bias");
        Tensor? bias = stored is null ? null : node.Weights(stored, new Shape(stored.Extents.AsSpan()), data);
        Data made = node.Append(data, new Convolution(values, bias, Windows.Read(node, data, kernel), groups));
        return node.Named(made, (weights, Role.Weight), (stored, Role.Bias));
    }

    public static Value MaxPooling(NodeReader node)
    {
        // The storage order changes nothing but the indices, a second output, which is refused where it is used.
        node.Attributes.Ignore("storage_order");
        (Data data, int[] kernel, Window window) = Pooling(node, out _);
        return node.Append(data, new MaxPooling(kernel[0], kernel[1], window));
    }

    public static Value AveragePooling(NodeReader node)
    {
        bool countsPadding = node.Attributes.Integer("count_include_pad", 0) != 0;
        (Data data, int[] kernel, Window window) = Pooling(node, out bool isRoundedUp);
        if (countsPadding && isRoundedUp)
            throw node.Refusal("AveragePool counts padding and rounds its output size up (ceil_mode)", "export it with count_include_pad = 0");
        return node.Append(data, new AveragePooling(kernel[0], kernel[1], window, countsPadding));
    }

    public static Value GlobalMaximum(NodeReader node)
    {
        node.RequireInputs(1, 1);
        Data data = node.Data(0);
        Extents(node, data);
        Shape image = Images.Of(new Shape(data.Sample));
        return node.Append(data, new MaxPooling(image[1], image[2], new Window(image[1], image[2])));
    }

    private static (Data Data, int[] Kernel, Window Window) Pooling(NodeReader node, out bool isRoundedUp)
    {
        node.RequireInputs(1, 1);
        Data data = node.Data(0);
        int extents = Extents(node, data);
        if (!node.Attributes.Has("kernel_shape")) throw node.Refusal($"{node.Operator} has no kernel_shape", "export the network again");
        int[] kernel = node.Attributes.Extents("kernel_shape", extents, 0);
        bool isCeiling = node.Attributes.Integer("ceil_mode", 0) != 0;
        Window window = Windows.Read(node, data, kernel);
        if (extents == 1) kernel = [1, kernel[0]];
        Window whole = isCeiling ? Windows.RoundedUp(Images.Of(new Shape(data.Sample)), kernel, window) : window;
        isRoundedUp = whole != window;
        return (data, kernel, whole);
    }

    /// <summary>Two for images, one for lines.</summary>
    private static int Extents(NodeReader node, Data data) =>
        data.Rank - data.Sample.Length == 1 && data.Sample.Length is 2 or 3
            ? data.Sample.Length - 1
            : throw node.Refusal(
                $"{node.Operator} works on data {data}", "export images of batch × channels × height × width, or lines of batch × channels × width");
}
