using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

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
        // A certificate may be infinite: for weights so large that a bound leaves the range of float64.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
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
}
