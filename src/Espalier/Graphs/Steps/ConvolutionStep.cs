using System.Numerics;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Graphs.Steps;

/// <summary>Cross-correlation as a matrix product: kernels × gathered patches, in bands of output rows, then + bias.</summary>
internal sealed class ConvolutionStep<T>(Convolution layer, Shape input, Shape output) : Step<T>(input.Length, output.Length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of gathered elements at which a band of output rows ends; about half of a second-level cache.</summary>
    private const int BandElements = 1 << 17;

    private readonly T[] _weights = Convert(layer.Weights)!;
    private readonly T[]? _bias = Convert(layer.Bias);
    private readonly int _channels = input[0];
    private readonly int _height = input[1];
    private readonly int _width = input[2];
    private readonly int _outputChannels = output[0];
    private readonly int _outputHeight = output[1];
    private readonly int _outputWidth = output[2];
    private readonly int _kernelHeight = layer.Weights.Shape[2];
    private readonly int _kernelWidth = layer.Weights.Shape[3];

    private int PatchLength => _channels * _kernelHeight * _kernelWidth;

    private int PlaneLength => _outputHeight * _outputWidth;

    public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, StepBuffers<T> buffers)
    {
        int band = (int)Math.Clamp(BandElements / ((long)PatchLength * _outputWidth), 1, _outputHeight);
        Span<T> columns = buffers.Columns(checked(PatchLength * band * _outputWidth));
        for (int n = 0; n < count; n++)
        {
            ReadOnlySpan<T> image = inputs.Slice(n * InputLength, InputLength);
            Span<T> result = outputs.Slice(n * OutputLength, OutputLength);
            for (int first = 0; first < _outputHeight; first += band)
            {
                int rows = Math.Min(band, _outputHeight - first);
                Gather(image, columns, first, rows);
                MatrixProduct.Multiply(
                    new MatrixView<T>(_weights, _outputChannels, PatchLength),
                    new MatrixView<T>(columns, PatchLength, rows * _outputWidth),
                    result[(first * _outputWidth)..],
                    PlaneLength,
                    workspace: buffers.Products);
            }

            if (_bias is null) continue;
            for (int c = 0; c < _outputChannels; c++) Elementwise.Add(result.Slice(c * PlaneLength, PlaneLength), _bias[c]);
        }
    }

    /// <summary>Row (channel, dy, dx) of the columns holds, for each output position of the band, the element under (dy, dx).</summary>
    private void Gather(ReadOnlySpan<T> image, Span<T> columns, int firstRow, int rows)
    {
        int to = 0;
        for (int c = 0; c < _channels; c++)
        {
            ReadOnlySpan<T> plane = image.Slice(c * _height * _width, _height * _width);
            for (int dy = 0; dy < _kernelHeight; dy++)
            {
                for (int dx = 0; dx < _kernelWidth; dx++)
                {
                    int length = rows * _outputWidth;
                    GatherShifted(plane, columns.Slice(to, length), (firstRow * layer.Window.StrideY) + dy - layer.Window.Top, dx - layer.Window.Left);
                    to += length;
                }
            }
        }
    }

    /// <summary>The elements at (row, offset) and at strides from there; outside the plane stands +0.</summary>
    private void GatherShifted(ReadOnlySpan<T> plane, Span<T> lines, int row, int offset)
    {
        int stride = layer.Window.StrideX;
        int first = offset >= 0 ? 0 : Math.Min(((-offset - 1) / stride) + 1, _outputWidth);
        int end = offset >= _width ? first : Math.Clamp(((_width - 1 - offset) / stride) + 1, first, _outputWidth);
        if (end - first < _outputWidth) lines.Clear();
        if (first == end) return;
        for (; !lines.IsEmpty; lines = lines[_outputWidth..], row += layer.Window.StrideY)
        {
            Span<T> line = lines[first..end];
            if ((uint)row >= (uint)_height) line.Clear();
            else if (stride == 1) plane.Slice((row * _width) + first + offset, line.Length).CopyTo(line);
            else GatherLine(plane.Slice(row * _width, _width), line, (first * stride) + offset, stride);
        }
    }

    private static void GatherLine(ReadOnlySpan<T> row, Span<T> line, int from, int stride)
    {
        for (int x = 0; x < line.Length; x++) line[x] = row[from + (x * stride)];
    }
}
