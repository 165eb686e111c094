using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Espalier.Work;

/// <summary>How requests and answers look as JSON: one line, camelCase, numbers with the shortest digits that read back to the same bits.</summary>
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

    /// <summary>Reads a request that was sent.</summary>
    /// <exception cref="InvalidInputException">It is no such request.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> text)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Style) ?? throw new InvalidInputException("request", null, "it is null", "send an object");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException("request", error.Path, "this is no request of this kind", $"send the fields of {typeof(T).Name}", error);
        }
    }

    /// <summary>Writes an answer or a request.</summary>
    public static byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Style);
}
