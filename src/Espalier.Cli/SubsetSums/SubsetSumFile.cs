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
        using var file = JsonObjectFile.Open(path, Example, "candidates", "targets", "epsilon", "objective");
        double[] targets = file.Numbers("targets", file.Required("targets"));
        double[][] candidates = Lists(file);
        if (candidates.Length != 1 && candidates.Length != targets.Length)
            throw new InvalidInputException(path, "candidates", $"there are {candidates.Length} lists for {targets.Length} targets", "give one shared list, or one list per target");
        SubsetSumObjective objective = ReadObjective(file);
        return new SubsetSumFile(candidates, targets, Tolerance(file, objective), objective);
    }

    private static double[][] Lists(JsonObjectFile file)
    {
        JsonElement candidates = file.Required("candidates");
        bool many = candidates.ValueKind == JsonValueKind.Array && candidates.GetArrayLength() > 0 && candidates[0].ValueKind == JsonValueKind.Array;
        return many
            ? [.. file.Items("candidates", candidates).Select(list => file.Numbers(list.Place, list.Item))]
            : [file.Numbers("candidates", candidates)];
    }

    private static SubsetSumObjective ReadObjective(JsonObjectFile file) => file.Find("objective")?.ToString() switch
    {
        null or "error" => SubsetSumObjective.Error,
        "edges" => SubsetSumObjective.Edges,
        var other => throw new InvalidInputException(file.Path, "objective", $"'{other}' is no objective", "write \"error\" or \"edges\""),
    };

    private static double Tolerance(JsonObjectFile file, SubsetSumObjective objective)
    {
        if (file.Find("epsilon") is { } given)
        {
            double tolerance = file.Number("epsilon", given);
            return tolerance > 0 ? tolerance : throw new InvalidInputException(file.Path, "epsilon", $"the value is {Numerals.Text(tolerance)}", "give a number above 0");
        }

        return objective == SubsetSumObjective.Error
            ? double.PositiveInfinity
            : throw new InvalidInputException(file.Path, null, "there is no \"epsilon\"", "the edges objective needs a tolerance, such as 0.01");
    }
}
