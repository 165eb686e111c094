using System.Text.Json;
using System.Text.Json.Serialization;
using Espalier.Graphs;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Runs the onnx package's checker and a separate evaluation with numpy over model files.</summary>
internal static class ReferenceEvaluation
{
    /// <summary>Gives each model's verdict: <c>ok</c>, or what is wrong.</summary>
    public static string[] Verdicts(IReadOnlyList<(byte[] Model, Network Network)> models, bool isChecked)
    {
        using var folder = new TemporaryFolder();
        var cases = new List<Case>();
        for (int i = 0; i < models.Count; i++)
        {
            string file = folder.Add($"{i}.onnx", models[i].Model);
            double[] inputs = [.. Enumerable.Range(0, models[i].Network.InputShape.Length).Select(k => Math.Sin((3 * k) + i + 1))];
            cases.Add(new Case(file, isChecked, inputs, Outputs.Of(models[i].Network, inputs)));
        }

        string script = Path.Combine(Checkout.Root, "tests", "Espalier.Tests", "Formats", "Onnx", "reference.py");
        string[] lines = Python.Run("onnx, numpy", folder.Root, [script], JsonSerializer.Serialize(cases))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(models.Count, lines.Length);
        return [.. lines.Select(line => line[(line.IndexOf('\t') + 1)..])];
    }

    private sealed record Case(
        [property: JsonPropertyName("file")] string File,
        [property: JsonPropertyName("check")] bool Check,
        [property: JsonPropertyName("inputs")] double[] Inputs,
        [property: JsonPropertyName("outputs")] double[] Outputs);
}
