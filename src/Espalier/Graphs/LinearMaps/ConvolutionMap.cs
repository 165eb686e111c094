using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Graphs.LinearMaps;

/// <summary>A cross-correlation without its bias: it acts patch by patch, and its matrix is never written out.</summary>
internal sealed class ConvolutionMap : LinearMap
{
    private readonly double[] _kernels;
    private readonly Shape _shape;
    private readonly Shape _input;
    private readonly Window _window;
    private readonly int _groups;
    private readonly SlidingPlane _plane;

    /// <summary>Describes the map on images of one shape.</summary>
    /// <param name="kernels">Output channels × input channels × height × width; the array is kept.</param>
    /// <param name="shape">These extents.</param>
    /// <param name="input">The shape that is read.</param>
    /// <param name="output">The shape that is made.</param>
    /// <param name="window">Strides, padding and dilation.</param>
    /// <param name="groups">The groups of channels.</param>
    public ConvolutionMap(double[] kernels, Shape shape, Shape input, Shape output, Window window, int groups = 1)
        : this(kernels, shape, input, window, groups, new SlidingPlane(input, output, shape[2], shape[3], window))
    {
    }

    private ConvolutionMap(double[] kernels, Shape shape, Shape input, Window window, int groups, SlidingPlane plane)
        : base(shape[0] * plane.Places, input.Length)
    {
        _groups = groups;
        _kernels = kernels;
        _shape = shape;
        _input = input;
        _window = window;
        _plane = plane;
    }

    /// <inheritdoc/>
    public override int MostTerms => PatchLength;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Numbers => _kernels;

    /// <summary>The places at which the kernels stand: as many outputs, one after the other, have the same kernel.</summary>
    public int Places => _plane.Places;

    /// <summary>The groups of channels, each with inputs and outputs of its own.</summary>
    public int Groups => _groups;

    /// <summary>The numbers of a group as a matrix: a row for each of its output channels, of all that a place reads.</summary>
    public ReadOnlySpan<double> MatrixOf(int group) => _kernels.AsSpan(group * Group.Channels * PatchLength, Group.Channels * PatchLength);

    /// <summary>The taps of a kernel.</summary>
    public int Taps => _plane.Taps;

    /// <summary>How many places may read an element, at most.</summary>
    public int MostReaders => _plane.MostReaders;

    /// <summary>With every output times a factor, rounded to nearest; null where the factors of a channel differ.</summary>
    public ConvolutionMap? Times(ReadOnlySpan<double> factors)
    {
        var kernels = new double[_kernels.Length];
        for (int channel = 0; channel < _shape[0]; channel++)
        {
            ReadOnlySpan<double> own = factors.Slice(channel * Places, Places);
            if (own.ContainsAnyExcept(own[0])) return null;
            for (int i = channel * PatchLength; i < (channel + 1) * PatchLength; i++) kernels[i] = own[0] * _kernels[i];
        }

        return With(kernels);
    }

    private int Channels => _shape[1];

    /// <summary>What an output channel makes its sums with.</summary>
    public ReadOnlySpan<double> KernelOf(int channel) => _kernels.AsSpan(channel * PatchLength, PatchLength);

    private int PatchLength => _shape[1] * _plane.Taps;

    /// <summary>The output channels of a group, and how many numbers it reads and makes.</summary>
    private (int Channels, int Read, int Made) Group => (_shape[0] / _groups, Inputs / _groups, Outputs / _groups);

    private MatrixView<double> Kernels(int group) => new(MatrixOf(group), Group.Channels, PatchLength);

    /// <inheritdoc/>
    public override void Row(int output, MapRow row)
    {
        row.Clear();
        (int channel, int place) = Math.DivRem(output, _plane.Places);
        ReadOnlySpan<int> taps = _plane.TapsAt(place), elements = _plane.ElementsAt(place);
        int before = channel / Group.Channels * Group.Read;
        for (int c = 0; c < Channels; c++)
        {
            ReadOnlySpan<double> kernel = _kernels.AsSpan((channel * PatchLength) + (c * _plane.Taps), _plane.Taps);
            for (int k = 0; k < taps.Length; k++) row.Add(before + (c * _plane.Elements) + elements[k], kernel[taps[k]]);
        }
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> inputs, Span<double> outputs, int count, bool accumulate, MapWorkspace workspace) =>
        Apply(_kernels, inputs, outputs, count, accumulate, workspace);

    private void Apply(
        ReadOnlySpan<double> kernels, ReadOnlySpan<double> inputs, Span<double> outputs, int count, bool accumulate, MapWorkspace workspace)
    {
        Span<double> patches = workspace.Space(checked(PatchLength * _plane.Places));
        (int channels, int read, int made) = Group;
        int size = channels * PatchLength;
        for (int n = 0; n < count * _groups; n++)
        {
            Gather(inputs.Slice(n * read, read), patches);
            var left = new MatrixView<double>(kernels.Slice(n % _groups * size, size), channels, PatchLength);
            var right = new MatrixView<double>(patches, PatchLength, _plane.Places);
            MatrixProduct.Multiply(left, right, outputs.Slice(n * made, made), accumulate, workspace.Threads, workspace.Products);
        }
    }

    /// <inheritdoc/>
    public override void ApplyTransposed(ReadOnlySpan<double> outputs, Span<double> inputs, int count, bool accumulate, MapWorkspace workspace)
    {
        Span<double> patches = workspace.Space(checked(PatchLength * _plane.Places));
        if (!accumulate) inputs[..(count * Inputs)].Clear();
        (int channels, int read, int made) = Group;
        for (int n = 0; n < count * _groups; n++)
        {
            var right = new MatrixView<double>(outputs.Slice(n * made, made), channels, _plane.Places);
            MatrixProduct.Multiply(Kernels(n % _groups).Transposed, right, patches, accumulate: false, workspace.Threads, workspace.Products);
            Scatter(patches, inputs.Slice(n * read, read));
        }
    }

    /// <inheritdoc/>
    public override void AddAbsolute(ReadOnlySpan<double> inputs, Span<double> outputs, MapWorkspace workspace)
    {
        Span<double> magnitudes = workspace.Numbers(_kernels.Length);
        for (int i = 0; i < magnitudes.Length; i++) magnitudes[i] = Math.Abs(_kernels[i]);
        Apply(magnitudes, inputs, outputs[..Outputs], 1, accumulate: true, workspace);
    }

    /// <inheritdoc/>
    public override MapOnRows OnInputs(ReadOnlySpan<int> inputs, ref double[] buffer) =>
        _groups == 1 ? new PatchesOnRows(this, _kernels, _plane, MapOnRows.Slots(inputs, Inputs)) : base.OnInputs(inputs, ref buffer);

    /// <summary>A split of values doubles the channels; with groups, the parts of a channel are no neighbours any more.</summary>
    public override LinearMap AfterSplit()
    {
        if (_groups > 1) return base.AfterSplit();
        int length = PatchLength;
        var kernels = new double[checked(2 * _kernels.Length)];
        for (int i = 0; i < _kernels.Length; i++)
        {
            int at = (i / length * 2 * length) + (i % length);
            (kernels[at], kernels[at + length]) = (_kernels[i], -_kernels[i]);
        }

        Shape shape = new(_shape[0], 2 * Channels, _shape[2], _shape[3]), input = new([2 * _input[0], .. _input.Extents.AsSpan()[1..]]);
        return new ConvolutionMap(kernels, shape, input, _window, 1, _plane);
    }

    /// <inheritdoc/>
    public override LinearMap? Minus(LinearMap other)
    {
        if (other is not ConvolutionMap same
            || !_shape.Equals(same._shape)
            || !_input.Equals(same._input)
            || _window != same._window
            || _groups != same._groups)
            return base.Minus(other);
        double[]? difference = DenseMap.DifferenceOf(_kernels, same._kernels);
        return difference is null ? null : With(difference);
    }

    /// <summary>Over output and input channels: every place of a row reads other elements, every element is read by each tap at most once.</summary>
    public override (double Row, double Column) LargestSums()
    {
        var rows = new double[_shape[0]];
        var columns = new double[Channels * _groups];
        for (int i = 0; i < _kernels.Length; i++)
        {
            double magnitude = Math.Abs(_kernels[i]);
            ref double row = ref rows[i / PatchLength];
            ref double column = ref columns[(i / PatchLength / Group.Channels * Channels) + (i / _plane.Taps % Channels)];
            row = Outward.AddUp(row, magnitude);
            column = Outward.AddUp(column, magnitude);
        }

        return (rows.Max(), columns.Max());
    }

    private ConvolutionMap With(double[] kernels) => new(kernels, _shape, _input, _window, _groups, _plane);

    /// <summary>Row (channel, tap) holds, place by place, the element under the tap; padding is 0.</summary>
    private void Gather(ReadOnlySpan<double> input, Span<double> patches)
    {
        patches.Clear();
        for (int place = 0; place < _plane.Places; place++)
        {
            ReadOnlySpan<int> taps = _plane.TapsAt(place), elements = _plane.ElementsAt(place);
            for (int c = 0; c < Channels; c++)
            {
                for (int k = 0; k < taps.Length; k++) patches[At(c, taps[k], place)] = input[(c * _plane.Elements) + elements[k]];
            }
        }
    }

    private int At(int channel, int tap, int place) => (((channel * _plane.Taps) + tap) * _plane.Places) + place;

    private void Scatter(ReadOnlySpan<double> patches, Span<double> input)
    {
        for (int place = 0; place < _plane.Places; place++)
        {
            ReadOnlySpan<int> taps = _plane.TapsAt(place), elements = _plane.ElementsAt(place);
            for (int c = 0; c < Channels; c++)
            {
                for (int k = 0; k < taps.Length; k++) input[(c * _plane.Elements) + elements[k]] += patches[At(c, taps[k], place)];
            }
        }
    }
}
