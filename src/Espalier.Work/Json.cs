using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Espalier.Work;

/// <summary>How answers look as JSON: one line, camelCase, numbers with the shortest digits that read back to the same bits.</summary>
/// <remarks>JSON has no NaN and no infinity: they are the strings "NaN", "Infinity" and "-Infinity". A field without a value is null.</remarks>
public static class Json
{
    private static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes an answer or a request.</summary>
    public static byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Style);
}
