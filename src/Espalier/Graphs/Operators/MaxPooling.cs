using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;

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

    /// <summary>What the elements under the kernel meet at a place.</summary>
    internal SlidingPlane Plane(Shape input) => new(input, OutputShape(input), KernelHeight, KernelWidth, Window);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0];

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) =>
        new MaxPoolingKernel<T>(this, Images.Of(reads[0]), Images.Of(output));

    /// <summary>The IEEE 754 maximum of the elements under a sliding kernel: NaN if one is NaN, +0 above −0; padding never wins.</summary>
    private sealed class MaxPoolingKernel<T>(MaxPooling layer, Shape input, Shape output) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>With fewer elements other threads would come too late to help.</summary>
        private const int LeastToShare = 1 << 15;

        private readonly int _height = input[1];
        private readonly int _width = input[2];
        private readonly int _outputHeight = output[1];
        private readonly int _outputWidth = output[2];
        private readonly (int First, int End) _whole = Whole(layer, input[2], output[2]);

        public override unsafe void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            int threads = inputs.Length < LeastToShare ? 1 : scratch.Threads;
            fixed (T* from = inputs, to = outputs)
                scratch.Crew.Run(new Planes(this, from, to, scratch), inputs.Length / (_height * _width), threads);
        }

        private void Pool(ReadOnlySpan<T> from, Span<T> to, Span<T> tallest)
        {
            Window window = layer.Window;
            (int first, int end) = _whole;
            for (int y = 0; y < _outputHeight; y++, to = to[_outputWidth..])
            {
                int top = (y * window.StrideY) - window.Top;
                int firstRow = Window.Inside(top, window.DilationY), endRow = End(top, layer.KernelHeight, window.DilationY, _height);
                PoolRow(from, to[.._outputWidth], 0, first, firstRow, endRow);
                PoolRow(from, to[.._outputWidth], end, _outputWidth, firstRow, endRow);
                if (first < end) PoolWhole(from, to[first..end], (first * window.StrideX) - window.Left, tallest[.._width], firstRow, endRow);
            }
        }

        /// <summary>The places of a row at which no tap lies in the padding.</summary>
        private static (int First, int End) Whole(MaxPooling layer, int width, int outputWidth)
        {
            long reach = (layer.KernelWidth - 1L) * layer.Window.DilationX, last = width - 1 - reach + layer.Window.Left;
            int first = (layer.Window.Left + layer.Window.StrideX - 1) / layer.Window.StrideX;
            int end = last < 0 ? 0 : (int)Math.Min(outputWidth, (last / layer.Window.StrideX) + 1);
            return first < end ? (first, end) : (outputWidth, outputWidth);
        }

        /// <summary>The largest of every column, then of the columns side by side, then every so many-th.</summary>
        private void PoolWhole(ReadOnlySpan<T> plane, Span<T> row, int left, Span<T> tallest, int firstRow, int endRow)
        {
            plane.Slice(firstRow * _width, _width).CopyTo(tallest);
            for (int y = firstRow + layer.Window.DilationY; y < endRow; y += layer.Window.DilationY)
                Elementwise.Max(tallest, plane.Slice(y * _width, _width));
            int stride = layer.Window.StrideX, step = layer.Window.DilationX;
            for (int x = 0; x < row.Length; x++)
            {
                T best = tallest[left];
                for (int tap = 1; tap < layer.KernelWidth; tap++) best = T.Max(best, tallest[left + (tap * step)]);
                row[x] = best;
                left += stride;
            }
        }

        /// <summary>Where the taps end, or the plane.</summary>
        private static int End(int start, int kernel, int dilation, int extent) => Math.Min(start + ((kernel - 1) * dilation) + 1, extent);

        private void PoolRow(ReadOnlySpan<T> plane, Span<T> row, int firstPlace, int endPlace, int firstRow, int endRow)
        {
            for (int x = firstPlace; x < endPlace; x++)
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

        private sealed unsafe class Planes(MaxPoolingKernel<T> kernel, T* from, T* to, Scratch<T> scratch) : ICrewWork
        {
            public void Do(int piece, int worker)
            {
                int read = kernel._height * kernel._width, made = kernel._outputHeight * kernel._outputWidth;
                kernel.Pool(new(from + ((nint)piece * read), read), new(to + ((nint)piece * made), made), scratch.Buffer(1 + worker, kernel._width));
            }
        }
    }
}
