using Espalier.Formats.Architectures;
using Espalier.Graphs;

namespace Espalier.Formats;

/// <summary>A network and the format of the file that it was read from.</summary>
/// <param name="Network">The network.</param>
/// <param name="Format">One of <c>onnx</c>, <c>pytorch</c>, <c>safetensors</c>, <c>npz</c>.</param>
public sealed record NetworkFile(Network Network, string Format)
{
    /// <summary>Reads a network from a file of any supported format. The content decides which; the name only helps the message.</summary>
    /// <param name="path">The file.</param>
    /// <param name="architecture">
    /// The text of an <see cref="Architecture"/> for files that hold only tensors; null takes it from the file or infers it.
    /// </param>
    /// <exception cref="InvalidInputException">The file cannot be read, or holds no supported network.</exception>
    public static NetworkFile Read(string path, string? architecture = null) => Read(NetworkContent.OfFile(path), architecture);

    /// <summary>Reads a network from the content of a file.</summary>
    /// <param name="content">All bytes of the file.</param>
    /// <param name="source">The name of the file for messages; its extension is a hint where the content decides nothing.</param>
    /// <param name="architecture">As for <see cref="Read(string, string?)"/>.</param>
    /// <exception cref="InvalidInputException">The content is no supported network.</exception>
    public static NetworkFile Read(ReadOnlyMemory<byte> content, string source, string? architecture = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Read(new NetworkContent(content, source), architecture);
    }

    /// <summary>
    /// Writes a network in the format that the extension names: <c>.onnx</c>, <c>.safetensors</c> or <c>.npz</c>.
    /// The file appears whole or not at all.
    /// </summary>
    /// <exception cref="InvalidInputException">The extension names no format that is written, or the file cannot be written.</exception>
    public static void Write(string path, Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (string.IsNullOrEmpty(path)) throw new InvalidInputException("(no path)", null, "a file name is missing", "name the file to write");
        Action<Network, Stream> write = NetworkFormat.Writer(path);
        AtomicFile.Write(path, stream => write(network, stream));
    }

    /// <summary>Checks the name of a file before the work whose result it is to hold.</summary>
    /// <exception cref="InvalidInputException">The extension names no format that is written.</exception>
    public static void RequireFormat(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        NetworkFormat.Writer(path);
    }

    private static NetworkFile Read(NetworkContent content, string? architecture)
    {
        NetworkFormat format = NetworkFormat.Detect(content);
        if (format.HoldsArchitecture && architecture is not null)
            throw new InvalidInputException(
                content.Source, null, $"a file of the format {format.Name} holds its own architecture", $"leave out `{Architecture.Field}`");
        return new NetworkFile(format.Read(content, architecture), format.Name);
    }
}
