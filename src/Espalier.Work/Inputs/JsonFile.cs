using System.Text.Json;

namespace Espalier.Work.Inputs;

/// <summary>Files in JSON that users write.</summary>
internal static class JsonFile
{
    /// <summary>Parses a file, or says on which line it is no JSON.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to write instead.</param>
    /// <exception cref="InvalidInputException">The file is not JSON.</exception>
    public static JsonDocument Parse(string path, string remedy)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return JsonDocument.Parse(file);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(path, $"line {error.LineNumber + 1}", "this is not JSON", remedy, error);
        }
    }
}
