using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Google.Protobuf;

namespace Espalier.Formats.Onnx;

/// <summary>Reads and writes networks as ONNX models.</summary>
/// <remarks>
/// The subset is that of graphs of our operators with constant weights, operator sets 7 to 23; <c>docs/formats.md</c> lists them.
/// Anything else is refused by an <see cref="InvalidInputException"/> that names the operator and its node.
/// </remarks>
public static class OnnxFormat
{
    /// <summary>Reads the network in a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, is damaged, or holds something that is no graph of supported
    /// operators.</exception>
    public static Network Read(string path) => Read(NetworkContent.OfFile(path)).Network;

    /// <summary>Reads the network in the bytes of a file.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="source">What messages call them.</param>
    /// <exception cref="InvalidInputException">The content is damaged or holds something that is no graph of supported
    /// operators.</exception>
    public static Network Read(ReadOnlyMemory<byte> content, string source) => Read(new NetworkContent(content, source)).Network;

    /// <summary>Writes a network to a stream, as <see cref="NetworkFile.Write"/> does to a file. The same network gives the same bytes.</summary>
    /// <param name="network">The network.</param>
    /// <param name="destination">Where the bytes go; it stays open.</param>
    /// <exception cref="InvalidInputException">The network cannot be expressed.</exception>
    public static void Write(Network network, Stream destination) => GraphWriter.ModelOf(network).WriteTo(destination);

    internal static (Network Network, string? Note) Read(NetworkContent content, string? output = null)
    {
        var origin = new Origin(content.Source);
        int length = content.Bytes.Length;
        ModelMessage model = ModelParser.Parse(content, origin);
        content.Release();
        return GraphReader.Read(model, length, origin, content.Folder, output);
    }
}
