namespace Espalier.Graphs.Operators;

/// <summary>What slides over images, slides over lines as over images of one row.</summary>
internal static class Images
{
    /// <summary>Channels × height × width of what is an image, or a line of channels × width.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static Shape Of(Shape shape) => shape.Rank switch
    {
        3 => shape,
        2 => new Shape(shape[0], 1, shape[1]),
        _ => throw new ArgumentException($"channels × height × width or channels × width are needed, not {shape}"),
    };

    /// <summary>Kernels of outputs × inputs × height × width, of which those of a line have one row.</summary>
    public static Shape Kernels(Shape weights) => weights.Rank == 3 ? new Shape(weights[0], weights[1], 1, weights[2]) : weights;

    /// <summary>An image as what was read had it.</summary>
    public static Shape Like(Shape read, int channels, int height, int width) =>
        read.Rank == 2 ? new Shape(channels, width) : new Shape(channels, height, width);
}
