namespace Espalier.Graphs.Operators;

/// <summary>Two-dimensional cross-correlation over channels × height × width, zero-padded, without dilation or groups.</summary>
public sealed record Convolution : Operator
{
    /// <summary>Creates a convolution.</summary>
    /// <exception cref="ArgumentException">The weights do not have four extents, or the bias does not have one value per output channel.</exception>
    public Convolution(Tensor weights, Tensor? bias, Window window)
    {
        if (weights.Shape.Rank != 4) throw new ArgumentException($"convolution weights need four extents, not {weights.Shape}");
        if (bias is not null && !bias.Shape.Equals(new Shape(weights.Shape[0])))
            throw new ArgumentException($"a bias of shape {bias.Shape} does not fit weights of shape {weights.Shape}");
        Weights = weights;
        Bias = bias;
        Window = window;
    }

    /// <summary>The kernels: output channels × input channels × height × width.</summary>
    public Tensor Weights { get; }

    /// <summary>One value per output channel, or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>Strides and padding.</summary>
    public Window Window { get; }

    /// <inheritdoc/>
    public override string Kind => "convolution";

    /// <inheritdoc/>
    public override IEnumerable<Tensor> Parameters => Bias is null ? [Weights] : [Weights, Bias];

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (input.Rank != 3 || input[0] != Weights.Shape[1])
            throw new ArgumentException(Invariant($"a convolution over {Weights.Shape[1]} channels does not accept the shape {input}"));
        (int height, int width) = Window.Slide(input[1], input[2], Weights.Shape[2], Weights.Shape[3]);
        return new Shape(Weights.Shape[0], height, width);
    }
}
