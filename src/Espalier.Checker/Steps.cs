using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Checker;

/// <summary>Some numbers of a row of a linear map, with their columns in rising order.</summary>
internal sealed record SparseRow(int[] Columns, double[] Weights)
{
    public static SparseRow Of(IEnumerable<(int Column, double Weight)> entries)
    {
        (int Column, double Weight)[] kept = [.. entries.Where(static entry => entry.Weight != 0).OrderBy(static entry => entry.Column)];
        return new SparseRow([.. kept.Select(static entry => entry.Column)], [.. kept.Select(static entry => entry.Weight)]);
    }
}

/// <summary>A linear map of one value; value 0 is the input, i + 1 what step i makes.</summary>
internal sealed record Part(int Read, SparseRow[] Rows);

/// <summary>Σ A_k·x_k + b over the values read, or the ReLU or another function of one value, which then is its own part.</summary>
internal sealed record Step(Part[] Parts, double[] Bias, bool IsRelu, Curve? Curve = null)
{
    public int Outputs => Bias.Length;
}

/// <summary>Takes a network apart: every operator is made of affine steps, ReLUs and S-shaped curves. Others are refused.</summary>
internal sealed class Steps : IOperatorPass<int>
{
    private readonly Network _network;
    private readonly List<Step> _steps = [];
    private readonly int[] _values;
    private readonly bool[] _isNonNegative;
    private int _node;

    private Steps(Network network)
    {
        _network = network;
        _values = new int[network.Nodes.Length + 1];
        _isNonNegative = KnownSigns.Of(network, nonNegativeInputs: false);
    }

    /// <summary>The steps; the last one makes the output.</summary>
    /// <exception cref="RefusalException">An operator is not known here, or a number is not finite.</exception>
    public static Step[] Of(Network network)
    {
        var made = new Steps(network);
        for (made._node = 0; made._node < network.Nodes.Length; made._node++)
        {
            if (made.Operator.Parameters.Any(tensor => tensor.FirstNonFinite() is not null))
                throw new RefusalException("a network holds numbers that are not finite");
            made._values[made._node + 1] = made.Operator.Accept(made);
        }

        if (made._steps is not [.., { IsRelu: false, Curve: null }] || made._values[^1] != made._steps.Count)
            made.Linear(Identity(network.OutputShape.Length, made._values[^1]));
        return [.. made._steps];
    }

    private Operator Operator => _network.Nodes[_node].Operator;

    public int Visit(Dense dense)
    {
        int size = Size(0) / dense.Inputs * dense.Outputs;
        IEnumerable<(int, double)> Row(int row) => Enumerable.Range(0, dense.Inputs).Select(
            j => ((row / dense.Outputs * dense.Inputs) + j, (double)dense.Weights[(row % dense.Outputs * dense.Inputs) + j]));
        return Affine([new Part(Read(0), [.. Rows(size, Row)])], i => dense.Bias?[i % dense.Outputs] ?? 0, size);
    }

    public int Visit(Convolution convolution)
    {
        Shape shape = _network.ShapesRead(_node)[0], input = Images.Of(shape), output = Images.Of(convolution.OutputShape(shape));
        (int channels, int height, int width) = (convolution.Kernels[1], convolution.Kernels[2], convolution.Kernels[3]);
        int perGroup = convolution.Kernels[0] / (input[0] / channels), elements = input[1] * input[2], places = output[1] * output[2];
        IEnumerable<(int, double)> Row(int row)
        {
            int filter = row / places;
            for (int c = 0; c < channels; c++)
            {
                int from = ((filter / perGroup * channels) + c) * elements, weights = ((filter * channels) + c) * height * width;
                foreach ((int tap, int at) in Taps(convolution.Window, height, width, row % places, input, output))
                    yield return (from + at, convolution.Weights[weights + tap]);
            }
        }

        return Affine([new Part(Read(0), [.. Rows(output.Length, Row)])], i => convolution.Bias?[i / places] ?? 0, output.Length);
    }

    /// <summary>What the taps of a kernel meet in a plane at one of its places, padding left out.</summary>
    private static IEnumerable<(int Tap, int At)> Taps(Window window, int height, int width, int place, Shape input, Shape output)
    {
        for (int tap = 0; tap < height * width; tap++)
        {
            int y = (place / output[2] * window.StrideY) + (tap / width * window.DilationY) - window.Top;
            int x = (place % output[2] * window.StrideX) + (tap % width * window.DilationX) - window.Left;
            if (y >= 0 && x >= 0 && y < input[1] && x < input[2]) yield return (tap, (y * input[2]) + x);
        }
    }

    public int Visit(ElementwiseAffine affine)
    {
        int size = Size(0);
        return Affine([new Part(Read(0), [.. Rows(size, i => [(i, affine.ScaleAt(i, size))])])], i => affine.ShiftAt(i, size), size);
    }

    public int Visit(SplitSigns split)
    {
        int size = Size(0);
        return Linear(new Part(Read(0), [.. Rows(2 * size, i => [(i % size, i < size ? 1 : -1)])]));
    }

    public int Visit(Add add) => Linear([.. Enumerable.Range(0, Reads).Select(k => Identity(Size(k), Read(k)))]);

    public int Visit(Concat concat)
    {
        int[] runs = [.. _network.ShapesRead(_node).Select(concat.Run)];
        int stretch = runs.Sum(), total = _network.Shapes[_node + 1].Length;
        Part Of(int k)
        {
            int before = runs[..k].Sum();
            return new Part(
                Read(k),
                [
                    .. Rows(
                        total,
                        i => i % stretch is var at && at >= before && at < before + runs[k] ? [((i / stretch * runs[k]) + at - before, 1)] : []),
                ]);
        }

        return Linear([.. Enumerable.Range(0, Reads).Select(Of)]);
    }

    public int Visit(Flatten flatten) => Read(0);

    public int Visit(Reshape reshape) => Read(0);

    public int Visit(Relu relu) => _isNonNegative[_network.Nodes[_node].Reads[0]] ? Read(0) : Rectified(Size(0), Read(0));

    public int Visit(Subtract subtract) => Linear(Identity(Size(0), Read(0)), new Part(Read(1), [.. Rows(Size(1), static i => [(i, -1)])]));

    /// <summary>max(a, b) = relu(a − b) + relu(b) − relu(−b), round by round; the last term only where b may be negative.</summary>
    public int Visit(MaxPooling pooling)
    {
        bool isPositive = _isNonNegative[_network.Nodes[_node].Reads[0]];
        List<int[]> groups = [.. Places(pooling.Window, pooling.KernelHeight, pooling.KernelWidth)];
        int read = Read(0);
        do
        {
            List<(int, double)[]> terms = [], winners = [];
            List<int[]> left = [];
            foreach (int[] group in groups)
            {
                left.Add([.. Enumerable.Range(winners.Count, (group.Length + 1) / 2)]);
                for (int i = 0; i < group.Length; i += 2)
                {
                    var sum = new List<(int, double)>();
                    void Add(double sign, params (int, double)[] term)
                    {
                        sum.Add((terms.Count, sign));
                        terms.Add(term);
                    }

                    if (i + 1 < group.Length) Add(1, (group[i + 1], 1), (group[i], -1));
                    Add(1, (group[i], 1));
                    if (!isPositive) Add(-1, (group[i], -1));
                    winners.Add([.. sum]);
                }
            }

            read = Rectified(terms.Count, Affine([Map(read, terms)], static _ => 0, terms.Count));
            read = Affine([Map(read, winners)], static _ => 0, winners.Count);
            groups = left;
        }
        while (groups.Exists(static group => group.Length > 1));
        return read;
    }

    public int Visit(AveragePooling pooling) => Linear(
        Map(Read(0), Places(pooling.Window, pooling.KernelHeight, pooling.KernelWidth).Select(
            place => place.Select(at => (at, pooling.Share(place.Length))))));

    public int Visit(Mean mean)
    {
        int made = _network.Shapes[_node + 1].Length, run = Size(0) / made;
        return Linear(Map(Read(0), Enumerable.Range(0, made).Select(i => Enumerable.Range(i * run, run).Select(at => (at, 1.0 / run)))));
    }

    public int Visit(BatchNorm norm)
    {
        int size = Size(0), run = size / norm.Mean.Length;
        return Affine([new Part(Read(0), [.. Rows(size, i => [(i, norm.Affine(i / run).Factor)])])], i => norm.Affine(i / run).Summand, size);
    }

    public int Visit(Slice slice) => Rearranged(slice);

    public int Visit(Transpose transpose) => Rearranged(transpose);

    public int Visit(Expand expand) => Rearranged(expand);

    public int Visit(Pad pad) => Rearranged(pad);

    public int Visit(Activation activation) => Curve.Knows(activation)
        ? Bent(Size(0), Read(0), new Curve(activation.Function == ActivationFunction.Tanh))
        : throw Unknown();

    public int Visit(LeakyRelu relu) => TwoSlopes(_ => relu.Slope);

    public int Visit(PRelu relu) => TwoSlopes(i => relu.SlopeAt(i, Size(0)));

    /// <summary>low + relu(x − low) − relu(x − high).</summary>
    public int Visit(Clip clip)
    {
        int size = Size(0), read = Read(0);
        int Above(double bound) => Rectified(size, Affine([Identity(size, read)], _ => -bound, size));
        bool hasLow = float.IsFinite(clip.Low);
        int first = hasLow ? Above(clip.Low) : read;
        Part[] parts = float.IsFinite(clip.High)
            ? [Identity(size, first), new Part(Above(clip.High), [.. Rows(size, static i => [(i, -1)])])]
            : [Identity(size, first)];
        return Affine(parts, _ => hasLow ? clip.Low : 0, size);
    }

    public int Visit(Softmax softmax) => throw Unknown();

    public int Visit(Multiply multiply) => throw Unknown();

    public int Visit(Divide divide) => throw Unknown();

    public int Visit(MatrixMultiply multiply) => throw Unknown();

    public int Visit(LayerNorm norm) => throw Unknown();

    /// <summary>relu(x) − slope·relu(−x).</summary>
    private int TwoSlopes(Func<int, double> slope)
    {
        if (_isNonNegative[_network.Nodes[_node].Reads[0]]) return Read(0);
        int size = Size(0);
        int split = Affine([new Part(Read(0), [.. Rows(2 * size, i => [(i % size, i < size ? 1 : -1)])])], static _ => 0, 2 * size);
        return Linear(new Part(Rectified(2 * size, split), [.. Rows(size, i => [(i, 1), (size + i, -slope(i))])]));
    }

    private int Rearranged(Rearrangement made)
    {
        int[] sources = made.Sources(_network.ShapesRead(_node)[0]);
        IEnumerable<(int, double)> Row(int i) => sources[i] < 0 ? [] : [(sources[i], 1)];
        return Affine([new Part(Read(0), [.. Rows(sources.Length, Row)])], i => sources[i] < 0 ? made.Fill : 0, sources.Length);
    }

    private int Rectified(int size, int read)
    {
        _steps.Add(new Step([Identity(size, read)], new double[size], IsRelu: true));
        return _steps.Count;
    }

    private int Bent(int size, int read, Curve curve)
    {
        _steps.Add(new Step([Identity(size, read)], new double[size], IsRelu: false, curve));
        return _steps.Count;
    }

    /// <summary>The elements that a kernel meets, for every output.</summary>
    private IEnumerable<int[]> Places(Window window, int height, int width)
    {
        Shape input = Images.Of(_network.ShapesRead(_node)[0]), output = Images.Of(_network.Shapes[_node + 1]);
        int places = output[1] * output[2], elements = input[1] * input[2];
        return Enumerable.Range(0, input[0] * places).Select(
            i => Taps(window, height, width, i % places, input, output).Select(tap => (i / places * elements) + tap.At).ToArray());
    }

    private static Part Map(int read, IEnumerable<IEnumerable<(int, double)>> rows) => new(read, [.. rows.Select(SparseRow.Of)]);

    private int Reads => _network.Nodes[_node].Reads.Length;

    private int Read(int index) => _values[_network.Nodes[_node].Reads[index]];

    private int Size(int index) => _network.ShapesRead(_node)[index].Length;

    private static Part Identity(int size, int read) => new(read, [.. Rows(size, static i => [(i, 1)])]);

    private static IEnumerable<SparseRow> Rows(int count, Func<int, IEnumerable<(int, double)>> entries) =>
        Enumerable.Range(0, count).Select(row => SparseRow.Of(entries(row)));

    private int Linear(params Part[] parts) => Affine(parts, static _ => 0, parts[0].Rows.Length);

    private int Affine(Part[] parts, Func<int, double> bias, int outputs)
    {
        double[] biases = [.. Enumerable.Range(0, outputs).Select(bias)];
        bool isFinite = Array.TrueForAll(biases, double.IsFinite)
            && parts.All(static part => Array.TrueForAll(part.Rows, static row => Array.TrueForAll(row.Weights, double.IsFinite)));
        if (!isFinite) throw new RefusalException("a network makes factors that are not finite");
        _steps.Add(new Step(parts, biases, IsRelu: false));
        return _steps.Count;
    }

    private RefusalException Unknown() => new($"an operator is not known to the checker: {Operator.Kind}");
}
