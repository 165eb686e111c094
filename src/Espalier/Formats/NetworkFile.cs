using Espalier.Formats.Architectures;
using Espalier.Graphs;

namespace Espalier.Formats;

/// <summary>A network and the format of the file that it was read from.</summary>
/// <param name="Network">The network.</param>
/// <param name="Format">One of <c>onnx</c>, <c>pytorch</c>, <c>safetensors</c>, <c>npz</c>.</param>
/// <param name="Note">What the user should know of how it was read, in one line; null where nothing was assumed.</param>
public sealed record NetworkFile(Network Network, string Format, string? Note = null)
{
    /// <summary>What is appended to the name of a file for the name of the file beside it that states its architecture.</summary>
    public const string SidecarExtension = ".architecture";

    private const int MaxSidecar = 1 << 20;

    /// <summary>Reads a network from a file of any supported format. The content decides which; the name only helps the message.</summary>
    /// <param name="path">The file.</param>
    /// <param name="architecture">
    /// The text of an <see cref="Architecture"/> for files that hold only tensors; null takes it from the file, or from the text file
    /// beside it whose name is longer by <c>.architecture</c>.
    /// </param>
    /// <param name="output">The name of the output that is wanted of a model that has several; null for the first.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or holds no supported network.</exception>
    public static NetworkFile Read(string path, string? architecture = null, string? output = null) =>
        Read(NetworkContent.OfFile(path), architecture, output, () => Sidecar(path));

    /// <summary>Reads a network from the content of a file.</summary>
    /// <param name="content">All bytes of the file.</param>
    /// <param name="source">The name of the file for messages; its extension is a hint where the content decides nothing.</param>
    /// <param name="architecture">As for <see cref="Read(string, string?, string?)"/>.</param>
    /// <exception cref="InvalidInputException">The content is no supported network.</exception>
    public static NetworkFile Read(ReadOnlyMemory<byte> content, string source, string? architecture = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Read(new NetworkContent(content, source), architecture, null, () => null);
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

    private static NetworkFile Read(NetworkContent content, string? architecture, string? output, Func<string?> sidecar)
    {
        NetworkFormat format = NetworkFormat.Detect(content);
        if (!format.HoldsArchitecture) architecture ??= sidecar();
        if (format.HoldsArchitecture && architecture is not null)
            throw new InvalidInputException(
                content.Source, null, $"a file of the format {format.Name} holds its own architecture", $"leave out `{Architecture.Field}`");
        if (output is not null && !format.HoldsArchitecture)
            throw new InvalidInputException(content.Source, null, $"a file of the format {format.Name} has one output", "leave out `output`");
        (Network network, string? note) = format.Read(content, architecture, output);
        return new NetworkFile(network, format.Name, note);
    }

    private static string? Sidecar(string path)
    {
        var beside = new FileInfo(path + SidecarExtension);
        if (!beside.Exists) return null;
        if (beside.Length > MaxSidecar)
            throw new InvalidInputException(
                beside.FullName, null, "it is longer than a million characters", "write the layers of the network in one line");
        using var text = new StreamReader(new MemoryStream(FileContent.Read(beside.FullName)));
        return text.ReadToEnd().Trim();
    }
}
