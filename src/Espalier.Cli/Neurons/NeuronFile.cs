using System.Text.Json;
using Espalier.Cli.Frame;
using Espalier.Neurons;

namespace Espalier.Cli.Neurons;

/// <summary>Reads <c>{"weights": [[…]], "coefficients": […], "target": […], "radius": 1, "kept": […]}</c>.</summary>
internal sealed record NeuronFile(NeuronProblem Problem, int[]? Kept)
{
    private const string Shape = "write {\"weights\": [[…]], \"coefficients\": […], \"target\": […], \"radius\": 1}";

    public static NeuronFile Read(string path)
    {
        using JsonDocument document = JsonFile.Parse(path, Shape);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new InvalidInputException(path, null, "this is not a JSON object", Shape);
        double[] target = Numbers(path, "target", Field(path, root, "target"));
        double[] coefficients = Numbers(path, "coefficients", Field(path, root, "coefficients"));
        var weights = new List<double>();
        JsonElement rows = Field(path, root, "weights");
        if (rows.ValueKind != JsonValueKind.Array) throw new InvalidInputException(path, "weights", "this is not an array of arrays", Shape);
        if (rows.GetArrayLength() != coefficients.Length)
            throw new InvalidInputException(path, "weights", $"there are {rows.GetArrayLength()} neurons and {coefficients.Length} coefficients", "give every neuron one coefficient");
        foreach (JsonElement row in rows.EnumerateArray())
        {
            string place = $"weights[{weights.Count / Math.Max(target.Length, 1)}]";
            double[] weight = Numbers(path, place, row);
            if (weight.Length != target.Length)
                throw new InvalidInputException(path, place, $"there are {weight.Length} numbers", $"give the {target.Length} coordinates of the target");
            weights.AddRange(weight);
        }

        double radius = root.TryGetProperty("radius", out JsonElement given) ? Number(path, "radius", given) : 1;
        var problem = new NeuronProblem([.. weights], coefficients, target, radius, path);
        return new NeuronFile(problem, root.TryGetProperty("kept", out JsonElement kept) ? Indices(path, kept) : null);
    }

    private static JsonElement Field(string path, JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement field) ? field : throw new InvalidInputException(path, null, $"there is no \"{name}\"", Shape);

    private static double[] Numbers(string path, string place, JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array) throw new InvalidInputException(path, place, "this is not an array of numbers", Shape);
        return [.. array.EnumerateArray().Select((item, i) => Number(path, $"{place}[{i}]", item))];
    }

    private static double Number(string path, string place, JsonElement item) =>
        item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw new InvalidInputException(path, place, $"'{item}' is not a finite number", "write a number");

    private static int[] Indices(string path, JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array) throw new InvalidInputException(path, "kept", "this is not an array of neurons", "write their indices, from 0 on");
        return [.. array.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int index)
            ? index
            : throw new InvalidInputException(path, $"kept[{i}]", $"'{item}' is not a whole number", "write the indices of neurons, from 0 on"))];
    }
}
