using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Espalier.Tickets.Files;

/// <summary>The header of a ticket file, as one JSON object that has exactly the fields it should.</summary>
internal static class HeaderText
{
    private static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        Encoder = JavaScriptEncoder.Default,
        Converters = { new ExactNames(), new Numbers() },
        TypeInfoResolver = JsonTypeInfoResolver.Combine(HeaderTypes.Default, new DefaultJsonTypeInfoResolver()),
    };

    public static byte[] Write<T>(T header) => JsonSerializer.SerializeToUtf8Bytes(header, Style);

    /// <summary>Reads a header.</summary>
    /// <exception cref="InvalidInputException">The text is not such a header.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, string source)
        where T : class
    {
        try
        {
            T header = JsonSerializer.Deserialize<T>(json.Span, Style) ?? throw TicketFile.Damaged(source, "the header is empty");
            return HasNullElement(json.Span) ? throw TicketFile.Damaged(source, "a list in the header holds null") : header;
        }
        catch (JsonException problem)
        {
            throw TicketFile.Damaged(source, $"the header cannot be read at {problem.Path ?? "its beginning"}");
        }
    }

    /// <summary>Annotations keep null out of fields, but not out of the elements of arrays.</summary>
    private static bool HasNullElement(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Style.MaxDepth });
        JsonTokenType before = JsonTokenType.None;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null && before is not (JsonTokenType.PropertyName or JsonTokenType.None)) return true;
            before = reader.TokenType;
        }

        return false;
    }

    /// <summary>
    /// Finite numbers, and "Infinity": a certificate may be infinite, for weights so large that a bound leaves the range of float64. A number
    /// too large for float64 is none.
    /// </summary>
    private sealed class Numbers : JsonConverter<double>
    {
        private const string Infinity = "Infinity";

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(Infinity)) return double.PositiveInfinity;
            return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value) && double.IsFinite(value)
                ? value
                : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsPositiveInfinity(value)) writer.WriteStringValue(Infinity);
            else writer.WriteNumberValue(value);
        }
    }

    /// <summary>Names of enumerations in camel case, to the letter.</summary>
    private sealed class ExactNames : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(ExactName<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class ExactName<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> Values =
            Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out T value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
    }
}

/// <summary>The headers of today, described when the program is built rather than each time that it starts.</summary>
[JsonSerializable(typeof(TicketHeader))]
[JsonSerializable(typeof(PartFields))]
internal sealed partial class HeaderTypes : JsonSerializerContext;
