using Espalier.Formats.Onnx;
using Espalier.Formats.Onnx.Schema;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>The schema is what the library makes of the same file, and what is read by it is what the library reads.</summary>
public sealed class WireSchemaTests
{
    [Fact]
    public void Every_message_has_the_fields_that_the_library_knows()
    {
        var seen = new HashSet<string>();
        Compare(ModelMessage.Descriptor, WireSchema.Model, seen);
        Compare(GraphMessage.Descriptor, WireSchema.Graph, []);
        Assert.Equal(ModelMessage.Descriptor.File.MessageTypes.Select(message => message.Name).Order(), seen.Order());
    }

    [Fact]
    public void A_message_is_read_whole_and_unknown_fields_are_dropped()
    {
        var model = new ModelMessage { IrVersion = 8, ProducerName = "a", Graph = new GraphMessage { Name = "g" } };
        model.Graph.Nodes.Add(new NodeMessage { Operator = "Relu", Inputs = { "x" }, Outputs = { "y" } });
        byte[] documented = [.. model.ToByteArray(), (6 << 3) | 2, 3, (byte)'d', (byte)'o', (byte)'c'];
        ModelMessage read = UncheckedMessage<ModelMessage>.Parser.ParseFrom(documented).Message;
        Assert.Equal(model, read);
        Assert.Equal(model.ToByteArray(), read.ToByteArray());
    }

    private static void Compare(MessageDescriptor expected, WireMessage found, HashSet<string> seen)
    {
        if (!seen.Add(expected.Name)) return;
        Assert.Equal(expected.Fields.InFieldNumberOrder().Select(field => field.FieldNumber), found.Fields.Keys.Order());
        foreach (FieldDescriptor field in expected.Fields.InDeclarationOrder())
        {
            WireField own = found.Fields[field.FieldNumber];
            Assert.Equal($"{field.Name} of {expected.Name}", own.Name);
            Assert.Equal(field.IsRepeated, own.IsRepeated);
            Assert.Equal(
                field.FieldType switch
                {
                    FieldType.Int32 or FieldType.Int64 => WireKind.Integer,
                    FieldType.Float => WireKind.Single,
                    FieldType.String => WireKind.Text,
                    FieldType.Bytes => WireKind.Bytes,
                    FieldType.Message => WireKind.Message,
                    _ => throw new InvalidOperationException($"{field.FullName} is of a type that the schema does not have"),
                },
                own.Kind);
            if (own.Kind == WireKind.Message) Compare(field.MessageType, own.Message!, seen);
            else Assert.Null(own.Message);
        }
    }
}
