using System.Diagnostics;
using System.Text.Json;

namespace Espalier.Cli.Tests.Training;

public sealed class TrainingCommandTests
{
    private static readonly string[] Small = ["--data", "glyphs", "--layers", "784-60-10", "--training", "2000", "--test", "500"];

    [Fact]
    [Slow]
    public async Task A_trained_network_is_written_and_evaluates_to_the_accuracy_told()
    {
        using var cli = new Cli();
        JsonElement told = (await cli.Run(["train", .. Small, "--epochs", "3", "--out", "model.onnx", "--json"])).Json();
        Assert.Equal(
            ("finished", 3, 96),
            (told.GetProperty("status").GetString(), told.GetProperty("epochs").GetArrayLength(), told.GetProperty("steps").GetInt32()));
        Assert.Equal(784 * 60 + 600, told.GetProperty("parameters").GetInt32());
        Assert.True(told.GetProperty("secondsPerEpoch").GetDouble() > 0);
        JsonElement last = told.GetProperty("epochs")[2];
        double accuracy = told.GetProperty("accuracy").GetDouble();
        Assert.InRange(accuracy, 0.9, 1);
        Assert.Equal((accuracy, accuracy * 500), (last.GetProperty("accuracy").GetDouble(), last.GetProperty("correct").GetDouble()));
        JsonElement evaluated = (await cli.Run("evaluate", "model.onnx", "--data", "glyphs", "--limit", "500", "--json")).Json();
        Assert.Equal(accuracy, evaluated.GetProperty("accuracy").GetDouble());
    }

    [Theory]
    [InlineData("linear", "0.75")]
    [InlineData("relu", "0.9")]
    [InlineData("wide", "0.3")]
    [Slow]
    public async Task A_search_tells_what_it_kept(string structure, string removed)
    {
        using var cli = new Cli();
        JsonElement told = (
            await cli.Run(["popup", .. Small, "--structure", structure, "--pairs", "4", "--removed", removed, "--epochs", "2", "--json"])).Json();
        Assert.Equal(2, told.GetProperty("epochs").GetArrayLength());
        long parent = told.GetProperty("parentParameters").GetInt64();
        Assert.InRange(parent, 193_000, 195_000);
        long[] kept = [.. told.GetProperty("tensors").EnumerateArray().Select(tensor => tensor.GetProperty("kept").GetInt64())];
        Assert.Equal(structure == "wide" ? 2 : 4, kept.Length);
        Assert.Equal(kept.Sum(), told.GetProperty("keptEdges").GetInt64());
        Assert.InRange(kept.Sum() / (double)parent, 1 - double.Parse(removed) - 1e-9, 1 - double.Parse(removed) + 1e-3);
        Ran people = await cli.Run(
            ["popup", .. Small, "--structure", structure, "--pairs", "4", "--removed", removed, "--epochs", "2", "--threads", "1"]);
        Assert.Contains($"{kept.Sum()} of {parent}", people.Output);
        Assert.Matches($@"^accuracy +{JsonSerializer.Serialize(told.GetProperty("accuracy").GetDouble())}\n", people.Output);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("popup")]
    [Slow]
    public async Task A_run_that_is_killed_ends_with_the_same_bytes(string command)
    {
        using var cli = new Cli();
        string[] arguments = [command, .. Small, "--epochs", "6", "--threads", "1", "--json", "--checkpoint"];
        JsonElement expected = (await cli.Run([.. arguments, "whole"])).Json();
        DateTime seen = default;
        for (int kill = 0; kill < 3; kill++)
        {
            using Process process = cli.Start([.. arguments, "killed"]);
            while (!process.HasExited && !IsNew()) await Task.Delay(5);
            process.Kill();
            await process.WaitForExitAsync();
        }

        JsonElement result = (await cli.Run([.. arguments, "killed"])).Json();
        Assert.Equal(File.ReadAllBytes(cli.PathOf("whole")), File.ReadAllBytes(cli.PathOf("killed")));
        Assert.Equal(WithoutSeconds(expected), WithoutSeconds(result));
        Assert.Contains(result.GetProperty("epochs").EnumerateArray(), epoch => epoch.GetProperty("seconds").ValueKind == JsonValueKind.Null);

        bool IsNew()
        {
            DateTime written = File.GetLastWriteTimeUtc(cli.PathOf("killed"));
            bool isNew = File.Exists(cli.PathOf("killed")) && written != seen;
            if (isNew) seen = written;
            return isNew;
        }
    }

    [Fact]
    [Slow]
    public async Task An_interrupted_run_says_where_it_is_saved()
    {
        using var cli = new Cli();
        string[] arguments = ["train", .. Small, "--epochs", "1000000", "--checkpoint", "saved"];
        using Process process = cli.Start(arguments);
        while (!process.HasExited && !File.Exists(cli.PathOf("saved"))) await Task.Delay(5);
        Ran ran = await Cli.Stop(process);
        Assert.Equal(130, ran.ExitCode);
        Assert.Contains("saved in saved; the same command continues from there", ran.Error);
        (await cli.Run(["train", .. Small, "--epochs", "3", "--checkpoint", "saved"])).IsOneLineError("saved", "another training", "Epochs");
    }

    [Fact]
    [Slow]
    public async Task An_interrupted_search_without_a_checkpoint_says_how_to_go_on()
    {
        using var cli = new Cli();
        string[] arguments = ["search", .. Small, "--method", "snip", "--learning-rate", "0.05", "--csv", "epochs.csv", "--epochs"];
        using Process process = cli.Start([.. arguments, "1000000"]);
        while (!process.HasExited && !File.Exists(cli.PathOf("epochs.csv"))) await Task.Delay(5);
        Ran ran = await Cli.Stop(process);
        Assert.Equal(130, ran.ExitCode);
        string file = Path.GetFileName(Assert.Single(Directory.GetFiles(cli.Folder, "espalier-*.checkpoint")));
        Assert.Contains($"saved in {file}; the same command with --checkpoint {file} continues from there", ran.Error);
        (await cli.Run([.. arguments, "3", "--checkpoint", file])).IsOneLineError(file, "another training", "Epochs");
    }

    [Fact]
    public async Task A_learning_rate_that_diverges_is_a_negative_answer_with_a_remedy()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run(["train", .. Small, "--epochs", "9", "--learning-rate", "1e6", "--out", "model.onnx", "--json"]);
        Assert.Equal(1, ran.ExitCode);
        JsonElement told = ran.Json();
        Assert.Equal(("diverged", JsonValueKind.Null), (told.GetProperty("status").GetString(), told.GetProperty("accuracy").ValueKind));
        Assert.Contains(
            $"at step {told.GetProperty("steps").GetInt64()}; take a smaller learning rate than 1000000, such as 100000",
            told.GetProperty("remedy").GetString());
        Assert.DoesNotContain("NaN", ran.Output);
        Assert.False(File.Exists(cli.PathOf("model.onnx")));
    }

    [Fact]
    [Slow]
    public async Task Frozen_layers_of_a_network_stand_before_the_trained_ones()
    {
        using var cli = new Cli();
        string[] arguments = [
            "train", "--data", "glyphs", "--training", "600", "--test", "200", "--epochs", "2", "--learning-rate", "0.03", "--json",
        ];
        JsonElement first = (await cli.Run([.. arguments, "--layers", "400-30-10", "--front", "lenet5", "--out", "first.onnx"])).Json();
        JsonElement second = (await cli.Run([.. arguments, "--layers", "400-30-10", "--front", "first.onnx", "--out", "second.onnx"])).Json();
        Assert.Equal(WithoutSeconds(first).Replace("first.onnx", ""), WithoutSeconds(second).Replace("second.onnx", ""));
        Assert.Equal(File.ReadAllBytes(cli.PathOf("first.onnx")), File.ReadAllBytes(cli.PathOf("second.onnx")));
        (await cli.Run([.. arguments, "--layers", "784-10", "--front", "first.onnx"])).IsOneLineError("--layers", "400 numbers", "begin with 400");
    }

    [Fact]
    [Slow]
    public async Task What_does_not_fit_is_refused_in_one_line()
    {
        using var cli = new Cli();
        cli.Write("text", "hello");
        (await cli.Run("train", "--data", "glyphs", "--layers", "784-500-9")).IsOneLineError("--layers", "9 outputs", "10 classes");
        (await cli.Run("train", "--data", "glyphs", "--layers", "784")).IsOneLineError("--layers", "784-500-10");
        (await cli.Run("train", "--data", "glyphs", "--layers", "784-0-10")).IsOneLineError("--layers", "784-0-10");
        (await cli.Run("train", "--data", "nowhere")).IsOneLineError("nowhere");
        (await cli.Run("train", "--data", "glyphs", "--out", "model.pt")).IsOneLineError("model.pt");
        (await cli.Run("train", "--data", "glyphs", "--checkpoint", "no/where")).IsOneLineError("no/where", "folder");
        (await cli.Run(["train", .. Small, "--checkpoint", "text"])).IsOneLineError("text", "not a checkpoint");
        (await cli.Run("popup", "--data", "glyphs", "--removed", "1.5")).IsOneLineError("--removed", "1.5");
        (await cli.Run("popup", "--data", "glyphs", "--structure", "deep")).IsOneLineError("--structure", "deep");
        (await cli.Run("popup", "--data", "glyphs", "--layers", "784-100000-10")).IsOneLineError("--pairs");
    }

    /// <summary>The document as text, with every time taken out.</summary>
    private static string WithoutSeconds(JsonElement document) =>
        string.Join('\n', document.EnumerateObject().Where(field => field.Name != "secondsPerEpoch").Select(field => field.Name == "epochs"
            ? string.Join(
                '\n',
                field.Value.EnumerateArray().Select(
                    epoch => string.Join(' ', epoch.EnumerateObject().Where(part => part.Name != "seconds").Select(part => part.ToString()))))
            : field.ToString()));
}
