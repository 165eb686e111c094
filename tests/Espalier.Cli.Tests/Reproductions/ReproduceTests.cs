using System.Text.Json;

namespace Espalier.Cli.Tests.Reproductions;

public sealed class ReproduceTests
{
    [Slow]
    [Fact]
    public async Task The_list_names_what_can_be_run()
    {
        using var cli = new Cli();
        JsonElement[] found = [.. (await cli.Run("reproduce", "list", "--json")).Json().GetProperty("reproductions").EnumerateArray()];
        Assert.Contains("pensia-experiment-1", found.Select(each => each.GetProperty("name").GetString()));
        foreach (string name in found.Select(each => each.GetProperty("name").GetString()!))
        {
            Ran help = await cli.Run("reproduce", name, "--help");
            Assert.Equal(0, help.ExitCode);
            Assert.Contains($"espalier reproduce {name}", help.Output);
        }

        Assert.Contains("77 266 s", (await cli.Run("reproduce", "list")).Output);
    }

    [Fact]
    public async Task What_is_missing_is_one_line()
    {
        using var cli = new Cli();
        (await cli.Run("reproduce", "pensia-experiment-1", "--target", "missing.pt")).IsOneLineError("missing.pt");
        (await cli.Run("reproduce", "pensia-experiment-2", "--data", "missing", "--quiet")).IsOneLineError("missing");
        (await cli.Run("reproduce", "pensia-experiment-2", "--full", "--budget", "short")).IsOneLineError("--full");
        (await cli.Run("reproduce", "pensia-experiment-9")).IsOneLineError("pensia-experiment-9");
    }

    [Fact]
    [Slow]
    public async Task Experiment_2_runs_without_a_file_and_goes_on_where_it_stopped()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("reproduce", "pensia-experiment-2", "--data", "glyphs", "--json", "--out", "found", "--quiet");
        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        JsonElement[] rows = [.. ran.Json().GetProperty("rows").EnumerateArray()];
        Assert.Equal(30, rows.Length);
        Assert.Contains(ran.Json().GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("glyphs"));
        foreach (string file in new[] { "accuracy.svg", "accuracy.csv", "few-kept.svg", "report.html" })
            Assert.True(File.Exists(Path.Combine(cli.PathOf("found"), file)), file);
        JsonElement before = (await cli.Run("lab", "status", "runs/pensia-experiment-2.db", "--sweep", "edge-popup-c9c9f4c5", "--json")).Json();
        Assert.Equal(27, before.GetProperty("done").GetInt32());

        // The second time nothing is run.
        Ran again = await cli.Run("reproduce", "pensia-experiment-2", "--data", "glyphs", "--json", "--quiet");
        Assert.Equal(ran.Json().GetProperty("rows").GetRawText(), again.Json().GetProperty("rows").GetRawText());
        JsonElement after = (await cli.Run("lab", "status", "runs/pensia-experiment-2.db", "--sweep", "edge-popup-c9c9f4c5", "--json")).Json();
        Assert.Equal(before.GetProperty("runs").GetRawText(), after.GetProperty("runs").GetRawText());
    }

    [Fact]
    [Slow]
    public async Task The_trade_runs_without_a_file_goes_on_where_it_stopped_and_draws()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("reproduce", "structured", "--data", "glyphs", "--rounds", "1", "--json", "--out", "found", "--quiet");
        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        JsonElement[] notes = [.. ran.Json().GetProperty("notes").EnumerateArray()];
        Assert.Equal(3, notes.Length);
        Assert.All(notes, note => Assert.Contains("time in ONNX Runtime", note.GetString()));
        foreach (string file in new[] { "glyphs.svg", "glyphs.csv", "report.html" })
            Assert.True(File.Exists(Path.Combine(cli.PathOf("found"), file)), file);
        string Accuracies(Ran found) => string.Join('\n', found.Json().GetProperty("rows").EnumerateArray()
            .Where(row => row.GetProperty("quantity").GetString()!.StartsWith("glyphs", StringComparison.Ordinal)));
        Ran again = await cli.Run("reproduce", "structured", "--data", "glyphs", "--rounds", "0", "--json", "--quiet");
        Assert.Equal(Accuracies(ran), Accuracies(again));
        (await cli.Run("reproduce", "structured", "--data", "glyphs,mnist")).IsOneLineError("--data");
        (await cli.Run("reproduce", "structured", "--data", "glyphs", "--resnet", "missing.onnx")).IsOneLineError("--resnet", "missing.onnx");
    }
}
