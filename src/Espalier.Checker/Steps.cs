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

/// <summary>Σ A_k·x_k + b over the values read, or their ReLU.</summary>
internal sealed record Step(Part[] Parts, double[] Bias, bool IsRelu)
{
    public int Outputs => Bias.Length;
}

/// <summary>Takes a network apart: every operator is an affine step or a ReLU. Others are refused.</summary>
internal sealed class Steps : IOperatorPass<int>
{
    private readonly Network _network;
    private readonly List<Step> _steps = [];
    private readonly int[] _values;
    private int _node;

    private Steps(Network network)
    {
        _network = network;
        _values = new int[network.Nodes.Length + 1];
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

        if (made._steps is not [.., { IsRelu: false }] || made._values[^1] != made._steps.Count)
            made.Linear(Identity(network.OutputShape.Length, made._values[^1]));
        return [.. made._steps];
    }

    private Operator Operator => _network.Nodes[_node].Operator;

    public int Visit(Dense dense)
    {
        if (Size(0) != dense.Inputs) throw Unknown();
        IEnumerable<(int, double)> Row(int row) =>
            Enumerable.Range(0, dense.Inputs).Select(j => (j, (double)dense.Weights[(row * dense.Inputs) + j]));
        return Affine([new Part(Read(0), [.. Rows(dense.Outputs, Row)])], i => dense.Bias?[i] ?? 0, dense.Outputs);
    }

    public int Visit(Convolution convolution)
    {
        Shape input = _network.ShapesRead(_node)[0], output = convolution.OutputShape(input), kernel = convolution.Weights.Shape;
        if (input.Rank != 3 || convolution.Window is not { DilationX: 1, DilationY: 1 }) throw Unknown();
        int perGroup = kernel[0] / (input[0] / kernel[1]);
        Window window = convolution.Window;
        IEnumerable<(int, double)> Row(int row)
        {
            int filter = row / (output[1] * output[2]), y = row / output[2] % output[1], x = row % output[2];
            for (int c = 0; c < kernel[1]; c++)
            {
                int channel = (filter / perGroup * kernel[1]) + c;
                for (int i = 0; i < kernel[2]; i++)
                {
                    for (int j = 0; j < kernel[3]; j++)
                    {
                        int v = (y * window.StrideY) - window.Top + i;
                        int u = (x * window.StrideX) - window.Left + j;
                        if (v < 0 || u < 0 || v >= input[1] || u >= input[2]) continue;
                        yield return (
                            (((channel * input[1]) + v) * input[2]) + u,
                            convolution.Weights[(((((filter * kernel[1]) + c) * kernel[2]) + i) * kernel[3]) + j]);
                    }
                }
            }
        }

        return Affine([new Part(Read(0), [.. Rows(output.Length, Row)])], i => convolution.Bias?[i / (output[1] * output[2])] ?? 0, output.Length);
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
        int[] runs = [
            .. _network.ShapesRead(_node).Select(
                shape => Enumerable.Range(concat.Axis, shape.Rank - concat.Axis).Aggregate(1, (run, i) => run * shape[i])),
        ];
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

    public int Visit(Relu relu)
    {
        int size = Size(0);
        _steps.Add(new Step([Identity(size, Read(0))], new double[size], IsRelu: true));
        return _steps.Count;
    }

    public int Visit(Subtract subtract) => Linear(Identity(Size(0), Read(0)), new Part(Read(1), [.. Rows(Size(1), static i => [(i, -1)])]));

    public int Visit(MaxPooling pooling) => throw Unknown();

    public int Visit(Softmax softmax) => throw Unknown();

    public int Visit(Multiply multiply) => throw Unknown();

    public int Visit(Divide divide) => throw Unknown();

    public int Visit(MatrixMultiply multiply) => throw Unknown();

    public int Visit(Slice slice) => throw Unknown();

    public int Visit(Transpose transpose) => throw Unknown();

    public int Visit(Expand expand) => throw Unknown();

    public int Visit(Pad pad) => throw Unknown();

    public int Visit(AveragePooling pooling) => throw Unknown();

    public int Visit(Mean mean) => throw Unknown();

    public int Visit(BatchNorm norm) => throw Unknown();

    public int Visit(LayerNorm norm) => throw Unknown();

    public int Visit(Activation activation) => throw Unknown();

    public int Visit(LeakyRelu relu) => throw Unknown();

    public int Visit(PRelu relu) => throw Unknown();

    public int Visit(Clip clip) => throw Unknown();

    private int Reads => _network.Nodes[_node].Reads.Length;

    private int Read(int index) => _values[_network.Nodes[_node].Reads[index]];

    private int Size(int index) => _network.ShapesRead(_node)[index].Length;

    private static Part Identity(int size, int read) => new(read, [.. Rows(size, static i => [(i, 1)])]);

    private static IEnumerable<SparseRow> Rows(int count, Func<int, IEnumerable<(int, double)>> entries) =>
        Enumerable.Range(0, count).Select(row => SparseRow.Of(entries(row)));

    private int Linear(params Part[] parts) => Affine(parts, static _ => 0, parts[0].Rows.Length);

    private int Affine(Part[] parts, Func<int, double> bias, int outputs)
    {
        _steps.Add(new Step(parts, [.. Enumerable.Range(0, outputs).Select(bias)], IsRelu: false));
        return _steps.Count;
    }

    private RefusalException Unknown() => new($"an operator is not known to the checker: {Operator.Kind}");
}
