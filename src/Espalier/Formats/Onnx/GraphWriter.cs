using System.Globalization;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx;

/// <summary>Makes a model of a network: one or two nodes per operator, in one precision, with a symbolic batch.</summary>
internal sealed class GraphWriter : IOperatorPass<string>
{
    private const int OperatorSet = 13;
    private const int FileVersion = 7;
    private const string Source = "the network";

    /// <summary>Room for names and structure below the limit of the file format.</summary>
    private const long MaxWeights = int.MaxValue - (64L << 20);

    private readonly Network _network;
    private readonly GraphMessage _graph = new() { Name = "network" };
    private readonly Precision _precision;
    private readonly Dictionary<string, int> _named = new(StringComparer.Ordinal);
    private readonly List<string> _values = ["input"];

    private GraphWriter(Network network)
    {
        _network = network;
        _precision = network.Precision;
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
            IrVersion = FileVersion,
            ProducerName = "espalier",
            ProducerVersion = typeof(GraphWriter).Assembly.GetName().Version!.ToString(3),
            Graph = writer._graph,
            OperatorSets = { new OperatorSetMessage { Version = OperatorSet } },
        };
    }

    public string Visit(Dense dense)
    {
        AttributeMessage transposed = Attributes.Integer("transB", 1);
        return dense.Bias is null
            ? Write("Gemm", [Constant("weight", dense.Weights)], transposed)
            : Write("Gemm", [Constant("weight", dense.Weights), Constant("bias", dense.Bias)], transposed);
    }

    public string Visit(Convolution convolution)
    {
        AttributeMessage kernel = Attributes.Integers("kernel_shape", convolution.Weights.Shape[2], convolution.Weights.Shape[3]);
        var inputs = new List<string> { Constant("weight", convolution.Weights) };
        if (convolution.Bias is not null) inputs.Add(Constant("bias", convolution.Bias));
        return Write("Conv", inputs, [kernel, .. Sliding(convolution.Window)]);
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

    public string Visit(Reshape reshape)
    {
        string name = NameOf("shape");
        // An extent of 0 keeps what the data have there: the batch.
        _graph.Constants.Add(TensorEncoding.Integers(name, [0, .. reshape.Target.Extents.Select(extent => (long)extent)]));
        return Write("Reshape", [name]);
    }

    public string Visit(Relu relu) => Write("Relu", []);

    public string Visit(MaxPooling pooling) =>
        Write("MaxPool", [], [Attributes.Integers("kernel_shape", pooling.KernelHeight, pooling.KernelWidth), .. Sliding(pooling.Window)]);

    public string Visit(Softmax softmax) => Write(softmax.Logarithm ? "LogSoftmax" : "Softmax", [], Attributes.Integer("axis", 1));

    private void Check()
    {
        if (_network.ParameterCount * TensorEncoding.Width(_precision) > MaxWeights)
            throw new InvalidInputException(
                Source, null, $"its {_network.ParameterCount} weights do not fit one ONNX file of 2 GiB", "write it in another format");
        if (_network.FirstNonFinite() is { } odd)
            throw new InvalidInputException(
                Source, $"layer {odd.Node}", $"weight {odd.Position} is {odd.Value}", "write a network whose weights are finite");
    }

    private static IEnumerable<AttributeMessage> Sliding(Window window) =>
    [
        Attributes.Integers("pads", window.Top, window.Left, window.Bottom, window.Right),
        Attributes.Integers("strides", window.StrideY, window.StrideX),
    ];

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
        string name = NameOf(role);
        _graph.Constants.Add(TensorEncoding.Encode(name, tensor, _precision, isNegated));
        return name;
    }

    private string NameOf(string role) => string.Create(CultureInfo.InvariantCulture, $"layer{_values.Count - 1}.{role}");

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
