using System.Buffers.Binary;
using Espalier.Formats.Onnx;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Google.Protobuf;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Builds models message by message, the wrong ones as well as the right ones.</summary>
internal sealed class ModelBuilder
{
    public ModelBuilder(int operatorSet = 13, int type = 1)
    {
        Type = type;
        Model = new ModelMessage
        {
            IrVersion = 7,
            Graph = new GraphMessage { Name = "g" },
            OperatorSets = { new OperatorSetMessage { Version = operatorSet } },
        };
    }

    public ModelMessage Model { get; }

    public int Type { get; }

    /// <summary>Extents below 0 stand for a symbol.</summary>
    public ModelBuilder Input(string name, params long[] extents)
    {
        Model.Graph.Inputs.Add(Value(name, extents));
        return this;
    }

    public ModelBuilder Output(string name)
    {
        Model.Graph.Outputs.Add(Value(name, []));
        Model.Graph.Outputs[^1].Type.Tensor.Shape = null;
        return this;
    }

    public ModelBuilder Constant(string name, long[] extents, params float[] values)
    {
        byte[] raw = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(4 * i), values[i]);
        return Constant(name, 1, extents, raw);
    }

    public ModelBuilder Doubles(string name, long[] extents, params double[] values)
    {
        byte[] raw = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(8 * i), values[i]);
        return Constant(name, 11, extents, raw);
    }

    public ModelBuilder Integers(string name, params long[] values) => Integers(name, [values.Length], values);

    public ModelBuilder Integers(string name, long[] extents, params long[] values)
    {
        byte[] raw = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(8 * i), values[i]);
        return Constant(name, 7, extents, raw);
    }

    public ModelBuilder Constant(string name, int type, long[] extents, byte[] raw)
    {
        Model.Graph.Constants.Add(new TensorMessage { Name = name, ElementType = type, Extents = { extents }, Raw = ByteString.CopyFrom(raw) });
        return this;
    }

    /// <summary>Adds a node: its inputs and its output are words.</summary>
    public ModelBuilder Node(string op, string inputs, string output, params AttributeMessage[] attributes)
    {
        var node = new NodeMessage { Operator = op, Name = $"{op}_{Model.Graph.Nodes.Count}" };
        node.Inputs.AddRange(inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name == "-" ? "" : name));
        node.Outputs.AddRange(output.Split(' '));
        node.Attributes.AddRange(attributes);
        Model.Graph.Nodes.Add(node);
        return this;
    }

    public ModelBuilder Change(Action<ModelMessage> change)
    {
        change(Model);
        return this;
    }

    public byte[] Bytes() => Model.ToByteArray();

    public Network Read() => OnnxFormat.Read(Bytes(), "model.onnx");

    public InvalidInputException Refused() => Assert.Throws<InvalidInputException>(() => Read());

    public static AttributeMessage I(string name, long value) => new() { Name = name, Integer = value, Kind = 2 };

    public static AttributeMessage F(string name, float value) => new() { Name = name, Number = value, Kind = 1 };

    public static AttributeMessage S(string name, string value) => new() { Name = name, Text = ByteString.CopyFromUtf8(value), Kind = 3 };

    public static AttributeMessage L(string name, params long[] values) => new() { Name = name, Integers = { values }, Kind = 7 };

    public static AttributeMessage T(string name, TensorMessage tensor) => new() { Name = name, Tensor = tensor, Kind = 4 };

    private ValueMessage Value(string name, long[] extents)
    {
        var shape = new ShapeMessage();
        foreach (long extent in extents) shape.Extents.Add(extent < 0 ? new ExtentMessage { Symbol = "N" } : new ExtentMessage { Value = extent });
        return new ValueMessage { Name = name, Type = new TypeMessage { Tensor = new TensorTypeMessage { ElementType = Type, Shape = shape } } };
    }
}
