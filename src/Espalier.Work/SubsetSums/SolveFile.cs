using System.Text.Json;
using Espalier.SubsetSums;
using Espalier.Work.Inputs;

namespace Espalier.Work.SubsetSums;

/// <summary>Reads <c>{"candidates": [[…]] or […], "targets": […], "epsilon": 0.01, "objective": "error"|"edges"}</c>.</summary>
public static class SolveFile
{
    private const string Example = """write {"candidates": […], "targets": […], "epsilon": 0.01}""";

    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidInputException">The file is no such request; the message names the place.</exception>
    public static SolveRequest Read(string path)
    {
        using var file = JsonObjectFile.Open(path, Example, "candidates", "targets", "epsilon", "objective");
        double[] targets = file.Numbers("targets", file.Required("targets"));
        return new SolveRequest
        {
            Candidates = Lists(file),
            Targets = targets,
            Objective = Objective(file),
            Epsilon = file.Find("epsilon") is { } given ? file.Number("epsilon", given) : null,
            Source = path,
        };
    }

    private static double[][] Lists(JsonObjectFile file)
    {
        JsonElement candidates = file.Required("candidates");
        bool many = candidates.ValueKind == JsonValueKind.Array && candidates.GetArrayLength() > 0 && candidates[0].ValueKind == JsonValueKind.Array;
        return many
            ? [.. file.Items("candidates", candidates).Select(list => file.Numbers(list.Place, list.Item))]
            : [file.Numbers("candidates", candidates)];
    }

    private static SubsetSumObjective Objective(JsonObjectFile file) => file.Find("objective")?.ToString() switch
    {
        null or "error" => SubsetSumObjective.Error,
        "edges" => SubsetSumObjective.Edges,
        var other => throw new InvalidInputException(file.Path, "objective", $"'{other}' is no objective", "write \"error\" or \"edges\""),
    };
}
