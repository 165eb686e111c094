using System.Runtime.CompilerServices;
using Espalier.Formats.Onnx.Schema;
using Google.Protobuf;

namespace Espalier.Formats.Onnx;

/// <summary>From the bytes of a file to the messages in it, with every failure as a typed error.</summary>
internal static class ModelParser
{
    // Out of line, so that no caller's frame keeps the bytes alive while tensors are built.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ModelMessage Parse(NetworkContent file, Origin origin)
    {
        ReadOnlySpan<byte> content = file.Bytes.Span;
        if (content.IsEmpty) throw origin.Refusal("the file is empty", "give an ONNX model");
        return Parsed<ModelMessage>(content, WireSchema.Model, origin);
    }

    /// <summary>The body of a branch or of a loop.</summary>
    public static GraphMessage ParseBody(ReadOnlySpan<byte> content, Origin origin) => Parsed<GraphMessage>(content, WireSchema.Graph, origin);

    private static T Parsed<T>(ReadOnlySpan<byte> content, WireMessage message, Origin origin)
        where T : IBufferMessage, new()
    {
        WireScan.Check(content, message, origin);
        try
        {
            return UncheckedMessage<T>.Parser.ParseFrom(content).Message;
        }
        catch (InvalidProtocolBufferException damage)
        {
            throw origin.Refusal($"this is no ONNX model ({damage.Message.TrimEnd('.')})", "export it again", damage);
        }
    }
}
