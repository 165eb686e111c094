using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>Cross-correlation over channels × height × width, or channels × width, zero-padded.</summary>
public sealed record Convolution : UnaryOperator
{
    /// <summary>Creates a convolution.</summary>
    /// <exception cref="ArgumentException">The weights do not have three or four extents, or the bias does not have one value per output channel,
    /// or the groups do not share the output channels evenly.</exception>
    public Convolution(Tensor weights, Tensor? bias, Window window, int groups = 1)
    {
        if (weights.Shape.Rank is not (3 or 4)) throw new ArgumentException($"convolution weights need three or four extents, not {weights.Shape}");
        if (groups < 1 || weights.Shape[0] % groups != 0)
            throw new ArgumentException(Invariant($"{weights.Shape[0]} output channels do not fall into {groups} groups"));
        if (bias is not null && !bias.Shape.Equals(new Shape(weights.Shape[0])))
            throw new ArgumentException($"a bias of shape {bias.Shape} does not fit weights of shape {weights.Shape}");
        Weights = weights;
        Bias = bias;
        Window = window;
        Groups = groups;
        Kernels = Images.Kernels(weights.Shape);
    }

    /// <summary>The kernels: output channels × input channels of a group × height × width; without height for lines.</summary>
    public Tensor Weights { get; }

    /// <summary>The number of groups: each reads input channels of its own and makes output channels of its own.</summary>
    public int Groups { get; }

    /// <summary>Output channels × input channels of a group × height × width, of which the height is 1 for lines.</summary>
    internal Shape Kernels { get; }

    /// <summary>One value per output channel, or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>Strides and padding.</summary>
    public Window Window { get; }

    /// <inheritdoc/>
    public override string Kind => "convolution";

    /// <inheritdoc/>
    public override OperatorForm Form => new ConvolutionForm(Window, Groups);

    /// <inheritdoc/>
    public override IEnumerable<(string Role, Tensor Tensor)> NamedParameters =>
        Bias is null ? [(Role.Weight, Weights)] : [(Role.Weight, Weights), (Role.Bias, Bias)];

    /// <inheritdoc/>
    public override WeightGrid Grid =>
        new(Weights, Bias, Kernels[0], Kernels[2] * Kernels[3], Kernels[1], Groups) { Window = Window };

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        long channels = (long)Kernels[1] * Groups;
        if (input.Rank != Weights.Shape.Rank - 1 || input[0] != channels)
            throw new ArgumentException(Invariant($"a convolution over {channels} channels does not accept the shape {input}"));
        Shape image = Images.Of(input);
        (int height, int width) = Window.Slide(image[1], image[2], Kernels[2], Kernels[3]);
        return Images.Like(input, Kernels[0], height, width);
    }

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) =>
        new Convolution(map(Weights), Bias is null ? null : map(Bias), Window, Groups);

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override string Fingerprint =>
        $"{Kind} {string.Join(' ', Parameters.Select(tensor => tensor.Shape.ToString()))} {Window}{(Groups == 1 ? "" : Invariant($" {Groups}"))}";

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => false;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) =>
        (long)Weights.Length * (output.Length / Kernels[0]);

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) =>
        ConvolutionKernel<T>.Of(this, Images.Of(reads[0]), Images.Of(output));
}

/// <summary>A convolution; its kernel comes from the tensor.</summary>
internal sealed record ConvolutionForm(Window Window, int Groups = 1) : OperatorForm
{
    public override string Text => "conv" + Window.Text(1, 1) + (Groups == 1 ? string.Empty : Invariant($" groups {Groups}"));

    public override IEnumerable<string> Roles => [Role.Weight];

    public override Operator Make(Func<string, Tensor?> find) =>
        new Convolution(Required(find, Role.Weight), find(Role.Bias), Window, Groups);
}
