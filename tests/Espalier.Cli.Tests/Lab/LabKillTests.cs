using System.Diagnostics;
using System.Text.Json;

namespace Espalier.Cli.Tests.Lab;

/// <summary>Real processes, killed without warning.</summary>
public sealed class LabKillTests
{
    private const int Kills = 20;
    private const int Seed = 20261120;

    [Fact]
    [Slow]
    public async Task A_sweep_killed_twenty_times_ends_with_exactly_the_records_of_an_undisturbed_one()
    {
        using var cli = new Cli();
        cli.Write("whole.yaml", LabFiles.Chain("whole", replicates: 100, trials: 2500));
        cli.Write("killed.yaml", LabFiles.Chain("killed", replicates: 100, trials: 2500));
        Assert.Equal(2000, (await cli.Run("lab", "run", "whole.yaml", "--json")).Json().GetProperty("done").GetInt32());

        var random = new System.Random(Seed);
        int landed = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            using Process process = kill == 0 ? cli.Start("lab", "run", "killed.yaml", "--threads", "1") : cli.Start("lab", "resume", "killed", "--threads", "1");
            // Three quarters of the kills wait for more records, for half of all in the end; the others strike at any time from the start on.
            if (kill == 0 || kill % 4 != 3) await UntilRecorded(cli, process, cli.SortedLines("killed").Length + random.Next(1, 130));
            else await Task.Delay(random.Next(500), TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (process.ExitCode != 0) landed++;
        }

        int before = cli.SortedLines("killed").Length;
        Ran end = await cli.Run("lab", "resume", "killed", "--json");
        JsonElement answer = end.Json();
        Assert.Equal((2000, 0, 0), (answer.GetProperty("done").GetInt32(), answer.GetProperty("failed").GetInt32(), answer.GetProperty("remaining").GetInt32()));
        Assert.True(landed >= Kills - 2 && before is > 20 and < 2000, $"replay with seed {Seed}: {landed} kills landed, {before} records before the end");
        Assert.Equal(cli.SortedLines("whole"), cli.SortedLines("killed"));
        Assert.Equal(2000, cli.SortedLines("killed").Distinct().Count());
        Assert.Equal(0, cli.CountLocks("killed"));
        Assert.Equal(0, (await cli.Run("lab", "resume", "killed", "--json")).Json().GetProperty("doneNow").GetInt32());

        JsonElement status = (await cli.Run("lab", "status", "killed", "--json")).Json();
        Assert.Contains(status.GetProperty("runs").EnumerateArray(), run => run.GetProperty("state").GetString() == "broken off");
    }

    [Fact]
    [Slow]
    public async Task Two_shards_at_the_same_time_make_the_same_store_as_one_run()
    {
        using var cli = new Cli();
        cli.Write("one.yaml", LabFiles.Chain("one", replicates: 10, trials: 500));
        cli.Write("two.yaml", LabFiles.Chain("two", replicates: 10, trials: 500));
        await cli.Run("lab", "run", "one.yaml");
        using Process first = cli.Start("lab", "run", "two.yaml", "--shard", "1/2", "--json");
        using Process second = cli.Start("lab", "run", "two.yaml", "--shard", "2/2", "--json");
        Ran[] ran = await Task.WhenAll(Cli.Finish(first), Cli.Finish(second));
        Assert.Equal(200, ran.Sum(half => half.Json().GetProperty("doneNow").GetInt32()));
        Assert.Equal(200, cli.SortedLines("one").Length);
        Assert.Equal(cli.SortedLines("one"), cli.SortedLines("two"));
        Ran one = await cli.Run("lab", "export", "one");
        Ran two = await cli.Run("lab", "export", "two");
        Assert.Equal(one.Output, two.Output);
    }

    [Fact]
    [Slow]
    public async Task An_interrupt_keeps_what_is_done_and_tells_how_to_go_on()
    {
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("chain", replicates: 1000, trials: 20_000));
        using Process process = cli.Start("lab", "run", "chain.yaml");
        await UntilRecorded(cli, process, 1, "chain");
        Ran ran = await Cli.Stop(process);
        Assert.Equal(130, ran.ExitCode);
        Assert.Contains("lab resume", ran.Error);
        JsonElement status = (await cli.Run("lab", "status", "chain", "--json")).Json();
        Assert.Equal("cancelled", status.GetProperty("runs")[0].GetProperty("state").GetString());
        Assert.Equal(cli.SortedLines("chain").Length, status.GetProperty("done").GetInt32());
        Assert.Equal(0, cli.CountLocks("chain"));
    }

    /// <summary>Waits until a store has this many records, on a fast machine as on a slow one.</summary>
    private static async Task UntilRecorded(Cli cli, Process process, int records, string store = "killed")
    {
        while (!process.HasExited && cli.SortedLines(store).Length < records) await Task.Delay(5, TestContext.Current.CancellationToken);
    }
}
