using System.Text;
using Espalier.Formats.Archives;
using Espalier.Formats.Elements;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Formats.Npz;

/// <summary>
/// Reads and writes npz, numpy's zip files of npy arrays. An array <c>espalier.architecture</c> of bytes holds UTF-8 text.
/// </summary>
public static class NpzFormat
{
    private const string Extension = ".npy";

    /// <summary>No more than this do the headers of an entry take beside its name.</summary>
    private const int EntryOverhead = 512;

    /// <summary>What stands in the name of text entries; any text of the metadata is kept under such a name.</summary>
    private const string TextPrefix = "espalier.";

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">There is no such file, or it is no valid npz file.</exception>
    public static NamedTensors Read(string path) => Read(FileContent.Read(path), path);

    /// <summary>Reads a file of data rather than of weights: arrays of whole numbers and booleans as well, each number exactly.</summary>
    /// <exception cref="InvalidInputException">There is no such file, it is no valid npz file, or a number is none of float64.</exception>
    public static NamedTensors ReadData(string path) => Read(new NetworkContent(FileContent.Read(path), path), withWholeNumbers: true);

    /// <summary>The names of the arrays in a file, of which none is unpacked.</summary>
    /// <exception cref="InvalidInputException">There is no such file, or it is no zip file.</exception>
    internal static IReadOnlyList<string> Names(string path)
    {
        var content = new NetworkContent(FileContent.Read(path), path);
        if (!content.IsZip) throw NoArchive(content.Source);
        IEnumerable<string> names = content.Zip.Entries.Select(entry => entry.Name);
        return [.. names.Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Select(name => name[..^Extension.Length])];
    }

    /// <summary>Reads the content of a file. The tensors keep the order of the archive; arrays of whole numbers are passed over by name.</summary>
    /// <param name="content">All bytes of the file.</param>
    /// <param name="source">The name of the file for messages.</param>
    /// <exception cref="InvalidInputException">This is no valid npz file.</exception>
    public static NamedTensors Read(ReadOnlyMemory<byte> content, string source) => Read(new NetworkContent(content, source));

    /// <summary>Whether content is a zip file with numpy arrays.</summary>
    internal static bool Recognises(NetworkContent content) =>
        content.IsZip && content.Zip.Entries.Any(entry => entry.Name.EndsWith(Extension, StringComparison.Ordinal));

    /// <summary>Reads opened content.</summary>
    internal static NamedTensors Read(NetworkContent content, bool withWholeNumbers = false)
    {
        Origin origin = content.Source;
        if (!content.IsZip) throw NoArchive(origin);
        ZipContent zip = content.Zip;
        ReadingBudget budget = content.Budget;
        var tensors = new List<NamedTensor>();
        var skipped = new List<SkippedTensor>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ZipEntry entry in zip.Entries)
        {
            budget.Take(ReadingBudget.TensorCost, "the list of arrays");
            Origin part = origin.At($"entry '{entry.Name}'");
            string name = entry.Name.EndsWith(Extension, StringComparison.Ordinal)
                ? entry.Name[..^Extension.Length]
                : throw part.Refusal("it is no npy array", "save only arrays, with numpy.savez");
            ReadOnlyMemory<byte> array = zip.Read(entry);
            NpyHeader header = NpyHeader.Read(array.Span, part);
            budget.Take(4L * header.DataOffset, part.Place!);
            if (name.StartsWith(TextPrefix, StringComparison.Ordinal) && header.Type == NumberType.UInt8)
                metadata.Add(name, Text(array.Span[header.DataOffset..], part.Place!, budget));
            else if (!header.Type.IsFloat && !withWholeNumbers) skipped.Add(new SkippedTensor(name, $"its elements are {header.Type.Name}"));
            else if (header.Extents.Contains(0)) skipped.Add(new SkippedTensor(name, "it has no elements"));
            else tensors.Add(new NamedTensor(name, NpyFormat.ReadExact(header, array.Span, part, budget)));
        }

        return new NamedTensors(tensors, metadata, skipped);
    }

    /// <summary>Writes tensors, and those metadata whose key starts with <c>espalier.</c>. The same content gives the same bytes.</summary>
    /// <exception cref="InvalidInputException">The tensors would make a file that cannot be read back.</exception>
    public static void Write(NamedTensors tensors, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(stream);
        RequireReadable(tensors);
        var zip = new ZipWriter(stream);
        foreach ((string key, string value) in tensors.Metadata)
        {
            if (!key.StartsWith(TextPrefix, StringComparison.Ordinal)) continue;
            byte[] text = Encoding.UTF8.GetBytes(value);
            zip.Add(key + Extension, [NpyHeader.Write("|u1", [text.Length]), text]);
        }

        foreach ((string name, Tensor tensor) in tensors.Tensors) zip.Add(name + Extension, NpyFormat.Bytes(tensor));
        zip.Finish();
    }

    private static InvalidInputException NoArchive(Origin origin) => origin.Refusal("this is no npz file", "save it with numpy.savez");

    private static void RequireReadable(NamedTensors tensors)
    {
        long length = 0;
        foreach ((string name, Tensor tensor) in tensors.Tensors)
        {
            if (name.Length > short.MaxValue / 3)
                throw new InvalidInputException(
                    "the network", $"tensor '{name[..40]}…'", "its name is too long for npz", "give the tensor another name");
            length += LittleEndianBytes.Count(tensor) + EntryOverhead + (6L * name.Length);
        }

        if (length > FileContent.Limit)
            throw new InvalidInputException("the network", null, $"its {length} bytes make a file beyond 2 GiB", "store it in float32");
    }

    private static string Text(ReadOnlySpan<byte> bytes, string part, ReadingBudget budget)
    {
        budget.Take(2L * bytes.Length, part);
        return Encoding.UTF8.GetString(bytes);
    }
}
