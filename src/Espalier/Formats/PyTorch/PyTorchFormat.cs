using Espalier.Formats.Archives;

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
    public static NamedTensors Read(ReadOnlyMemory<byte> content, string source)
    {
        var budget = new ReadingBudget(content.Length, source);
        if (TorchLegacy.Recognises(content.Span)) return TorchLegacy.Read(content, source, budget);
        if (ZipContent.Recognises(content.Span))
        {
            var zip = new ZipContent(content, source, budget);
            if (TorchZip.Folder(zip) is { } folder) return TorchZip.Read(zip, folder, source, budget);
        }

        throw new InvalidInputException(source, null, "this is no PyTorch file", "save it with torch.save(model.state_dict(), \"weights.pt\")");
    }
}
