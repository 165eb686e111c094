using System.Text.Json;
using System.Text.RegularExpressions;

namespace Espalier.Cli.Tests.Lab;

public sealed partial class LabCommandTests
{
    /// <summary>The grids are those of the templates; only what makes a cell take long is smaller.</summary>
    [Fact]
    [Slow]
    public async Task A_template_runs_once_at_every_point_exports_and_makes_a_figure()
    {
        using var cli = new Cli();
        foreach (JsonElement experiment in (await cli.Run("lab", "list", "--json")).Json().GetProperty("experiments").EnumerateArray())
        {
            string name = experiment.GetProperty("name").GetString()!;
            Ran template = await cli.Run("lab", "template", name);
            Assert.Equal(0, template.ExitCode);

            // It needs a network of pictures in the data folder.
            if (name == "pruned-features") continue;
            cli.Write($"{name}.yaml", Effort().Replace(template.Output.Replace("replicates: 10", "replicates: 1", StringComparison.Ordinal), Less));
            JsonElement ran = (await cli.Run("lab", "run", $"{name}.yaml", "--json")).Json();
            int cells = ran.GetProperty("cells").GetInt32();
            Assert.Equal(
                (cells, 0, 0), (ran.GetProperty("done").GetInt32(), ran.GetProperty("failed").GetInt32(), ran.GetProperty("remaining").GetInt32()));
            string measure = experiment.GetProperty("measures").EnumerateArray().Select(
                m => m.GetProperty("name").GetString()!).FirstOrDefault("accuracy");
            JsonElement figure = (await cli.Run("lab", "figure", "results.db", "--sweep", name, "--measure", measure, "--json")).Json();
            Assert.True(File.ReadAllLines(cli.PathOf(figure.GetProperty("csv").GetString()!)).Length > 3, name);

            JsonElement exported = (await cli.Run("lab", "export", "results.db", "--sweep", name, "-o", $"{name}.csv", "--json")).Json();
            Assert.Equal(cells, exported.GetProperty("done").GetInt32());
            Ran rows = await cli.Run("lab", "export", "results.db", "--sweep", name);
            Assert.Equal(File.ReadAllText(cli.PathOf($"{name}.csv")), rows.Output);
            Assert.Equal(cells + 2, rows.Output.Split('\n').Length);
        }
    }

    [Fact]
    [Slow]
    public async Task People_read_the_same_numbers()
    {
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("chain", replicates: 2, trials: 10));
        Ran run = await cli.Run("lab", "run", "chain.yaml");
        Assert.Contains("40 (40 now)", run.Output);
        Ran status = await cli.Run("lab", "status", "chain.db");
        Assert.Contains("2 replicates at every point", status.Output);
        Assert.Contains("finished", status.Output);
        Assert.Contains("birth-death-chain", (await cli.Run("lab", "list")).Output);
        Assert.Contains("zero-share", (await cli.Run("lab", "list", "birth-death-chain")).Output);
        (await cli.Run("lab", "list", "nonsense")).IsOneLineError("nonsense", "birth-death-chain");
    }

    [Fact]
    [Slow]
    public async Task Figures_and_reports_are_written_with_their_data()
    {
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("chain", replicates: 3, trials: 20));
        await cli.Run("lab", "run", "chain.yaml");
        JsonElement figure = (
            await cli.Run("lab", "figure", "chain.db", "--measure", "log-probability", "--x", "down", "--out", "drawn", "--json")).Json();
        Assert.Equal(4, figure.GetProperty("series").GetArrayLength());
        Assert.Contains("<svg", File.ReadAllText(cli.PathOf(figure.GetProperty("svg").GetString()!)));
        Assert.Contains("0.05", File.ReadAllText(cli.PathOf(figure.GetProperty("csv").GetString()!)));
        string coloured = (await cli.Run(
            "lab", "figure", "chain.db", "--measure", "log-probability", "--x", "down", "--panel", "up", "--pool", "median", "--bars", "range",
            "--out", "panels", "--json")).Json().GetProperty("csv").GetString()!;
        Assert.NotEqual(File.ReadAllText(cli.PathOf(figure.GetProperty("csv").GetString()!)), File.ReadAllText(cli.PathOf(coloured)));
        (await cli.Run("lab", "figure", "chain.db", "--measure", "zeros", "--colour", "hue")).IsOneLineError("--colour", "hue", "down");
        (await cli.Run("lab", "figure", "chain.db", "--measure", "zeros", "--where", "up")).IsOneLineError("--where", "NAME=VALUE");
        (await cli.Run("lab", "figure", "chain.db", "--measure", "nothing")).IsOneLineError("nothing", "zero-share");
        JsonElement report = (await cli.Run("lab", "report", "chain.db", "-o", "chain.html", "--json")).Json();
        Assert.Equal((60, 4), (report.GetProperty("done").GetInt32(), report.GetProperty("figures").GetInt32()));
        Assert.Contains("3 replicates at every point", File.ReadAllText(cli.PathOf("chain.html")));
    }

    [Fact]
    [Slow]
    public async Task Changing_the_number_of_replicates_stays_visible()
    {
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("chain", replicates: 2, trials: 10));
        await cli.Run("lab", "run", "chain.yaml");
        cli.Write("chain.yaml", LabFiles.Chain("chain", replicates: 3, trials: 10));
        (await cli.Run("lab", "run", "chain.yaml")).IsOneLineError("asks for something else", "--change");
        Ran wider = await cli.Run("lab", "run", "chain.yaml", "--sweep", "wider", "--store", "other.db", "--json");
        Assert.Equal(60, wider.Json().GetProperty("doneNow").GetInt32());
        Assert.Equal(20, (await cli.Run("lab", "run", "chain.yaml", "--change", "--json")).Json().GetProperty("doneNow").GetInt32());
        JsonElement rules = (await cli.Run("lab", "status", "chain.db", "--json")).Json().GetProperty("stoppingRules");
        Assert.Equal(["2 replicates at every point", "3 replicates at every point"], rules.EnumerateArray().Select(rule => rule.GetString()));
    }

    [Fact]
    [Slow]
    public async Task Mistakes_are_one_line_and_exit_code_2()
    {
        using var cli = new Cli();
        cli.Write("unknown.yaml", "experiment: birth-death-chain\nstore: s\ngrid:\n  upp: 0.3\n");
        (await cli.Run("lab", "run", "unknown.yaml")).IsOneLineError("unknown.yaml, line 4", "no parameter \"upp\"", "up, down, cap");
        cli.Write(
            "huge.yaml",
            "experiment: birth-death-chain\nstore: s\nreplicates: 1000\ngrid:\n  up: {from: 0.0001, to: 0.5, step: 0.0001}\n  down: {from: "
                + "0.0001, to: 0.5, step: 0.0001}\n");
        (await cli.Run("lab", "run", "huge.yaml")).IsOneLineError("huge.yaml", "25000000000 cells", "limit is 1000000", "cell-limit");
        cli.Write("sum.yaml", "experiment: birth-death-chain\nstore: s\ngrid: {up: 0.7, down: [0.1, 0.4]}\n");
        (await cli.Run("lab", "run", "sum.yaml")).IsOneLineError("sum.yaml, line 3", "down 0.4", "cannot run");
        cli.Write("many.yaml", "experiment: birth-death-chain\ncell-limit: 1000000000000\ngrid:\n  steps: {from: 1, to: 10000000, step: 1}\n");
        (await cli.Run("lab", "run", "many.yaml")).IsOneLineError("10000000 values", "limit is 1000000");
        (await cli.Run("lab", "run", "missing.yaml")).IsOneLineError("missing.yaml");
        (await cli.Run("lab", "status", "missing")).IsOneLineError("missing", "no such store");
        (await cli.Run("lab", "resume", ".")).IsOneLineError("this is a folder");
        (await cli.Run("lab", "status", "postgresql://me:secret@localhost/db")).IsOneLineError("holds a password", "PGPASSWORD");
        Assert.DoesNotContain("secret", (await cli.Run("lab", "status", "postgresql://me:secret@localhost/db")).Error);
        (await cli.Run("lab", "template", "nonsense")).IsOneLineError("nonsense", "birth-death-chain");
        Assert.False(File.Exists(cli.PathOf("s.db")));
        cli.Write("good.yaml", LabFiles.Chain("s", replicates: 1, trials: 1));
        (await cli.Run("lab", "run", "good.yaml", "--shard", "3/2")).IsOneLineError("--shard", "3/2");
        (await cli.Run("lab", "run", "good.yaml", "--seed", "3")).IsOneLineError("--seed", "replicates");
        cli.Write("file", "not a store, but long enough to be looked at: " + new string('x', 5000));
        (await cli.Run("lab", "run", "good.yaml", "--store", "file")).IsOneLineError("file", "no store");
    }

    [Fact]
    [Slow]
    public async Task A_full_disk_is_exit_code_1_and_loses_nothing()
    {
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("small/small", replicates: 200, trials: 1));
        Directory.CreateDirectory(cli.PathOf("small"));
        Ran ran = await cli.RunInBash(
            """mount -t tmpfs -o size=1m tmpfs small 2>/dev/null || exit 77; "$@" --json; code=$?; exit $code""", "lab", "run", "chain.yaml");
        if (ran.ExitCode == 77) Assert.Skip("may not mount a small file system here");
        try
        {
            Assert.Equal(1, ran.ExitCode);
            Assert.Contains("the disk is full", ran.Error);
            JsonElement answer = ran.Json();
            Assert.Equal("store-failed", answer.GetProperty("ending").GetString());

            // What is told as done is what is stored.
            await cli.RunInBash("mount -o remount,size=8m small");
            Assert.Equal(answer.GetProperty("done").GetInt32(), (await cli.SortedRows("small/small.db")).Length);
        }
        finally
        {
            await cli.RunInBash("umount small");
        }
    }

    private static string Less(Match line) => line.Groups["name"].Value switch
    {
        "examples" => "  examples: 100",
        "hidden" => "  hidden: 20",
        "most-trials" => "  most-trials: 2000",
        var name => $"  {name}: 1",
    };

    [GeneratedRegex("^  (?<name>examples|epochs|rounds|hidden|most-trials): [0-9]+", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Effort();
}
