using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>The largest element under a sliding kernel, channel by channel; padding never wins.</summary>
public sealed record MaxPooling(int KernelHeight, int KernelWidth, Window Window) : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "maxpool";

    /// <inheritdoc/>
    public override OperatorForm Form =>
        new FixedForm(this, "maxpool " + Window.Pair(KernelHeight, KernelWidth) + Window.Text(KernelHeight, KernelWidth));

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Window.Pool(input, KernelHeight, KernelWidth);

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override string Fingerprint => Invariant($"{Kind} {KernelHeight} {KernelWidth} {Window}");

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0];

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) =>
        new MaxPoolingKernel<T>(this, Images.Of(reads[0]), Images.Of(output));

    /// <summary>The IEEE 754 maximum of the elements under a sliding kernel: NaN if one is NaN, +0 above −0; padding never wins.</summary>
    private sealed class MaxPoolingKernel<T>(MaxPooling layer, Shape input, Shape output) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int _height = input[1];
        private readonly int _width = input[2];
        private readonly int _outputHeight = output[1];
        private readonly int _outputWidth = output[2];

        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            int planes = inputs.Length / (_height * _width);
            for (int plane = 0; plane < planes; plane++)
            {
                ReadOnlySpan<T> from = inputs.Slice(plane * _height * _width, _height * _width);
                Span<T> to = outputs.Slice(plane * _outputHeight * _outputWidth, _outputHeight * _outputWidth);
                for (int y = 0; y < _outputHeight; y++)
                {
                    int top = (y * layer.Window.StrideY) - layer.Window.Top;
                    int step = layer.Window.DilationY;
                    PoolRow(
                        from, to.Slice(y * _outputWidth, _outputWidth), Window.Inside(top, step), End(top, layer.KernelHeight, step, _height));
                }
            }
        }

        /// <summary>Where the taps end, or the plane.</summary>
        private static int End(int start, int kernel, int dilation, int extent) => Math.Min(start + ((kernel - 1) * dilation) + 1, extent);

        private void PoolRow(ReadOnlySpan<T> plane, Span<T> row, int firstRow, int endRow)
        {
            for (int x = 0; x < row.Length; x++)
            {
                int left = (x * layer.Window.StrideX) - layer.Window.Left;
                int step = layer.Window.DilationX;
                int first = Window.Inside(left, step);
                int end = End(left, layer.KernelWidth, step, _width);
                T best = T.NegativeInfinity;
                for (int start = firstRow * _width; start < endRow * _width; start += layer.Window.DilationY * _width)
                {
                    for (int i = start + first; i < start + end; i += step) best = T.Max(best, plane[i]);
                }

                row[x] = best;
            }
        }
    }
}
