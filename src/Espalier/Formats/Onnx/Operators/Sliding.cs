using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Conv and MaxPool over images.</summary>
internal static class Sliding
{
    public static Value Convolution(NodeReader node)
    {
        node.RequireInputs(2, 3);
        Data data = node.Data(0);
        Shape image = Image(node, data);
        Constant weights = node.Constant(1, "kernels");
        if (weights.Rank != 4) throw node.Refusal($"Conv has kernels {Origin.Bracketed(weights.Extents)}", "export a two-dimensional convolution");
        if (node.Attributes.Integer("group", 1) is var group && group != 1)
            throw node.Refusal($"Conv has {group} groups", "export a convolution with group = 1");
        (int height, int width) = (weights.Extents[2], weights.Extents[3]);
        int[] kernel = node.Attributes.Has("kernel_shape") ? node.Attributes.Extents("kernel_shape", 2, 0) : [height, width];
        if (kernel[0] != height || kernel[1] != width)
            throw node.Refusal(
                $"Conv's kernel_shape {Origin.Bracketed(kernel)} is not that of its kernels {Origin.Bracketed(weights.Extents)}",
                "export the network again");
        Tensor values = node.Weights(weights, new Shape(weights.Extents.AsSpan()), data);
        Tensor? bias = node.OptionalConstant(2, "bias") is { } stored ? node.Weights(stored, new Shape(stored.Extents.AsSpan()), data) : null;
        Window window = Windows.Read(node, image, kernel);
        return Appended(node, data, image, new Convolution(values, bias, window));
    }

    public static Value MaxPooling(NodeReader node)
    {
        node.RequireInputs(1, 1);
        Data data = node.Data(0);
        Shape image = Image(node, data);
        if (!node.Attributes.Has("kernel_shape")) throw node.Refusal("MaxPool has no kernel_shape", "export the network again");
        int[] kernel = node.Attributes.Extents("kernel_shape", 2, 0);

        // The storage order changes nothing but the indices, a second output, which is refused.
        node.Attributes.Ignore("storage_order");
        bool isCeiling = node.Attributes.Integer("ceil_mode", 0) != 0;
        Window window = Windows.Read(node, image, kernel);
        var pooling = new MaxPooling(kernel[0], kernel[1], window);
        if (isCeiling && !Windows.IsExact(image, kernel, window))
            throw node.Refusal("MaxPool rounds its output size up (ceil_mode)", "export it with ceil_mode = 0");
        return Appended(node, data, image, pooling);
    }

    private static Data Appended(NodeReader node, Data data, Shape image, Operator layer)
    {
        Data made = node.Draft.Append(node.Draft.NeedShape(data, image), layer);
        ReadOnlySpan<int> extents = node.Draft.ShapeOf(made).Extents.AsSpan();
        return made.As(data.Batch.Exists ? extents : [1, .. extents]);
    }

    private static Shape Image(NodeReader node, Data data) =>
        data.Rank == 4 && data.Sample.Length == 3
            ? new Shape(data.Sample)
            : throw node.Refusal($"{node.Operator} works on data {data}", "export images of batch × channels × height × width");
}
