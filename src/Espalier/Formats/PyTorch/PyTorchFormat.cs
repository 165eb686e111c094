namespace Espalier.Formats.PyTorch;

/// <summary>
/// Reads PyTorch state dictionaries (<c>torch.save(model.state_dict(), "weights.pt")</c>), both the zip format and the older one.
/// Pickles are read by a closed list of opcodes and constructors; nothing in a file is executed.
/// </summary>
public static class PyTorchFormat
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">There is no such file, or it is no state dictionary.</exception>
    public static NamedTensors Read(string path) => Read(FileContent.Read(path), path);

    /// <summary>Reads the content of a file.</summary>
    /// <param name="content">All bytes of the file.</param>
    /// <param name="source">The name of the file for messages.</param>
    /// <exception cref="InvalidInputException">This is no state dictionary.</exception>
    public static NamedTensors Read(ReadOnlyMemory<byte> content, string source) => Read(new NetworkContent(content, source));

    /// <summary>Whether content is a PyTorch file of either format.</summary>
    internal static bool Recognises(NetworkContent content) =>
        TorchLegacy.Recognises(content.Bytes.Span) || (content.IsZip && TorchZip.Folder(content.Zip) is not null);

    /// <summary>Reads opened content.</summary>
    internal static NamedTensors Read(NetworkContent content)
    {
        if (TorchLegacy.Recognises(content.Bytes.Span)) return TorchLegacy.Read(content.Bytes, content.Source, content.Budget);
        if (content.IsZip && TorchZip.Folder(content.Zip) is { } folder) return TorchZip.Read(content.Zip, folder, content.Source, content.Budget);
        throw new InvalidInputException(
            content.Source, null, "this is no PyTorch file", "save it with torch.save(model.state_dict(), \"weights.pt\")");
    }
}
