using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Espalier.Formats.Elements;
using Espalier.Graphs;

namespace Espalier.Formats.Safetensors;

/// <summary>Writes safetensors files.</summary>
/// <remarks>
/// The header keeps the order of the tensors. Their data stands float64 before float32, so that all of it is aligned, after a
/// header padded to a multiple of eight bytes.
/// </remarks>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    internal static void Write(NamedTensors tensors, Stream stream)
    {
        Dictionary<string, long> begins = Place(tensors, out long dataLength);
        ReadOnlySpan<byte> header = Header(tensors, begins);
        int padding = -header.Length & (Alignment - 1);
        if (header.Length > SafetensorsFormat.MaxHeaderLength - Alignment || header.Length + padding + dataLength + sizeof(ulong) > FileContent.Limit)
            throw new InvalidInputException("the network", null, $"its {dataLength} bytes make a file beyond 2 GiB", "store it in float32");
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(header.Length + padding));
        stream.Write(length);
        stream.Write(header);
        stream.Write("        "u8[..padding]);
        foreach (NamedTensor tensor in InDataOrder(tensors))
        {
            foreach (ReadOnlyMemory<byte> chunk in LittleEndianBytes.Of(tensor.Tensor)) stream.Write(chunk.Span);
        }
    }

    private static IEnumerable<NamedTensor> InDataOrder(NamedTensors tensors) =>
        tensors.Tensors.Where(tensor => tensor.Tensor.Precision == Precision.Double).Concat(
            tensors.Tensors.Where(tensor => tensor.Tensor.Precision == Precision.Single));

    private static Dictionary<string, long> Place(NamedTensors tensors, out long end)
    {
        var begins = new Dictionary<string, long>(StringComparer.Ordinal);
        end = 0;
        foreach (NamedTensor tensor in InDataOrder(tensors))
        {
            begins.Add(tensor.Name, end);
            end += LittleEndianBytes.Count(tensor.Tensor);
        }

        return begins;
    }

    private static ReadOnlySpan<byte> Header(NamedTensors tensors, Dictionary<string, long> begins)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (!tensors.Metadata.IsEmpty)
        {
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            foreach ((string key, string value) in tensors.Metadata) json.WriteString(key, value);
            json.WriteEndObject();
        }

        foreach ((string name, Tensor tensor) in tensors.Tensors)
        {
            if (name == SafetensorsHeader.MetadataKey)
                throw new InvalidInputException("the network", $"tensor '{name}'", "safetensors reserves this name", "give the tensor another name");
            json.WriteStartObject(name);
            json.WriteString("dtype"u8, tensor.Precision == Precision.Single ? "F32"u8 : "F64"u8);
            WriteNumbers(json, "shape", tensor.Shape.Extents.Select(extent => (long)extent));
            WriteNumbers(json, "data_offsets", [begins[name], begins[name] + LittleEndianBytes.Count(tensor)]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
