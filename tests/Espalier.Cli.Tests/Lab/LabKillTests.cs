using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Storage;

namespace Espalier.Cli.Tests.Lab;

/// <summary>Real workers, killed without warning while they write; and a server that is killed under them.</summary>
/// <remarks><c>ESPALIER_KILLS</c> sets another number of kills: bench/runs keeps what a thousand came to.</remarks>
public sealed class LabKillTests(PostgresServer server)
{
    private const int Seed = 20261120;

    private static readonly int Kills = int.TryParse(
        Environment.GetEnvironmentVariable("ESPALIER_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills)
        ? kills
        : 12;

    [Fact]
    public async Task A_file_whose_workers_are_killed_ends_with_exactly_the_records_of_an_undisturbed_run()
    {
        using var cli = new Cli();
        await Kill(cli, "killed.db", workers: 2, afterKill: _ => { });
    }

    [Fact]
    public async Task So_does_a_server_that_is_killed_itself_now_and_then()
    {
        string address = server.NewDatabase();
        using var cli = new Cli();
        await Kill(cli, address, workers: 3, afterKill: kill =>
        {
            if (kill % 6 == 3) server.KillAndStart(static () => { });
        });
    }

    [Fact]
    public async Task Shards_in_files_of_their_own_join_to_the_same_sweep_as_one_run()
    {
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("one", replicates: 10, trials: 500));
        await cli.Run("lab", "run", "chain.yaml");
        using Process first = cli.Start("lab", "run", "chain.yaml", "--shard", "1/2", "--store", "first.db", "--json");
        using Process second = cli.Start("lab", "run", "chain.yaml", "--shard", "2/2", "--store", "second.db", "--json");
        Ran[] ran = await Task.WhenAll(Cli.Finish(first), Cli.Finish(second));
        Assert.Equal(200, ran.Sum(half => half.Json().GetProperty("doneNow").GetInt32()));
        JsonElement joined = (
            await cli.Run("lab", "import", "first.db", "second.db", "--store", "joined.db", "--json")).Json().GetProperty("sweeps")[0];
        Assert.Equal((200, 0), (joined.GetProperty("done").GetInt32(), joined.GetProperty("remaining").GetInt32()));
        Assert.Equal((await cli.Run("lab", "export", "one.db")).Output, (await cli.Run("lab", "export", "joined.db")).Output);
    }

    [Fact]
    public async Task Signals_end_a_worker_in_order_and_tell_how_to_go_on()
    {
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("chain", replicates: 1000, trials: 20_000));
        using (Process run = cli.Start("lab", "run", "chain.yaml"))
        {
            await UntilWriting(cli, "chain.db");
            Ran ran = await Cli.Stop(run);
            Assert.Equal(130, ran.ExitCode);
            Assert.Contains("lab resume", ran.Error);
        }

        foreach (string signal in (string[])["USR1", "USR2"])
        {
            int before = await Done(cli, "chain.db");
            using Process worker = cli.Start("lab", "work", "chain.db", "--grace", "60", "--json");
            await UntilWriting(cli, "chain.db", before);
            Ran ran = await Cli.Stop(worker, signal);
            Assert.Equal(0, ran.ExitCode);
            Assert.Equal("given-back", ran.Json().GetProperty("ending").GetString());
        }

        JsonElement status = (await cli.Run("lab", "status", "chain.db", "--json")).Json();
        Assert.All(status.GetProperty("runs").EnumerateArray(), run => Assert.Equal("cancelled", run.GetProperty("state").GetString()));
        Assert.Equal(0, status.GetProperty("inHand").GetInt32());
        Assert.Equal((await cli.SortedRows("chain.db")).Length, status.GetProperty("done").GetInt32());
    }

    private static async Task Kill(Cli cli, string store, int workers, Action<int> afterKill)
    {
        int replicates = Math.Max(40, 10 * Kills);
        cli.Write("chain.yaml", LabFiles.Chain("whole", replicates, trials: 3000));
        Ran whole = await cli.Run("lab", "run", "chain.yaml", "--json");
        Assert.Equal(20 * replicates, whole.Json().GetProperty("done").GetInt32());

        // The sweep is listed by a run that is killed like the others.
        var random = new System.Random(Seed);
        var running = new List<Process> { cli.Start("lab", "run", "chain.yaml", "--store", store, "--threads", "1") };
        int landed = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            int before = await Done(cli, store);
            while (running.Count < workers && before > 0) running.Add(cli.Start("lab", "work", store, "--threads", "1"));
            if (!await UntilWriting(cli, store, before)) break;
            await Task.Delay(random.Next(30), TestContext.Current.CancellationToken);
            Process victim = running[random.Next(running.Count)];
            running.Remove(victim);
            if (!victim.HasExited) landed++;
            victim.Kill();
            await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
            victim.Dispose();
            afterKill(kill);
            if (running.Count == 0) running.Add(cli.Start("lab", "work", store, "--threads", "1"));
        }

        foreach (Process left in running)
        {
            left.Kill();
            await left.WaitForExitAsync(TestContext.Current.CancellationToken);
            left.Dispose();
        }

        Assert.True(landed >= Kills * 9 / 10, $"replay with seed {Seed}: {landed} of {Kills} kills hit a running worker");
        Ran end = await cli.Run("lab", "resume", store, "--json");
        JsonElement answer = end.Json();
        Assert.Equal((20 * replicates, 0, 0, 0), (Field("done"), Field("failed"), Field("setAside"), Field("remaining")));
        Assert.Equal((await cli.Run("lab", "export", "whole.db")).Output, (await cli.Run("lab", "export", store)).Output);
        JsonElement status = (await cli.Run("lab", "status", store, "--json")).Json();
        Assert.Contains(status.GetProperty("runs").EnumerateArray(), run => run.GetProperty("state").GetString() == "broken off");

        int Field(string name) => answer.GetProperty(name).GetInt32();
    }

    private static async Task<int> Done(Cli cli, string store) => (int)(await Tally(cli, store)).Done;

    /// <summary>Waits until a record is there that was not there before: somebody writes. False when nothing is left to write.</summary>
    private static async Task<bool> UntilWriting(Cli cli, string store, int before = 0)
    {
        while (true)
        {
            CellTally tally = await Tally(cli, store);
            long remaining = tally.Waiting + tally.InHand;
            if (tally.Done > before) return remaining > 0;
            if (tally.Cells > 0 && remaining == 0) return false;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>How the sweep stands; nothing where it is not there yet.</summary>
    private static async Task<CellTally> Tally(Cli cli, string store)
    {
        try
        {
            using IStore watched = Stores.Open(Stores.IsFile(store) ? cli.PathOf(store) : store);
            return watched.Open().Tally();
        }
        catch (InvalidInputException)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            return default;
        }
    }
}
