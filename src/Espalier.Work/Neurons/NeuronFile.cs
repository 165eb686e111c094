using System.Text.Json;
using Espalier.Work.Inputs;

namespace Espalier.Work.Neurons;

/// <summary>Reads <c>{"weights": [[…]], "coefficients": […], "target": […], "radius": 1, "kept": […]}</c>.</summary>
public static class NeuronFile
{
    private const string Example = """write {"weights": [[…]], "coefficients": […], "target": […], "radius": 1}""";

    /// <summary>Reads a parent, its target and perhaps a subset.</summary>
    /// <exception cref="InvalidInputException">The file holds no such thing; the message names the place.</exception>
    public static GivenParent Read(string path)
    {
        using var file = JsonObjectFile.Open(path, Example, "weights", "coefficients", "target", "radius", "kept");
        double[] target = file.Numbers("target", file.Required("target"));
        double[] coefficients = file.Numbers("coefficients", file.Required("coefficients"));
        return new GivenParent
        {
            Weights = Weights(file, coefficients.Length, target.Length),
            Coefficients = coefficients,
            Target = target,
            Radius = file.Find("radius") is { } given ? file.Number("radius", given) : 1,
            Kept = file.Find("kept") is { } kept ? file.Indices("kept", kept) : null,
            Source = path,
        };
    }

    private static double[][] Weights(JsonObjectFile file, int neurons, int dimension)
    {
        (string Place, JsonElement Item)[] rows = [.. file.Items("weights", file.Required("weights"))];
        if (rows.Length != neurons)
            throw new InvalidInputException(file.Path, "weights", $"there are {rows.Length} neurons and {neurons} coefficients",
                "give every neuron one coefficient");
        return [.. rows.Select(row => file.Numbers(row.Place, row.Item) is var weight && weight.Length == dimension
            ? weight
            : throw new InvalidInputException(file.Path, row.Place, $"there are {weight.Length} numbers",
                $"give the {dimension} coordinates of the target"))];
    }
}
