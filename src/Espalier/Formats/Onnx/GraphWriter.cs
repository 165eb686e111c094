using System.Globalization;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx;

/// <summary>Makes a model of a network: one or two nodes per layer, in one precision, with a symbolic batch.</summary>
internal sealed class GraphWriter
{
    private const int OperatorSet = 13;
    private const int FileVersion = 7;
    private const string Source = "the network";

    /// <summary>Room for names and structure below the limit of the file format.</summary>
    private const long LargestWeights = int.MaxValue - (64L << 20);

    private readonly GraphMessage _graph = new() { Name = "network" };
    private readonly Precision _precision;
    private string _last = "input";
    private int _layer;

    private GraphWriter(Precision precision) => _precision = precision;

    public static ModelMessage ModelOf(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var writer = new GraphWriter(network.Precision);
        writer.Check(network);
        writer._graph.Inputs.Add(writer.Value("input", network.InputShape));
        for (int i = 0; i < network.Layers.Length; i++)
        {
            writer._layer = i;
            writer.Write(network, i);
        }

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

    private void Check(Network network)
    {
        if (network.ParameterCount * TensorEncoding.Width(_precision) > LargestWeights)
            throw new InvalidInputException(Source, null, $"its {network.ParameterCount} weights do not fit one ONNX file of 2 GiB", "write it in another format");
        if (network.FirstNonFinite() is { } odd)
            throw new InvalidInputException(Source, $"layer {odd.Layer}", $"weight {odd.Position} is {odd.Value}", "write a network whose weights are finite");
    }

    private void Write(Network network, int index)
    {
        switch (network.Layers[index])
        {
            case Dense dense:
                AttributeMessage transposed = Attributes.Integer("transB", 1);
                if (dense.Bias is null) Node("Gemm", [Constant("weight", dense.Weights)], transposed);
                else Node("Gemm", [Constant("weight", dense.Weights), Constant("bias", dense.Bias)], transposed);
                break;
            case Convolution convolution:
                WriteConvolution(convolution);
                break;
            case MaxPooling pooling:
                Node("MaxPool", [], [Attributes.Integers("kernel_shape", pooling.KernelHeight, pooling.KernelWidth), .. Sliding(pooling.Window)]);
                break;
            case ElementwiseAffine affine:
                WriteAffine(affine, network.Shapes[index], index == 0 ? null : network.Layers[index - 1]);
                break;
            case Relu:
                Node("Relu", []);
                break;
            case Flatten:
                Node("Flatten", [], Attributes.Integer("axis", 1));
                break;
            case Softmax softmax:
                Node(softmax.Logarithm ? "LogSoftmax" : "Softmax", [], Attributes.Integer("axis", 1));
                break;
            default:
                throw new InvalidInputException(Source, $"layer {index}", $"a layer of kind {network.Layers[index].Kind} cannot be written as ONNX", "write it in another format");
        }
    }

    private void WriteConvolution(Convolution convolution)
    {
        AttributeMessage kernel = Attributes.Integers("kernel_shape", convolution.Weights.Shape[2], convolution.Weights.Shape[3]);
        var inputs = new List<string> { Constant("weight", convolution.Weights) };
        if (convolution.Bias is not null) inputs.Add(Constant("bias", convolution.Bias));
        Node("Conv", inputs, [kernel, .. Sliding(convolution.Window)]);
    }

    /// <summary>
    /// Mul and Add. Reading joins an Add to a Mul or a dense layer before it; where the network keeps them apart, the shift is
    /// written as a Sub of its negative, which is the same number and is never joined.
    /// </summary>
    private void WriteAffine(ElementwiseAffine affine, Shape input, Operator? before)
    {
        if (affine.Scale is not null) Node("Mul", [Constant("scale", affine.Scale, input)]);
        if (affine.Shift is not null)
        {
            bool wouldJoin = affine.Scale is null && before is (Dense { Bias: null } or ElementwiseAffine { Scale: not null, Shift: null });
            if (wouldJoin) Node("Sub", [Constant("shift", affine.Shift, input, isNegated: true)]);
            else Node("Add", [Constant("shift", affine.Shift, input)]);
        }

        if (affine.Scale is null && affine.Shift is null) Node("Identity", []);
    }

    private static IEnumerable<AttributeMessage> Sliding(Window window) =>
    [
        Attributes.Integers("pads", window.Top, window.Left, window.Bottom, window.Right),
        Attributes.Integers("strides", window.StrideY, window.StrideX),
    ];

    private void Node(string name, IEnumerable<string> constants, params IEnumerable<AttributeMessage> attributes)
    {
        var node = new NodeMessage { Operator = name, Name = $"layer{Number()}.{name}" };
        node.Inputs.Add(_last);
        node.Inputs.AddRange(constants);
        _last = node.Name;
        node.Outputs.Add(_last);
        node.Attributes.AddRange(attributes);
        _graph.Nodes.Add(node);
    }

    /// <summary>A factor of one number may have more extents than the data, which ONNX would take for a batch.</summary>
    private string Constant(string role, Tensor factor, Shape input, bool isNegated = false)
    {
        bool isScalar = factor.Length == 1 && factor.Shape.Rank > input.Rank;
        return Constant(role, isScalar ? factor.Reshape(new Shape()) : factor, isNegated);
    }

    private string Constant(string role, Tensor tensor, bool isNegated = false)
    {
        string name = $"layer{Number()}.{role}";
        _graph.Constants.Add(TensorEncoding.Encode(name, tensor, _precision, isNegated));
        return name;
    }

    private string Number() => _layer.ToString(CultureInfo.InvariantCulture);

    private ValueMessage Value(string name, Shape shape)
    {
        var extents = new ShapeMessage { Extents = { new ExtentMessage { Symbol = "N" } } };

        // A batch of single numbers is written as a batch of vectors of one, since a file of one extent has no batch.
        foreach (int extent in shape.Rank == 0 ? [1] : shape.Extents) extents.Extents.Add(new ExtentMessage { Value = extent });
        return new ValueMessage
        {
            Name = name,
            Type = new TypeMessage { Tensor = new TensorTypeMessage { ElementType = OnnxTypes.NumberOf(TensorEncoding.TypeOf(_precision)), Shape = extents } },
        };
    }
}
