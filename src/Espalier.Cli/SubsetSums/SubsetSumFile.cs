using System.Text.Json;
using Espalier.Cli.Frame;
using Espalier.SubsetSums;

namespace Espalier.Cli.SubsetSums;

/// <summary>The instances of a file: one list of candidates for all targets, or one list per target.</summary>
/// <param name="Candidates">One list, or as many as there are targets.</param>
/// <param name="Targets">The targets.</param>
/// <param name="Epsilon">The tolerance; infinite where the file gives none.</param>
/// <param name="Objective">What is minimised.</param>
internal sealed record SubsetSumFile(double[][] Candidates, double[] Targets, double Epsilon, SubsetSumObjective Objective)
{
    private const string Example = """write {"candidates": [0.3, -0.7, 0.2], "targets": [0.5], "epsilon": 0.01, "objective": "error"}""";

    /// <summary>Reads the JSON file that <c>subset-sum solve</c> takes.</summary>
    /// <exception cref="InvalidInputException">It cannot be read; the message says where.</exception>
    public static SubsetSumFile Read(string path)
    {
        using JsonDocument document = JsonFile.Parse(path, Example);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new InvalidInputException(path, null, "this is not an object", Example);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name is not ("candidates" or "targets" or "epsilon" or "objective"))
                throw new InvalidInputException(path, $"'{property.Name}'", "there is no such field", "use candidates, targets, epsilon and objective");
        }

        double[] targets = Numbers(path, "targets", Required(root, "targets", path));
        double[][] candidates = Lists(path, Required(root, "candidates", path));
        if (candidates.Length != 1 && candidates.Length != targets.Length)
            throw new InvalidInputException(path, "'candidates'", $"there are {candidates.Length} lists for {targets.Length} targets", "give one shared list, or one list per target");
        SubsetSumObjective objective = ReadObjective(path, root);
        if (!root.TryGetProperty("epsilon", out JsonElement epsilon))
        {
            if (objective == SubsetSumObjective.Edges) throw new InvalidInputException(path, null, "'epsilon' is missing", "the edges objective needs a tolerance, such as 0.01");
            return new SubsetSumFile(candidates, targets, double.PositiveInfinity, objective);
        }

        double tolerance = Number(path, "'epsilon'", epsilon);
        if (!(tolerance > 0)) throw new InvalidInputException(path, "'epsilon'", $"the value is {Numerals.Text(tolerance)}", "give a number above 0");
        return new SubsetSumFile(candidates, targets, tolerance, objective);
    }

    private static JsonElement Required(JsonElement root, string name, string path) =>
        root.TryGetProperty(name, out JsonElement found) ? found : throw new InvalidInputException(path, null, $"'{name}' is missing", Example);

    private static SubsetSumObjective ReadObjective(string path, JsonElement root)
    {
        if (!root.TryGetProperty("objective", out JsonElement element)) return SubsetSumObjective.Error;
        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        return text switch
        {
            "error" => SubsetSumObjective.Error,
            "edges" => SubsetSumObjective.Edges,
            _ => throw new InvalidInputException(path, "'objective'", $"'{text}' is no objective", "write \"error\" or \"edges\""),
        };
    }

    private static double[][] Lists(string path, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0 && element[0].ValueKind == JsonValueKind.Array)
            return [.. element.EnumerateArray().Select((list, i) => Numbers(path, $"candidates[{i}]", list))];
        return [Numbers(path, "candidates", element)];
    }

    private static double[] Numbers(string path, string name, JsonElement element) =>
        element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().Select((item, i) => Number(path, $"{name}[{i}]", item))]
            : throw new InvalidInputException(path, $"'{name}'", "this is not an array of numbers", Example);

    private static double Number(string path, string place, JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && Numerals.TryParse(element.GetRawText(), out double value)
            ? value
            : throw new InvalidInputException(path, place, $"'{element.GetRawText()}' is not a finite number", "write a number such as -0.25 or 1e-3");
}
