namespace Espalier.Graphs.Operators;

/// <summary>The largest element under a sliding kernel, channel by channel; padding never wins.</summary>
public sealed record MaxPooling(int KernelHeight, int KernelWidth, Window Window) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "maxpool";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (input.Rank != 3) throw new ArgumentException($"pooling needs channels × height × width, not {input}");
        if (KernelHeight < 1 || KernelWidth < 1) throw new ArgumentException(Invariant($"a pooling kernel of {KernelHeight}×{KernelWidth} holds nothing"));
        if (Window.Top >= KernelHeight || Window.Bottom >= KernelHeight || Window.Left >= KernelWidth || Window.Right >= KernelWidth)
            throw new ArgumentException("pooling padded by a whole kernel would take the maximum of nothing");
        (int height, int width) = Window.Slide(input[1], input[2], KernelHeight, KernelWidth);
        return new Shape(input[0], height, width);
    }
}
