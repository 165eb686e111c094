using System.Diagnostics;
using System.Text.Json;
using Espalier.Cli.Tests.Lab;

namespace Espalier.Cli.Tests.Gap;

public sealed class GapTests
{
    private static readonly string[] Tiny = ["--dimensions", "2,3,4", "--epsilons", "0.8,0.7,0.6", "--trials", "7"];

    [Fact]
    [Slow]
    public async Task A_tiny_gap_has_all_curves_and_leaves_a_page_and_figures()
    {
        using var cli = new Cli();
        JsonElement answer = (await cli.Run(["gap", .. Tiny, "--out", "here", "--json"])).Json();
        JsonElement[] curves = [.. answer.GetProperty("curves").EnumerateArray()];
        Assert.Equal(27, curves.Length);
        foreach (JsonElement curve in curves)
        {
            Assert.Equal([0.8, 0.7, 0.6], curve.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("epsilon").GetDouble()));
            foreach (JsonElement point in curve.GetProperty("points").EnumerateArray())
            {
                double width = point.GetProperty("width").GetDouble();
                JsonElement ends = point.GetProperty("interval");
                Assert.True(ends[0].GetDouble() <= width && width <= ends[1].GetDouble() && point.GetProperty("atLeast").GetDouble() <= width);
                Assert.Equal(7, point.GetProperty("draws").GetInt32());
            }
        }

        Assert.Equal(567, answer.GetProperty("draws").GetInt32());
        Assert.NotEmpty(answer.GetProperty("slopes").EnumerateArray());
        Assert.NotEmpty(answer.GetProperty("growth").EnumerateArray());
        Assert.Contains(
            answer.GetProperty("findings").EnumerateArray(),
            finding => finding.GetProperty("text").GetString()!.Contains("d/ε", StringComparison.Ordinal));
        foreach (string file in (string[])["report.html", "points.csv", "gap.svg", "gap.csv", "gap-everything.svg", "gap-dimension.svg"])
            Assert.True(File.Exists(cli.PathOf(Path.Combine("here", file))), file);
        Assert.Equal(82, File.ReadAllLines(cli.PathOf("here/points.csv")).Length);

        // Nothing is measured twice: the second run only reads.
        string before = await File.ReadAllTextAsync(cli.PathOf("here/points.csv"));
        Ran again = await cli.Run(["gap", .. Tiny, "--out", "here", "--threads", "1"]);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("neurons, d = 3", again.Output);
        Assert.Equal(before, await File.ReadAllTextAsync(cli.PathOf("here/points.csv")));
        Assert.Equal(567, await Draws(cli, "here"));

        Ran reproduced = await cli.Run(["reproduce", "gap", .. Tiny, "--out", "here", "--json"]);
        Assert.Contains(
            reproduced.Json().GetProperty("rows").EnumerateArray(),
            row => row.GetProperty("quantity").GetString()!.StartsWith("neuron pruning, ε = 0.8: exponent of d", StringComparison.Ordinal));
        JsonElement figures = (
            await cli.Run("reproduce", "ferre-figures", "--gap", "here", "--dimensions", "2", "--trials", "1", "--out", "figures", "--json")).Json();
        Assert.All(figures.GetProperty("rows").EnumerateArray(), row => Assert.NotEqual(JsonValueKind.False, row.GetProperty("agrees").ValueKind));
        foreach (string file in (string[])["figure-1.svg", "figure-1-functions.svg", "figure-2.svg", "figure-3.svg", "thresholds.svg"])
            Assert.True(File.Exists(cli.PathOf(Path.Combine("figures", file))), file);
    }

    [Fact]
    [Slow]
    public async Task A_killed_gap_goes_on_to_the_numbers_of_an_undisturbed_one()
    {
        using var cli = new Cli();
        string[] work = ["--dimensions", "2,3", "--epsilons", "0.5,0.4", "--methods", "neurons,weights,refit", "--trials", "9"];
        Ran whole = await cli.Run(["gap", .. work, "--out", "whole", "--json"]);
        int all = await Draws(cli, "whole");
        for (int kill = 0; kill < 3; kill++)
        {
            using Process process = cli.Start(["gap", .. work, "--out", "killed", "--threads", "1", "--json"]);
            int had = await Draws(cli, "killed");
            while (!process.HasExited && await Draws(cli, "killed") < had + 3) await Task.Delay(10);
            if (kill < 2) process.Kill();
            Ran ended = kill == 2 ? await Cli.Stop(process) : await Cli.Finish(process);
            Assert.True(ended.ExitCode != 0 || await Draws(cli, "killed") == all);
        }

        Ran finished = await cli.Run(["gap", .. work, "--out", "killed", "--json"]);
        Assert.Equal(whole.Json().GetProperty("curves").ToString(), finished.Json().GetProperty("curves").ToString());
        Assert.Equal(await File.ReadAllTextAsync(cli.PathOf("whole/points.csv")), await File.ReadAllTextAsync(cli.PathOf("killed/points.csv")));
        Assert.Equal(all, await Draws(cli, "killed"));
    }

    [Fact]
    [Slow]
    public async Task What_is_beyond_reach_is_a_lower_bound_and_no_number()
    {
        using var cli = new Cli();
        JsonElement answer = (
            await cli.Run("gap", "--dimensions", "6", "--epsilons", "0.05", "--methods", "single-neuron", "--trials", "7", "--json")).Json();
        JsonElement point = answer.GetProperty("curves")[0].GetProperty("points")[0];
        Assert.Equal(JsonValueKind.Null, point.GetProperty("width").ValueKind);
        Assert.Equal((1_000_001, 7), (point.GetProperty("atLeast").GetDouble(), point.GetProperty("censored").GetInt32()));
        Assert.Contains(
            "> 1000000", (await cli.Run("gap", "--dimensions", "6", "--epsilons", "0.05", "--methods", "single-neuron", "--trials", "7")).Output);
    }

    [Fact]
    public async Task Wrong_requests_are_one_line()
    {
        using var cli = new Cli();
        (await cli.Run("gap", "--dimensions", "0")).IsOneLineError("--dimensions");
        (await cli.Run("gap", "--dimensions", "100")).IsOneLineError("100");
        (await cli.Run("gap", "--epsilons", "1.5")).IsOneLineError("1.5");
        (await cli.Run("gap", "--methods", "magic")).IsOneLineError("--methods", "magic");
        (await cli.Run("gap", "--trials", "0")).IsOneLineError("--trials");
        cli.Write("file", "");
        (await cli.Run("gap", "--out", "file")).IsOneLineError("file");
    }

    /// <summary>The draws that are recorded so far.</summary>
    private static async Task<int> Draws(Cli cli, string folder) => (await cli.SortedRows(Path.Combine(folder, "results.db"))).Length;
}
