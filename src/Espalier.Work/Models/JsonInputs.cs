using System.Text.Json;
using Espalier.Graphs;
using Espalier.Work.Inputs;

namespace Espalier.Work.Models;

/// <summary>Inputs from JSON: an array with one array per input, nested at will, or one input alone as an array of numbers.</summary>
internal static class JsonInputs
{
    public static InputBatch Read(string path, Shape shape)
    {
        using JsonDocument document = JsonFile.Parse(path, "write [[…], …] with one array of numbers per input");
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0)
            throw new InvalidInputException(path, null, "this is not an array of inputs", "write [[…], …] with one array of numbers per input");
        JsonElement[] inputs = root.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Array) || shape.Length == 1
            ? [.. root.EnumerateArray()]
            : [root];
        var values = new List<double>();
        for (int i = 0; i < inputs.Length; i++)
        {
            Append(path, inputs[i], values);
            int length = values.Count - (i * shape.Length);
            if (length != shape.Length)
                throw new InvalidInputException(path, $"input {i}", $"there are {length} numbers", $"give the {shape.Length} inputs of this network");
        }

        return new InputBatch(path, [.. values], inputs.Length);
    }

    private static void Append(string path, JsonElement element, List<double> values)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray()) Append(path, item, values);
            return;
        }

        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        if (element.ValueKind is not (JsonValueKind.Number or JsonValueKind.String) || !Numerals.TryParse(text, out double value))
            throw new InvalidInputException(
                path,
                $"number {values.Count}",
                $"'{text}' is not a number",
                "write numbers; \"NaN\", \"Infinity\" and \"-Infinity\" stand in quotes");
        values.Add(value);
    }
}
