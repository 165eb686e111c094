using System.Numerics;
using Espalier.Graphs.Operators;

namespace Espalier.Graphs.Steps;

/// <summary>The IEEE 754 maximum of the elements under a sliding kernel: NaN if one is NaN, +0 above −0; padding never wins.</summary>
internal sealed class MaxPoolingStep<T>(MaxPooling layer, Shape input, Shape output) : Step<T>(input.Length, output.Length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _height = input[1];
    private readonly int _width = input[2];
    private readonly int _outputHeight = output[1];
    private readonly int _outputWidth = output[2];

    public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, StepBuffers<T> buffers)
    {
        int planes = inputs.Length / (_height * _width);
        for (int plane = 0; plane < planes; plane++)
        {
            ReadOnlySpan<T> from = inputs.Slice(plane * _height * _width, _height * _width);
            Span<T> to = outputs.Slice(plane * _outputHeight * _outputWidth, _outputHeight * _outputWidth);
            for (int y = 0; y < _outputHeight; y++)
            {
                int top = (y * layer.Window.StrideY) - layer.Window.Top;
                PoolRow(from, to.Slice(y * _outputWidth, _outputWidth), Math.Max(top, 0), Math.Min(top + layer.KernelHeight, _height));
            }
        }
    }

    private void PoolRow(ReadOnlySpan<T> plane, Span<T> row, int firstRow, int endRow)
    {
        for (int x = 0; x < row.Length; x++)
        {
            int left = (x * layer.Window.StrideX) - layer.Window.Left;
            int first = Math.Max(left, 0);
            int end = Math.Min(left + layer.KernelWidth, _width);
            T best = plane[(firstRow * _width) + first];
            for (int start = firstRow * _width; start < endRow * _width; start += _width)
            {
                for (int i = start + first; i < start + end; i++) best = T.Max(best, plane[i]);
            }

            row[x] = best;
        }
    }
}
