using System.Text.Json;
using Espalier.Cli.Frame;
using Espalier.Neurons;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Neurons;

/// <summary>Reads <c>{"weights": [[…]], "coefficients": […], "target": […], "radius": 1, "kept": […]}</c>.</summary>
internal sealed record NeuronFile(NeuronProblem Problem, int[]? Kept)
{
    private const string Example = """write {"weights": [[…]], "coefficients": […], "target": […], "radius": 1}""";

    public static NeuronFile Read(string path)
    {
        using var file = JsonObjectFile.Open(path, Example, "weights", "coefficients", "target", "radius", "kept");
        double[] target = file.Numbers("target", file.Required("target"));
        double[] coefficients = file.Numbers("coefficients", file.Required("coefficients"));
        double[] weights = Weights(file, coefficients.Length, target.Length);
        double radius = file.Find("radius") is { } given ? file.Number("radius", given) : 1;
        var problem = new NeuronProblem(weights, coefficients, target, radius, path);
        return new NeuronFile(problem, file.Find("kept") is { } kept ? file.Indices("kept", kept) : null);
    }

    private static double[] Weights(JsonObjectFile file, int neurons, int dimension)
    {
        (string Place, JsonElement Item)[] rows = [.. file.Items("weights", file.Required("weights"))];
        if (rows.Length != neurons)
            throw new InvalidInputException(file.Path, "weights", $"there are {rows.Length} neurons and {neurons} coefficients", "give every neuron one coefficient");
        return [.. rows.SelectMany(row => file.Numbers(row.Place, row.Item) is var weight && weight.Length == dimension
            ? weight
            : throw new InvalidInputException(file.Path, row.Place, $"there are {weight.Length} numbers", $"give the {dimension} coordinates of the target"))];
    }
}
