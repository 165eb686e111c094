using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Numerics;

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
        new ConvolutionKernel<T>(this, Images.Of(reads[0]), Images.Of(output));

    /// <summary>Cross-correlation as a matrix product: kernels × gathered patches, in bands of output rows, then + bias.</summary>
    private sealed class ConvolutionKernel<T>(Convolution layer, Shape input, Shape output) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The number of gathered elements at which a band of output rows ends; about half of a second-level cache.</summary>
        private const int BandElements = 1 << 17;

        private readonly T[] _weights = ValuesOf(layer.Weights)!;
        private readonly T[]? _bias = ValuesOf(layer.Bias);
        private readonly int _channels = layer.Kernels[1];
        private readonly int _height = input[1];
        private readonly int _width = input[2];
        private readonly int _outputChannels = output[0] / layer.Groups;
        private readonly int _outputHeight = output[1];
        private readonly int _outputWidth = output[2];
        private readonly int _kernelHeight = layer.Kernels[2];
        private readonly int _kernelWidth = layer.Kernels[3];

        private int PatchLength => _channels * _kernelHeight * _kernelWidth;

        private int PlaneLength => _outputHeight * _outputWidth;

        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            int band = (int)Math.Clamp(BandElements / ((long)PatchLength * _outputWidth), 1, _outputHeight);
            Span<T> columns = scratch.Columns(checked(PatchLength * band * _outputWidth));
            int read = input.Length / layer.Groups, made = output.Length / layer.Groups;
            for (int n = 0; n < count * layer.Groups; n++)
            {
                int group = n % layer.Groups;
                ReadOnlySpan<T> image = inputs.Slice(n * read, read);
                Span<T> result = outputs.Slice(n * made, made);
                for (int first = 0; first < _outputHeight; first += band)
                {
                    int rows = Math.Min(band, _outputHeight - first);
                    Gather(image, columns, first, rows);
                    MatrixProduct.Multiply(
                        new MatrixView<T>(
                            _weights.AsSpan(group * _outputChannels * PatchLength, _outputChannels * PatchLength), _outputChannels, PatchLength),
                        new MatrixView<T>(columns, PatchLength, rows * _outputWidth),
                        result[(first * _outputWidth)..],
                        PlaneLength,
                        workspace: scratch.Products);
                }

                if (_bias is null) continue;
                for (int c = 0; c < _outputChannels; c++)
                    Elementwise.Add(result.Slice(c * PlaneLength, PlaneLength), _bias[(group * _outputChannels) + c]);
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
                        GatherShifted(
                            plane,
                            columns.Slice(to, length),
                            (firstRow * layer.Window.StrideY) + (dy * layer.Window.DilationY) - layer.Window.Top,
                            (dx * layer.Window.DilationX) - layer.Window.Left);
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
}

/// <summary>A convolution; its kernel comes from the tensor.</summary>
internal sealed record ConvolutionForm(Window Window, int Groups = 1) : OperatorForm
{
    public override string Text => "conv" + Window.Text(1, 1) + (Groups == 1 ? string.Empty : Invariant($" groups {Groups}"));

    public override IEnumerable<string> Roles => [Role.Weight];

    public override Operator Make(Func<string, Tensor?> find) =>
        new Convolution(Required(find, Role.Weight), find(Role.Bias), Window, Groups);
}
