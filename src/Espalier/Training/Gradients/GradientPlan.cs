using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Training.Gradients;

/// <summary>Lays out the values of a graph for a batch, and makes the kernels that compute them and their derivatives.</summary>
/// <remarks>
/// Derivatives flow only to values behind which something is trained. A value that several nodes read collects them from its last reader
/// to its first. Flattening and reshaping move nothing, and a ReLU that alone reads a linear map works in place.
/// </remarks>
internal sealed class GradientPlan : IOperatorPass<GradientKernel?>
{
    private readonly TrainableNetwork _network;
    private readonly Batch _batch;
    private readonly BatchValue[] _values;
    private readonly int[] _readers;
    private readonly GradientKernel?[] _kernels;
    private readonly int _node;

    /// <summary>What to do about an operator without a gradient.</summary>
    private const string Without = "train a network without it";

    public GradientPlan(TrainableNetwork network, Batch batch, bool isForTraining)
    {
        (_network, _batch) = (network, batch);
        Network graph = network.Graph;
        _values = new BatchValue[graph.Nodes.Length + 1];
        _values[0] = new BatchValue(graph.InputShape.Length, batch.Capacity);
        _readers = CountReaders(graph);
        PlaceValues(graph, isForTraining);

        // From the last node on, so that who hands back first is known; before all of them the loss does.
        Output.IsDerived = true;
        _kernels = new GradientKernel?[graph.Nodes.Length];
        for (_node = graph.Nodes.Length - 1; _node >= 0; _node--) _kernels[_node] = graph.Nodes[_node].Operator.Accept(this);
        Kernels = [.. _kernels.OfType<GradientKernel>()];
    }

    /// <summary>The kernels in the order of computation.</summary>
    public ImmutableArray<GradientKernel> Kernels { get; }

    public BatchValue Input => _values[0];

    public BatchValue Output => _values[^1];

    /// <summary>What the last trained layer reads.</summary>
    public BatchValue LastRead { get; private set; } = null!;

    public GradientKernel? Visit(Dense dense)
    {
        if (InputShape.Rank > 1) throw Refuse(dense, "train without maps of several vectors");
        TrainableLayer layer = Layer();
        LastRead ??= _values[Reads[0]];
        return new DenseGradient(layer, _values[Reads[0]], Receive(0), Made, _batch);
    }

    public GradientKernel? Visit(Convolution convolution)
    {
        if (convolution.Groups > 1 || !IsPlain(convolution.Window)) throw Refuse(convolution, "train without groups, dilation and one extent");
        TrainableLayer layer = Layer();
        LastRead ??= _values[Reads[0]];
        return new ConvolutionGradient(convolution, layer, InputShape, OutputShape, Rows(0), Receive(0), Made, _batch);
    }

    public GradientKernel? Visit(ElementwiseAffine affine) => new AffineGradient(affine, Rows(0), Receive(0), Made, _batch);

    public GradientKernel? Visit(SplitSigns split) => new SplitGradient(Rows(0), Receive(0), Made, _batch);

    public GradientKernel? Visit(Add add) => new SumGradient(AllRows(), ReceiveAll(), Made, _batch);

    public GradientKernel? Visit(Concat concat) =>
        new ConcatGradient([.. Reads.Select(value => concat.Run(_network.Graph.Shapes[value]))], AllRows(), ReceiveAll(), Made, _batch);

    public GradientKernel? Visit(Flatten flatten) => null;

    public GradientKernel? Visit(Reshape reshape) => null;

    public GradientKernel? Visit(Relu relu) => new ReluGradient(Rows(0), Receive(0), Made, _batch);

    public GradientKernel? Visit(MaxPooling pooling) => IsPlain(pooling.Window)
        ? new PoolingGradient(pooling, InputShape, OutputShape, Rows(0), Receive(0), Made, _batch)
        : throw Refuse(pooling, "train without dilation and one extent");

    public GradientKernel? Visit(Softmax softmax) => throw Refuse(softmax, "training compares scores; leave it out");

    public GradientKernel? Visit(Subtract subtract) => throw Refuse(subtract, Without);

    public GradientKernel? Visit(Multiply multiply) => throw Refuse(multiply, Without);

    public GradientKernel? Visit(Divide divide) => throw Refuse(divide, Without);

    public GradientKernel? Visit(MatrixMultiply multiply) => throw Refuse(multiply, Without);

    public GradientKernel? Visit(Slice slice) => throw Refuse(slice, Without);

    public GradientKernel? Visit(Transpose transpose) => throw Refuse(transpose, Without);

    public GradientKernel? Visit(Expand expand) => throw Refuse(expand, Without);

    public GradientKernel? Visit(Pad pad) => throw Refuse(pad, Without);

    public GradientKernel? Visit(AveragePooling pooling) => throw Refuse(pooling, Without);

    public GradientKernel? Visit(Mean mean) => throw Refuse(mean, Without);

    public GradientKernel? Visit(BatchNorm norm) => throw Refuse(norm, "fold it into the map before it");

    public GradientKernel? Visit(LayerNorm norm) => throw Refuse(norm, Without);

    public GradientKernel? Visit(Activation activation) => throw Refuse(activation, Without);

    public GradientKernel? Visit(LeakyRelu relu) => throw Refuse(relu, Without);

    public GradientKernel? Visit(PRelu relu) => throw Refuse(relu, Without);

    public GradientKernel? Visit(Clip clip) => throw Refuse(clip, Without);

    private ImmutableArray<int> Reads => _network.Graph.Nodes[_node].Reads;

    private Shape InputShape => _network.Graph.Shapes[Reads[0]];

    private Shape OutputShape => _network.Graph.Shapes[_node + 1];

    private BatchValue Made => _values[_node + 1];

    private bool IsPlain(Window window) => window is { DilationX: 1, DilationY: 1 } && InputShape.Rank == 3;

    private TrainableLayer Layer() => _network.LayerOf(_node)!;

    private InvalidInputException Refuse(Operator refused, string remedy) =>
        new(_network.Graph.Place(_node), null, $"no gradient is known for the operator '{refused.Kind}'", remedy);

    private BatchValue Rows(int read)
    {
        BatchValue value = _values[Reads[read]];
        if (value.Examples is not null) value.NeedRows(_batch.Capacity);
        return value;
    }

    private ImmutableArray<BatchValue> AllRows() => [.. Enumerable.Range(0, Reads.Length).Select(Rows)];

    /// <summary>The receivers of an operator that hands back in the order of its reads.</summary>
    private ImmutableArray<Receiver> ReceiveAll() => [.. Enumerable.Range(0, Reads.Length).Select(Receive)];

    private Receiver Receive(int read)
    {
        BatchValue value = _values[Reads[read]];
        bool adds = value.IsDerived;
        value.IsDerived = true;

        // In place there is nothing to add to: what is there is what is handed back.
        return new Receiver(value, adds && !ReferenceEquals(value, Made));
    }

    private void PlaceValues(Network graph, bool isForTraining)
    {
        var isTrained = new bool[_values.Length];
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            Node node = graph.Nodes[i];
            isTrained[i + 1] = _network.LayerOf(i) is { IsTrained: true } || node.Reads.Any(value => isTrained[value]);
            bool isInPlace = node.Operator.KeepsElements || (node.Operator.WorksInPlace && MayOverwrite(node.Reads[0]));
            _values[i + 1] = isInPlace
                ? _values[node.Reads[0]]
                : new BatchValue(graph.Shapes[i + 1].Length, _batch.Capacity, isForTraining && isTrained[i + 1]);
        }
    }

    /// <summary>Whether nobody misses a value: it has one reader, and the linear map that makes it needs it no more.</summary>
    private bool MayOverwrite(int value) => value > 0 && _readers[value] == 1 && _network.LayerOf(value - 1) is not null;

    private static int[] CountReaders(Network graph)
    {
        var readers = new int[graph.Nodes.Length + 1];
        foreach (Node node in graph.Nodes)
        {
            foreach (int value in node.Reads) readers[value]++;
        }

        return readers;
    }
}
