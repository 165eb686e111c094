using System.Globalization;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx;

/// <summary>Makes a model of a network: one or two nodes per operator, in one precision, with a symbolic batch.</summary>
internal sealed class GraphWriter : IOperatorPass<string>
{
    /// <summary>What wrote the file, as it says.</summary>
    public const string Producer = "espalier";

    /// <summary>How the names of tensors begin whose node has none.</summary>
    public const string Numbered = "layer";

    private const int AxesAreInputsSince = 18;
    private const string Source = "the network";

    /// <summary>Room for names and structure below the limit of the file format.</summary>
    private const long MaxWeights = int.MaxValue - (64L << 20);

    private readonly Network _network;
    private readonly GraphMessage _graph = new() { Name = "network" };
    private readonly Precision _precision;
    private readonly int _operatorSet;
    private readonly string[] _names;
    private readonly Dictionary<string, int> _named = new(StringComparer.Ordinal);
    private readonly List<string> _values = ["input"];

    private GraphWriter(Network network)
    {
        _network = network;
        _precision = network.Precision;
        _names = NodeNames.Of(network, i => Invariant($"{Numbered}{i}"));
        var oldest = new OldestOperatorSet();
        _operatorSet = network.Nodes.Max(node => node.Operator.Accept(oldest));
    }

    /// <summary>The node at work.</summary>
    private Node At => _network.Nodes[_values.Count - 1];

    public static ModelMessage ModelOf(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var writer = new GraphWriter(network);
        writer.Check();
        writer._graph.Inputs.Add(writer.Value("input", network.InputShape));
        foreach (Node node in network.Nodes) writer._values.Add(node.Operator.Accept(writer));

        // The last node's value takes the name of the output.
        writer._graph.Nodes[^1].Outputs[0] = "output";
        writer._graph.Outputs.Add(writer.Value("output", network.OutputShape));
        return new ModelMessage
        {
            IrVersion = writer._operatorSet switch
            {
                13 => 7,
                < 19 => 8,
                _ => 9,
            },
            ProducerName = Producer,
            ProducerVersion = typeof(GraphWriter).Assembly.GetName().Version!.ToString(3),
            Graph = writer._graph,
            OperatorSets = { new OperatorSetMessage { Version = writer._operatorSet } },
        };
    }

    public string Visit(Dense dense)
    {
        if (_network.Shapes[At.Reads[0]].Rank > 1) return OnVectors(dense);
        AttributeMessage transposed = Attributes.Integer("transB", 1);
        return dense.Bias is null
            ? Write("Gemm", [Constant("weight", dense.Weights)], transposed)
            : Write("Gemm", [Constant("weight", dense.Weights), Constant("bias", dense.Bias)], transposed);
    }

    /// <summary>MatMul with the transposed matrix, and Add.</summary>
    private string OnVectors(Dense dense)
    {
        var columns = new double[dense.Weights.Length];
        foreach ((int to, int from) in new TransposedOrder(dense.Outputs, dense.Inputs)) columns[to] = dense.Weights[from];
        string product = Write("MatMul", [Constant("weight", Tensor.Own(new Shape(dense.Inputs, dense.Outputs), columns))]);
        return dense.Bias is null ? product : WriteOf("Add", [product, Constant("bias", dense.Bias)]);
    }

    public string Visit(Convolution convolution)
    {
        bool isLine = convolution.Weights.Shape.Rank == 3;
        AttributeMessage kernel = Attributes.Integers("kernel_shape", convolution.Weights.Shape.Extents[2..]);
        var inputs = new List<string> { Constant("weight", convolution.Weights) };
        if (convolution.Bias is not null) inputs.Add(Constant("bias", convolution.Bias));
        AttributeMessage[] groups = convolution.Groups > 1 ? [Attributes.Integer("group", convolution.Groups)] : [];
        return Write("Conv", inputs, [kernel, .. groups, .. Sliding(convolution.Window, isLine)]);
    }

    /// <summary>
    /// Mul and Add. Reading joins an Add to a product before it; where the network keeps them apart, the shift is written as a Sub of
    /// its negative, which is the same number and is never joined.
    /// </summary>
    public string Visit(ElementwiseAffine affine)
    {
        Shape input = _network.Shapes[At.Reads[0]];
        string value = _values[At.Reads[0]];
        if (affine.Scale is not null) value = WriteOf("Mul", [value, Constant("scale", affine.Scale, input)]);
        if (affine.Shift is null) return affine.Scale is null ? Write("Identity", []) : value;
        bool wouldJoin = affine.Scale is null && At.Reads[0] > 0 && _network.Nodes[At.Reads[0] - 1].Operator.Shifted(affine.Shift) is not null;
        return wouldJoin
            ? WriteOf("Sub", [value, Constant("shift", affine.Shift, input, isNegated: true)])
            : WriteOf("Add", [value, Constant("shift", affine.Shift, input)]);
    }

    /// <summary>Concat(x, −x), which reading knows again.</summary>
    public string Visit(SplitSigns split)
    {
        string value = _values[At.Reads[0]];
        return WriteOf("Concat", [value, WriteOf("Neg", [value])], Attributes.Integer("axis", 1));
    }

    public string Visit(Add add)
    {
        string sum = _values[At.Reads[0]];
        foreach (int read in At.Reads.AsSpan()[1..]) sum = WriteOf("Add", [sum, _values[read]]);
        return sum;
    }

    public string Visit(Concat concat) => WriteOf("Concat", At.Reads.Select(read => _values[read]), Attributes.Integer("axis", concat.Axis + 1));

    public string Visit(Flatten flatten) => Write("Flatten", [], Attributes.Integer("axis", 1));

    /// <summary>An extent of 0 keeps what the data have there: the batch.</summary>
    public string Visit(Reshape reshape) =>
        Write("Reshape", [Integers("shape", [0, .. reshape.Target.Extents.Select(extent => (long)extent)])]);

    public string Visit(Relu relu) => Write("Relu", []);

    public string Visit(MaxPooling pooling) => Write("MaxPool", [], Pooling(pooling.KernelHeight, pooling.KernelWidth, pooling.Window));

    public string Visit(Softmax softmax) => Write(
        softmax.Logarithm ? "LogSoftmax" : "Softmax", [], Attributes.Integer("axis", softmax.AxisOf(_network.Shapes[At.Reads[0]]) + 1));

    public string Visit(Subtract subtract) => WriteAll("Sub");

    public string Visit(Multiply multiply) => WriteAll("Mul");

    public string Visit(Divide divide) => WriteAll("Div");

    public string Visit(MatrixMultiply multiply) => WriteAll("MatMul");

    public string Visit(Slice slice)
    {
        // Counting down to the first element ends before it, where a plain −1 would be the last one.
        long end = slice.Start + ((long)slice.Count * slice.Step);
        return Write(
            "Slice",
            [
                Integers("starts", slice.Start),
                Integers("ends", end < 0 ? int.MinValue : end),
                Integers("axes", slice.Axis + 1),
                Integers("steps", slice.Step),
            ]);
    }

    public string Visit(Transpose transpose) =>
        Write("Transpose", [], Attributes.Integers("perm", transpose.Order.Select(axis => axis + 1).Prepend(0)));

    public string Visit(Expand expand) => Write("Expand", [Integers("shape", [1, .. expand.Target.Extents.Select(extent => (long)extent)])]);

    public string Visit(Pad pad)
    {
        string pads = Integers("pads", [0, .. pad.Before.Select(count => (long)count), 0, .. pad.After.Select(count => (long)count)]);
        AttributeMessage mode = Attributes.Text("mode", pad.Beyond.ToString().ToLowerInvariant());
        return pad.Value == 0 ? Write("Pad", [pads], mode) : Write("Pad", [pads, Constant("value", Number(pad.Value))], mode);
    }

    public string Visit(AveragePooling pooling) => Write(
        "AveragePool",
        [],
        [
            .. Pooling(pooling.KernelHeight, pooling.KernelWidth, pooling.Window),
            Attributes.Integer("count_include_pad", pooling.CountsPadding ? 1 : 0),
        ]);

    public string Visit(Mean mean)
    {
        int rank = _network.Shapes[At.Reads[0]].Rank;
        if (mean.Axis == 1 && rank > 1) return Write("GlobalAveragePool", []);
        int[] axes = [.. Enumerable.Range(mean.Axis + 1, rank - mean.Axis)];
        return _operatorSet < AxesAreInputsSince
            ? Write("ReduceMean", [], Attributes.Integers("axes", axes))
            : Write("ReduceMean", [Integers("axes", [.. axes.Select(axis => (long)axis)])]);
    }

    public string Visit(BatchNorm norm) => Write(
        "BatchNormalization",
        [
            Constant(Role.Weight, norm.Scale ?? Filled(norm.Mean.Shape, 1)), Constant(Role.Bias, norm.Shift ?? Filled(norm.Mean.Shape, 0)),
            Constant(Role.Mean, norm.Mean), Constant(Role.Variance, norm.Variance),
        ],
        Attributes.Number("epsilon", norm.Epsilon));

    public string Visit(LayerNorm norm)
    {
        string[] factors = norm.Shift is null
            ? [Constant(Role.Weight, norm.Scale)]
            : [Constant(Role.Weight, norm.Scale), Constant(Role.Bias, norm.Shift)];
        return Write("LayerNormalization", factors, Attributes.Integer("axis", -norm.Scale.Shape.Rank), Attributes.Number("epsilon", norm.Epsilon));
    }

    public string Visit(Activation activation)
    {
        string value = _values[At.Reads[0]];
        return activation.Function switch
        {
            ActivationFunction.Silu => WriteOf("Mul", [value, Write("Sigmoid", [])]),
            ActivationFunction.Gelu => Write("Gelu", []),
            ActivationFunction.GeluTanh => Write("Gelu", [], Attributes.Text("approximate", "tanh")),
            ActivationFunction.Elu => Write("Elu", [], Attributes.Number("alpha", activation.Alpha)),
            _ => Write(activation.Function.ToString(), []),
        };
    }

    public string Visit(LeakyRelu relu) => Write("LeakyRelu", [], Attributes.Number("alpha", relu.Slope));

    /// <summary>Slopes are broadcast from the last extent, so channels are followed by ones.</summary>
    public string Visit(PRelu relu)
    {
        int rank = relu.Slope.Length == 1 ? 1 : _network.Shapes[At.Reads[0]].Rank;
        return Write("PRelu", [Constant(Role.Weight, relu.Slope.Reshape(new Shape([relu.Slope.Length, .. Enumerable.Repeat(1, rank - 1)])))]);
    }

    public string Visit(Clip clip) => Write(
        "Clip",
        [
            float.IsFinite(clip.Low) ? Constant("low", Number(clip.Low)) : string.Empty,
            .. float.IsFinite(clip.High) ? (string[])[Constant("high", Number(clip.High))] : [],
        ]);

    private static Tensor Number(float value) => new(new Shape(), [value]);

    private static Tensor Filled(Shape shape, float value) => new(shape, [.. Enumerable.Repeat(value, shape.Length)]);

    private void Check()
    {
        if (_network.ParameterCount * TensorEncoding.Width(_precision) > MaxWeights)
            throw new InvalidInputException(
                Source, null, $"its {_network.ParameterCount} weights do not fit one ONNX file of 2 GiB", "write it in another format");
        if (_network.FirstNonFinite() is { } odd)
            throw new InvalidInputException(
                Source, $"layer {odd.Node}", $"weight {odd.Position} is {odd.Value}", "write a network whose weights are finite");
    }

    /// <summary>What slides over a line has one extent of everything.</summary>
    private static IEnumerable<AttributeMessage> Sliding(Window window, bool isLine)
    {
        yield return isLine
            ? Attributes.Integers("pads", window.Left, window.Right)
            : Attributes.Integers("pads", window.Top, window.Left, window.Bottom, window.Right);
        yield return isLine ? Attributes.Integers("strides", window.StrideX) : Attributes.Integers("strides", window.StrideY, window.StrideX);
        if (window.DilationY == 1 && window.DilationX == 1) yield break;
        yield return isLine
            ? Attributes.Integers("dilations", window.DilationX)
            : Attributes.Integers("dilations", window.DilationY, window.DilationX);
    }

    private IEnumerable<AttributeMessage> Pooling(int height, int width, Window window)
    {
        bool isLine = _network.Shapes[At.Reads[0]].Rank == 2;
        return [isLine ? Attributes.Integers("kernel_shape", width) : Attributes.Integers("kernel_shape", height, width), .. Sliding(window, isLine)];
    }

    /// <summary>A node that reads what the operator at work reads.</summary>
    private string WriteAll(string name) => WriteOf(name, At.Reads.Select(read => _values[read]));

    private string Integers(string role, params ReadOnlySpan<long> values)
    {
        string name = NameOf(role);
        _graph.Constants.Add(TensorEncoding.Integers(name, values));
        return name;
    }

    /// <summary>A node that reads the value that the operator at work reads.</summary>
    private string Write(string name, IEnumerable<string> constants, params IEnumerable<AttributeMessage> attributes) =>
        WriteOf(name, constants.Prepend(_values[At.Reads[0]]), attributes);

    private string WriteOf(string name, IEnumerable<string> inputs, params IEnumerable<AttributeMessage> attributes)
    {
        var node = new NodeMessage { Operator = name, Name = Unused(NameOf(name)) };
        node.Inputs.AddRange(inputs);
        node.Outputs.Add(node.Name);
        node.Attributes.AddRange(attributes);
        _graph.Nodes.Add(node);
        return node.Name;
    }

    /// <summary>A sum of several values is several nodes of one name.</summary>
    private string Unused(string name)
    {
        int before = _named.GetValueOrDefault(name);
        _named[name] = before + 1;
        return before == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{before}");
    }

    /// <summary>A factor of one number may have more extents than the data, which ONNX would take for a batch.</summary>
    private string Constant(string role, Tensor factor, Shape input, bool isNegated = false)
    {
        bool isScalar = factor.Length == 1 && factor.Shape.Rank > input.Rank;
        return Constant(role, isScalar ? factor.Reshape(new Shape()) : factor, isNegated);
    }

    private string Constant(string role, Tensor tensor, bool isNegated = false)
    {
        string name = NodeNames.Joined(_names[_values.Count - 1], role);
        _graph.Constants.Add(TensorEncoding.Encode(name, tensor, _precision, isNegated));
        return name;
    }

    private string NameOf(string role) => Invariant($"{Numbered}{_values.Count - 1}.{role}");

    private ValueMessage Value(string name, Shape shape)
    {
        var extents = new ShapeMessage { Extents = { new ExtentMessage { Symbol = "N" } } };

        // A batch of single numbers is written as a batch of vectors of one, since a file of one extent has no batch.
        foreach (int extent in shape.Rank == 0 ? [1] : shape.Extents) extents.Extents.Add(new ExtentMessage { Value = extent });
        return new ValueMessage
        {
            Name = name,
            Type = new TypeMessage
            {
                Tensor = new TensorTypeMessage { ElementType = OnnxTypes.NumberOf(TensorEncoding.TypeOf(_precision)), Shape = extents },
            },
        };
    }
}
