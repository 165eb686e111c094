using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Espalier.Networks;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Runs the onnx package's checker and a separate evaluation with numpy over model files.</summary>
internal static class ReferenceEvaluation
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Gives each model's verdict: <c>ok</c>, or what is wrong.</summary>
    public static string[] Verdicts(IReadOnlyList<(byte[] Model, Network Network)> models, bool isChecked)
    {
        SkipUnlessThere();
        string folder = Directory.CreateTempSubdirectory("espalier-onnx").FullName;
        try
        {
            var cases = new List<Case>();
            for (int i = 0; i < models.Count; i++)
            {
                string file = Path.Combine(folder, $"{i}.onnx");
                File.WriteAllBytes(file, models[i].Model);
                double[] inputs = [.. Enumerable.Range(0, models[i].Network.InputShape.Length).Select(k => Math.Sin((3 * k) + i + 1))];
                cases.Add(new Case(file, isChecked, inputs, Same.Outputs(models[i].Network, inputs)));
            }

            string[] lines = Run([Path.Combine(Checkout.Root, "tests/Espalier.Tests/Formats/Onnx/reference.py")], JsonSerializer.Serialize(cases));
            Assert.Equal(models.Count, lines.Length);
            return [.. lines.Select(line => line[(line.IndexOf('\t') + 1)..])];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void SkipUnlessThere()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not there");
        try
        {
            Run(["-c", "import onnx, numpy"], "");
        }
        catch (InvalidOperationException)
        {
            Assert.Skip($"{Python} has no onnx package");
        }
    }

    private static string[] Run(IEnumerable<string> arguments, string input)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string text = output.GetAwaiter().GetResult();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"python ended with {process.ExitCode}");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed record Case(
        [property: JsonPropertyName("file")] string File,
        [property: JsonPropertyName("check")] bool Check,
        [property: JsonPropertyName("inputs")] double[] Inputs,
        [property: JsonPropertyName("outputs")] double[] Outputs);
}
