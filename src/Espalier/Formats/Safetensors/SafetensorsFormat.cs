using System.Buffers.Binary;
using Espalier.Formats.Elements;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Formats.Safetensors;

/// <summary>
/// Reads and writes safetensors: the length of a JSON header, the header, and the raw elements it describes.
/// Whole-number tensors are checked and passed over by name; other types are refused.
/// </summary>
public static class SafetensorsFormat
{
    /// <summary>The largest header that the format allows.</summary>
    internal const int MaxHeaderLength = 100_000_000;

    private const int LengthBytes = 8;

    /// <summary>Whether a file starts as a safetensors file does.</summary>
    internal static bool Recognises(NetworkContent content) => Recognises(content.Bytes.Span);

    /// <summary>Reads opened content, with the tensors in the order that their names suggest.</summary>
    internal static NamedTensors ReadInNaturalOrder(NetworkContent content) => Read(content.Bytes, content.Source).InNaturalOrder();

    private static bool Recognises(ReadOnlySpan<byte> file) =>
        file.Length > LengthBytes && file[LengthBytes] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(file) <= MaxHeaderLength;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">There is no such file, or it is no valid safetensors file.</exception>
    public static NamedTensors Read(string path) => Read(FileContent.Read(path), path);

    /// <summary>Reads the content of a file. The tensors keep the order of the header.</summary>
    /// <param name="content">All bytes of the file.</param>
    /// <param name="source">The name of the file for messages.</param>
    /// <exception cref="InvalidInputException">This is no valid safetensors file.</exception>
    public static NamedTensors Read(ReadOnlyMemory<byte> content, string source)
    {
        ReadOnlySpan<byte> file = content.Span;
        if (!Recognises(file)) throw new Origin(source).Refusal("this is no safetensors file", "save it with safetensors' save_file");
        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        if (headerLength > file.Length - LengthBytes)
            throw new Origin(source).At("offset 0").Refusal(
                $"a header of {headerLength} bytes does not fit the file", "write or download the file again");
        ReadOnlySpan<byte> data = file[(LengthBytes + headerLength)..];
        var budget = new ReadingBudget(file.Length, source);
        SafetensorsHeader header = SafetensorsHeader.Parse(file.Slice(LengthBytes, headerLength), source, budget);
        header.RequireCovered(data.Length);
        var tensors = new List<NamedTensor>();
        var skipped = new List<SkippedTensor>();
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (!entry.Type.IsFloat) skipped.Add(new SkippedTensor(entry.Name, $"its elements are {entry.Type.Name}"));
            else if (entry.End == entry.Begin) skipped.Add(new SkippedTensor(entry.Name, "it has no elements"));
            else tensors.Add(new NamedTensor(entry.Name, ReadTensor(entry, data, source, budget)));
        }

        return new NamedTensors(tensors, header.Metadata, skipped);
    }

    /// <summary>Writes tensors and metadata. The same content gives the same bytes.</summary>
    /// <exception cref="InvalidInputException">The tensors would make a file that cannot be read back.</exception>
    public static void Write(NamedTensors tensors, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsWriter.Write(tensors, stream);
    }

    private static Tensor ReadTensor(SafetensorsEntry entry, ReadOnlySpan<byte> data, Origin origin, ReadingBudget budget)
    {
        string place = $"tensor '{entry.Name}'";
        Shape shape = StridedLayout.TryShape(entry.Extents)
            ?? throw origin.At(place).Refusal("its shape is none that an array can have", "write or download the file again");
        var array = new StoredArray(entry.Type, BigEndian: false, StridedLayout.RowMajor(shape));
        budget.Take(array.TensorBytes, place);
        return array.Read(data[(int)entry.Begin..(int)entry.End]);
    }
}
