using Espalier.Formats.Onnx.Schema;
using Espalier.Numerics.Random;
using Espalier.Tests.Numerics.Random;
using Google.Protobuf;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Changes to a model that keep it a well-formed file: other wiring, other extents, other attributes.</summary>
internal sealed class StructureMutations : Draws
{
    private static readonly long[] Numbers = [-1, 0, 1, 2, 3, 4, 5, 7, 13, 100, 1L << 31, 1L << 62, long.MinValue, long.MaxValue];

    private static readonly string[] Operators =
    [
        "Add", "Cast", "Concat", "Constant", "Conv", "Div", "Dropout", "Flatten", "Gather", "Gemm", "Identity", "LogSoftmax", "MatMul", "MaxPool",
        "Mul", "Relu", "Reshape",
        "Shape", "Softmax", "Squeeze", "Sub", "Transpose", "Unsqueeze", "Sigmoid",
        "AveragePool", "BatchNormalization", "Clip", "Elu", "Expand", "GlobalAveragePool", "HardSwish", "LayerNormalization",
        "LeakyRelu", "PRelu", "Pad", "Pow", "ReduceMean",
        "Slice", "Split", "Sqrt", "Sum", "Tanh", "",
    ];

    private static readonly string[] AttributeNames =
    [
        "axis", "perm", "transA", "transB", "alpha", "beta", "strides", "pads", "dilations", "group", "kernel_shape", "auto_pad", "to", "axes",
        "allowzero", "count_include_pad", "epsilon", "keepdims", "mode", "ceil_mode",
    ];


    private StructureMutations(ulong seed, int index)
        : base(new RandomStream(seed, (uint)index, StreamPurpose.Sampling))
    {
    }

    /// <summary>One to three changes, a pure function of model, seed and index.</summary>
    public static byte[] At(byte[] model, ulong seed, int index)
    {
        ModelMessage message = ModelMessage.Parser.ParseFrom(model);
        var mutations = new StructureMutations(seed, index);
        int changes = 1 + mutations.Below(3);
        for (int i = 0; i < changes; i++) mutations.Change(message);
        return message.ToByteArray();
    }

    private void Change(ModelMessage model)
    {
        GraphMessage graph = model.Graph;
        switch (Below(16))
        {
            case 0 when graph.Nodes.Count > 0:
                graph.Nodes.RemoveAt(Below(graph.Nodes.Count));
                break;
            case 1 or 2:
                Rewire(graph);
                break;
            case 3:
                Bypass(graph);
                break;
            case 4:
                Swap(graph);
                break;
            case 5 or 6 when graph.Constants.Count > 0:
                ChangeTensor(Pick(graph.Constants));
                break;
            case 7 or 8 when graph.Nodes.Count > 0:
                ChangeAttribute(Pick(graph.Nodes));
                break;
            case 9 when graph.Nodes.Count > 0:
                Pick(graph.Nodes).Operator = Operators[Below(Operators.Length)];
                break;
            case 10 when graph.Nodes.Count > 0:
                graph.Nodes.Insert(Below(graph.Nodes.Count), Pick(graph.Nodes).Clone());
                break;
            case 11 when graph.Inputs.Count > 0:
                ChangeInput(Pick(graph.Inputs).Type.Tensor);
                break;
            case 12:
                model.OperatorSets[0].Version = Below(2) == 0 ? Below(26) : Number();
                break;
            case 13 when graph.Constants.Count > 0:
                if (Below(2) == 0) graph.Constants.Add(Pick(graph.Constants).Clone());
                else graph.Constants.RemoveAt(Below(graph.Constants.Count));
                break;
            case 14 when graph.Constants.Count > 0:
                Pick(graph.Constants).Name = Pick(Names(graph));
                break;
            default:
                Insert(graph);
                break;
        }
    }

    private void Rewire(GraphMessage graph)
    {
        if (graph.Nodes.Count == 0) return;
        NodeMessage node = Pick(graph.Nodes);
        if (Below(4) == 0 && node.Outputs.Count > 0) node.Outputs[Below(node.Outputs.Count)] = Pick(Names(graph));
        else if (node.Inputs.Count > 0) node.Inputs[Below(node.Inputs.Count)] = Pick(Names(graph));
        else node.Inputs.Add(Pick(Names(graph)));
    }

    /// <summary>Takes a node out of the chain and joins its neighbours.</summary>
    private void Bypass(GraphMessage graph)
    {
        if (graph.Nodes.Count == 0) return;
        NodeMessage node = Pick(graph.Nodes);
        if (node.Inputs.Count == 0 || node.Outputs.Count == 0) return;
        string made = node.Outputs[0];
        string used = Pick(node.Inputs);
        graph.Nodes.Remove(node);
        foreach (NodeMessage other in graph.Nodes)
        {
            for (int i = 0; i < other.Inputs.Count; i++)
            {
                if (other.Inputs[i] == made) other.Inputs[i] = used;
            }
        }

        foreach (ValueMessage output in graph.Outputs.Where(output => output.Name == made)) output.Name = used;
    }

    /// <summary>Puts a node without constants behind another one.</summary>
    private void Insert(GraphMessage graph)
    {
        if (graph.Nodes.Count == 0) return;
        int at = Below(graph.Nodes.Count);
        NodeMessage before = graph.Nodes[at];
        if (before.Outputs.Count == 0) return;
        var node = new NodeMessage
        {
            Operator = Operators[Below(Operators.Length)],
            Name = "new",
            Inputs = { $"new{at}" },
            Outputs = { before.Outputs[0] },
        };
        if (Below(2) == 0) node.Inputs.Add(Pick(Names(graph)));
        if (Below(3) == 0) node.Inputs.Add("");
        if (Below(2) == 0 && node.Inputs.Count > 1) (node.Inputs[0], node.Inputs[1]) = (node.Inputs[1], node.Inputs[0]);
        before.Outputs[0] = $"new{at}";
        graph.Nodes.Insert(at + 1, node);
    }

    private void Swap(GraphMessage graph)
    {
        if (graph.Nodes.Count == 0) return;
        NodeMessage node = Pick(graph.Nodes);
        if (Below(3) == 0)
        {
            int at = Below(graph.Nodes.Count);
            graph.Nodes.Remove(node);
            graph.Nodes.Insert(Math.Min(at, graph.Nodes.Count), node);
        }
        else if (node.Inputs.Count > 1)
        {
            (node.Inputs[0], node.Inputs[1]) = (node.Inputs[1], node.Inputs[0]);
        }
    }

    private void ChangeTensor(TensorMessage tensor)
    {
        switch (Below(7))
        {
            case 0 when tensor.Extents.Count > 0:
                tensor.Extents[Below(tensor.Extents.Count)] = Number();
                break;
            case 1:
                tensor.Extents.Insert(Below(tensor.Extents.Count + 1), Below(2) == 0 ? 1 : Number());
                break;
            case 2:
                long[] reversed = [.. tensor.Extents.Reverse()];
                tensor.Extents.Clear();
                tensor.Extents.AddRange(reversed);
                break;
            case 3:
                tensor.ElementType = Below(18);
                break;
            case 4:
                tensor.Raw = ByteString.CopyFrom(tensor.Raw.Span[..Below(tensor.Raw.Length + 1)]);
                break;
            case 5 when tensor.Raw.Length > 0:
                byte[] raw = tensor.Raw.ToByteArray();
                raw[Below(raw.Length)] = (byte)Below(256);
                tensor.Raw = ByteString.CopyFrom(raw);
                break;
            default:
                if (tensor.Extents.Count > 0) tensor.Extents.RemoveAt(Below(tensor.Extents.Count));
                break;
        }
    }

    private void ChangeAttribute(NodeMessage node)
    {
        if (node.Attributes.Count == 0 || Below(3) == 0)
        {
            string name = AttributeNames[Below(AttributeNames.Length)];
            node.Attributes.Add(
                Below(2) == 0 ? ModelBuilder.I(name, Number()) : ModelBuilder.L(name, [.. Enumerable.Range(0, Below(5)).Select(_ => Number())]));
            return;
        }

        AttributeMessage attribute = Pick(node.Attributes);
        if (Below(6) == 0) attribute.Kind = Below(15);
        else if (Below(6) == 0) node.Attributes.Remove(attribute);
        else if (attribute.Integers.Count > 0) attribute.Integers[Below(attribute.Integers.Count)] = Number();
        else if (attribute.HasInteger) attribute.Integer = Number();
        else if (attribute.HasNumber) attribute.Number = BitConverter.UInt32BitsToSingle(Word());
        else if (attribute.HasText) attribute.Text = ByteString.CopyFromUtf8(new[] { "VALID", "SAME_LOWER", "SAME_UPPER", "NOTSET", "" }[Below(5)]);
    }

    private void ChangeInput(TensorTypeMessage type)
    {
        if (Below(5) == 0) type.ElementType = Below(18);
        else if (type.Shape.Extents.Count > 0 && Below(2) == 0)
            type.Shape.Extents[Below(type.Shape.Extents.Count)] = Below(3) == 0
                ? new ExtentMessage { Symbol = "M" }
                : new ExtentMessage { Value = Number() };
        else if (type.Shape.Extents.Count > 0 && Below(2) == 0) type.Shape.Extents.RemoveAt(Below(type.Shape.Extents.Count));
        else type.Shape.Extents.Insert(Below(type.Shape.Extents.Count + 1), new ExtentMessage { Value = Below(3) == 0 ? Number() : 1 });
    }

    private static List<string> Names(GraphMessage graph) =>
        [.. graph.Nodes.SelectMany(node => node.Outputs), .. graph.Constants.Select(c => c.Name), .. graph.Inputs.Select(i => i.Name), "", "nowhere"];

    private long Number() => Below(3) == 0 ? Numbers[Below(Numbers.Length)] : Below(7);

    private T Pick<T>(IList<T> items) => items[Below(items.Count)];
}
