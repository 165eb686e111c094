using System.Text.Json;
using Espalier.Formats.Elements;
using Espalier.Numerics;

namespace Espalier.Formats.Safetensors;

/// <summary>One tensor of a header: its type, shape and range of bytes.</summary>
internal sealed record SafetensorsEntry(string Name, NumberType Type, long[] Extents, long Begin, long End);

/// <summary>The JSON header of a safetensors file, read strictly.</summary>
internal sealed class SafetensorsHeader
{
    internal const string MetadataKey = "__metadata__";
    private const int TextCost = 64;
    private const string Again = "write or download the file again";

    private readonly Origin _origin;
    private readonly ReadingBudget _budget;
    private readonly List<SafetensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(Origin origin, ReadingBudget budget)
    {
        _origin = origin;
        _budget = budget;
    }

    internal IReadOnlyList<SafetensorsEntry> Entries => _entries;

    internal IReadOnlyDictionary<string, string> Metadata => _metadata;

    internal static SafetensorsHeader Parse(ReadOnlySpan<byte> json, Origin origin, ReadingBudget budget)
    {
        var header = new SafetensorsHeader(origin, budget);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
        try
        {
            header.ReadAll(ref reader);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Text with broken escapes surfaces as InvalidOperationException.
            throw origin.At($"header byte {reader.BytesConsumed}").Refusal("the header is no valid JSON", Again, error);
        }

        return header;
    }

    /// <summary>Requires that the tensors fill the data from end to end: no gap, no overlap, nothing outside.</summary>
    internal void RequireCovered(long dataLength)
    {
        long at = 0;
        foreach (SafetensorsEntry entry in _entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != at)
                throw Bad(entry.Name, $"its data starts at {entry.Begin} where {at} is the next free byte: ranges overlap or leave a gap");
            at = entry.End;
        }

        if (at != dataLength) throw _origin.Refusal($"its tensors describe {at} bytes of data, but there are {dataLength}", Again);
    }

    private void ReadAll(ref Utf8JsonReader reader)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = Text(ref reader);
            _budget.Take(ReadingBudget.TensorCost, "the header");
            if (!names.Add(name)) throw Bad(name, "the name occurs twice");
            reader.Read();
            Require(reader.TokenType == JsonTokenType.StartObject, ref reader);
            if (name == MetadataKey) ReadMetadata(ref reader);
            else _entries.Add(ReadEntry(ref reader, name));
        }

        Require(reader.TokenType == JsonTokenType.EndObject && !reader.Read(), ref reader);
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = Text(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw Bad(MetadataKey, $"the value of '{key}' is no text");
            if (!_metadata.TryAdd(key, Text(ref reader))) throw Bad(MetadataKey, $"the key '{key}' occurs twice");
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        long[]? extents = null, range = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (type is null && reader.ValueTextEquals("dtype"u8))
            {
                reader.Read();
                Require(reader.TokenType == JsonTokenType.String, ref reader);
                type = Text(ref reader);
            }
            else if (extents is null && reader.ValueTextEquals("shape"u8)) extents = Numbers(ref reader);
            else if (range is null && reader.ValueTextEquals("data_offsets"u8)) range = Numbers(ref reader);
            else throw Bad(name, $"the field '{Text(ref reader)}' is unknown or occurs twice");
        }

        if (type is null || extents is null || range is not [var begin, var end])
            throw Bad(name, "it needs exactly the fields dtype, shape and data_offsets");
        NumberType element = Type(type)
            ?? throw _origin.At($"tensor '{name}'").Refusal($"elements of type {type} are not read", "save it as F32, F64, F16 or BF16");
        if (begin < 0 || end < begin) throw Bad(name, $"its data_offsets [{begin}, {end}] are no range");
        if (StridedLayout.Count(extents) is not { } count || (Int128)count * element.Size != end - begin)
            throw Bad(name, $"its shape [{string.Join(", ", extents)}] of {type} does not take {end - begin} bytes");
        return new SafetensorsEntry(name, element, extents, begin, end);
    }

    private long[] Numbers(ref Utf8JsonReader reader)
    {
        var numbers = new List<long>();
        reader.Read();
        Require(reader.TokenType == JsonTokenType.StartArray, ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            Require(reader.TryGetInt64(out long number) && number >= 0 && numbers.Count < StridedLayout.MaxRank, ref reader);
            numbers.Add(number);
        }

        Require(reader.TokenType == JsonTokenType.EndArray, ref reader);
        return [.. numbers];
    }

    private string Text(ref Utf8JsonReader reader)
    {
        _budget.Take(TextCost + (4L * reader.ValueSpan.Length), "the header");
        return reader.GetString()!;
    }

    /// <summary>All types of whole numbers are known, to check their sizes, though only floats are used.</summary>
    private static NumberType? Type(string name) => name switch
    {
        "F64" => NumberType.Float64,
        "F32" => NumberType.Float32,
        "F16" => NumberType.Float16,
        "BF16" => NumberType.BFloat16,
        "I64" => NumberType.Int64,
        "I32" => NumberType.Int32,
        "I16" => NumberType.Int16,
        "I8" => NumberType.Int8,
        "U64" => NumberType.UInt64,
        "U32" => NumberType.UInt32,
        "U16" => NumberType.UInt16,
        "U8" => NumberType.UInt8,
        "BOOL" => NumberType.Bool,
        _ => null,
    };

    private void Require(bool condition, ref Utf8JsonReader reader)
    {
        if (!condition) throw _origin.At($"header byte {reader.TokenStartIndex}").Refusal("the header does not have the form of safetensors", Again);
    }

    private InvalidInputException Bad(string name, InvariantText problem) => _origin.At($"tensor '{name}'").Refusal(problem, Again);
}
