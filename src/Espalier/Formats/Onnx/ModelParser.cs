using System.Runtime.CompilerServices;
using Espalier.Formats.Onnx.Schema;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Espalier.Formats.Onnx;

/// <summary>From the bytes of a file to the messages in it, with every failure as a typed error.</summary>
internal static class ModelParser
{
    private static readonly MessageParser<ModelMessage> Parser = ModelMessage.Parser.WithDiscardUnknownFields(discardUnknownFields: true);

    private static readonly MessageParser<GraphMessage> BodyParser = GraphMessage.Parser.WithDiscardUnknownFields(discardUnknownFields: true);

    // Out of line, so that no caller's frame keeps the bytes alive while tensors are built.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ModelMessage Parse(NetworkContent file, Origin origin)
    {
        ReadOnlySpan<byte> content = file.Bytes.Span;
        if (content.IsEmpty) throw origin.Refusal("the file is empty", "give an ONNX model");
        return Parsed(Parser, content, ModelMessage.Descriptor, origin);
    }

    /// <summary>The body of a branch or of a loop.</summary>
    public static GraphMessage ParseBody(ReadOnlySpan<byte> content, Origin origin) => Parsed(BodyParser, content, GraphMessage.Descriptor, origin);

    private static T Parsed<T>(MessageParser<T> parser, ReadOnlySpan<byte> content, MessageDescriptor message, Origin origin)
        where T : IMessage<T>
    {
        WireScan.Check(content, message, origin);
        try
        {
            return parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException damage)
        {
            throw origin.Refusal($"this is no ONNX model ({damage.Message.TrimEnd('.')})", "export it again", damage);
        }
    }
}
