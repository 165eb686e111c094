using System.Text.Json;

namespace Espalier.Work.Inputs;

/// <summary>A file with one JSON object that a user wrote; whatever is missing, misspelt or of the wrong kind is refused with its place.</summary>
internal sealed class JsonObjectFile : IDisposable
{
    private readonly JsonDocument _document;
    private readonly string _remedy;

    private JsonObjectFile(string path, string remedy, JsonDocument document)
    {
        Path = path;
        _remedy = remedy;
        _document = document;
    }

    public string Path { get; }

    /// <summary>Reads an object that has no other fields than these.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to write instead: a whole example.</param>
    /// <param name="fields">The fields that there may be.</param>
    /// <exception cref="InvalidInputException">It is not such an object.</exception>
    public static JsonObjectFile Open(string path, string remedy, params string[] fields)
    {
        JsonDocument document = JsonFile.Parse(path, remedy);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidInputException(path, null, "this is not a JSON object", remedy);
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            if (!fields.Contains(property.Name, StringComparer.Ordinal))
                throw new InvalidInputException(
                    path,
                    $"\"{property.Name}\"",
                    $"there is no such field{Suggestion.For(property.Name, fields)}",
                    $"use {string.Join(", ", fields)}");
        }

        return new JsonObjectFile(path, remedy, document);
    }

    /// <summary>The field, or null where it is left out.</summary>
    public JsonElement? Find(string name) => _document.RootElement.TryGetProperty(name, out JsonElement field) ? field : null;

    public JsonElement Required(string name) => Find(name) ?? throw new InvalidInputException(Path, null, $"there is no \"{name}\"", _remedy);

    /// <summary>The elements of an array with their places.</summary>
    public IEnumerable<(string Place, JsonElement Item)> Items(string place, JsonElement array) =>
        array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray().Select((item, i) => (Invariant($"{place}[{i}]"), item))
            : throw new InvalidInputException(Path, place, "this is not an array", _remedy);

    /// <summary>Finite numbers.</summary>
    public double[] Numbers(string place, JsonElement array) => [.. Items(place, array).Select(each => Number(each.Place, each.Item))];

    /// <summary>A finite number.</summary>
    public double Number(string place, JsonElement item) =>
        item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw new InvalidInputException(Path, place, $"'{item.GetRawText()}' is not a finite number", "write a number such as -0.25 or 1e-3");

    /// <summary>Whole numbers.</summary>
    public int[] Indices(string place, JsonElement array) =>
        [.. Items(place, array).Select(each => each.Item.ValueKind == JsonValueKind.Number && each.Item.TryGetInt32(out int index)
        ? index
        : throw new InvalidInputException(Path, each.Place, $"'{each.Item.GetRawText()}' is not a whole number", "write indices, from 0 on"))];

    public void Dispose() => _document.Dispose();
}
