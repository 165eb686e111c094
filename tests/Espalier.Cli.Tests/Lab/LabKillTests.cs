using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

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
    [Slow]
    public async Task A_file_whose_workers_are_killed_ends_with_exactly_the_records_of_an_undisturbed_run()
    {
        using var cli = new Cli();
        await using var watch = new SqliteConnection($"Data Source={cli.PathOf("killed.db")};Pooling=False;Default Timeout=60");
        await Kill(cli, "killed.db", watch, afterKill: null);
    }

    [Fact]
    [Slow]
    public async Task So_does_a_server_that_is_killed_itself_now_and_then()
    {
        string address = server.NewDatabase();
        using var cli = new Cli();
        await using var watch = new NpgsqlConnection(server.ConnectionTo(address));
        await Kill(cli, address, watch, afterKill: kill =>
        {
            bool isDue = kill % 6 == 3;
            if (isDue) server.KillAndStart(static () => { });
            return isDue;
        });
    }

    /// <summary>However long the server is away, up to five minutes: the test ends when the worker has said what it waits for.</summary>
    [Fact]
    [Slow]
    public async Task A_worker_says_that_it_waits_for_a_server_that_is_away_and_goes_on_when_it_is_back()
    {
        using var own = new PostgresServer();
        string store = own.NewDatabase();
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("whole", replicates: 40, trials: 1000));
        await cli.Run("lab", "run", "chain.yaml");
        using Process worker = cli.Start("lab", "run", "chain.yaml", "--store", store, "--threads", "1", "--json");
        await UntilWriting(cli, store);
        string? said = null;
        own.KillAndStart(() =>
        {
            while (said?.Contains("away", StringComparison.Ordinal) != true && worker.StandardError.ReadLine() is { } line) said = line;
            Assert.False(worker.HasExited, said);
        });
        Ran ran = await Cli.Finish(worker);
        Assert.Contains($"{store}: the database is away; waiting for it for 300 s at most", said);
        Assert.Contains("the database is back", ran.Error);
        Assert.Equal(800, ran.Json().GetProperty("done").GetInt32());
        Assert.Equal((await cli.Run("lab", "export", "whole.db")).Output, (await cli.Run("lab", "export", store)).Output);
    }

    [Fact]
    [Slow]
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
    [Slow]
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

    /// <summary>
    /// Two to six workers at a time, each killed at a moment after its first record, and replaced. A worker counts as killed while it wrote when
    /// the store had records of it, it had not ended by itself, and the signal is what ended it.
    /// </summary>
    private static async Task Kill(Cli cli, string store, DbConnection watch, Func<int, bool>? afterKill)
    {
        // A worker is killed a few hundred times sooner than it would be fast: what it costs is its start.
        cli.Environment["DOTNET_TieredPGO"] = "0";
        int replicates = Math.Max(40, Kills);
        cli.Write("chain.yaml", LabFiles.Chain("whole", replicates, trials: 2000));
        Ran whole = await cli.Run("lab", "run", "chain.yaml", "--json");
        Assert.Equal(20 * replicates, whole.Json().GetProperty("done").GetInt32());

        // The sweep is listed by a run that is killed like the others.
        var random = new System.Random(Seed);
        var running = new List<Victim> { new(cli.Start("lab", "run", "chain.yaml", "--store", store, "--threads", "1")) };
        int landed = 0, besideOthers = 0, wanted = 2;
        while (landed < Kills)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            Dictionary<int, long> writing = Writing(watch);
            if (writing.Count > 0 || landed > 0)
            {
                while (running.Count < wanted) running.Add(new(cli.Start("lab", "work", store, "--threads", "1")));
            }

            foreach (Victim one in running.ToArray())
            {
                if (one.Process.HasExited)
                {
                    // Who comes while the server is away cannot know whether it ever was there, and says so.
                    Ran ended = await Cli.Finish(one.Process);
                    Assert.True(one.MetNoServer && ended.ExitCode == 2, $"replay with seed {Seed}: a worker ended by itself: {ended}");
                    running.Remove(one);
                }
                else if (one.Dies is null && writing.ContainsKey(one.Process.Id))
                {
                    // Most soon, for it is their start that costs; some later, so that others write beside them.
                    one.Dies = TimeProvider.System.GetTimestamp() + (long)(TimeProvider.System.TimestampFrequency * Math.Pow(random.NextDouble(), 4));
                }
            }

            if (running.Find(one => one.Dies <= TimeProvider.System.GetTimestamp()) is not { } victim) continue;
            victim.Process.Kill();
            await victim.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
            running.Remove(victim);
            Assert.Equal(128 + 9, victim.Process.ExitCode);
            victim.Process.Dispose();
            if (running.Exists(other => writing.ContainsKey(other.Process.Id))) besideOthers++;
            if (afterKill?.Invoke(landed) == true) running.ForEach(other => other.MetNoServer = true);
            landed++;
            wanted = random.Next(2, 7);
        }

        foreach (Victim left in running)
        {
            left.Process.Kill();
            await left.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
            left.Process.Dispose();
        }

        long fresh = (await Tally(cli, store)).Waiting;
        Assert.True(fresh > 0, "the sweep was over before the last kill");
        JsonElement status = (await cli.Run("lab", "status", store, "--json")).Json();
        int struck = status.GetProperty("runs").EnumerateArray().Count(
            run => run.GetProperty("state").GetString() == "broken off" && run.GetProperty("done").GetInt32() > 0);
        Assert.InRange(struck, Kills, int.MaxValue);
        Ran end = await cli.Run("lab", "resume", store, "--json");
        JsonElement answer = end.Json();
        Assert.Equal((20 * replicates, 0, 0, 0), (Field("done"), Field("failed"), Field("setAside"), Field("remaining")));
        Assert.Equal((await cli.Run("lab", "export", "whole.db")).Output, (await cli.Run("lab", "export", store)).Output);
        TestContext.Current.TestOutputHelper!.WriteLine(
            Invariant($"{landed} workers killed while they wrote, {besideOthers} of them beside others that wrote; ")
                + Invariant($"{struck} runs broken off with records; {Field("doneNow")} of {20 * replicates} cells were left"));

        int Field(string name) => answer.GetProperty(name).GetInt32();
    }

    /// <summary>The processes that write: those of the last runs that did not end, with how many records each has.</summary>
    private static Dictionary<int, long> Writing(DbConnection watch)
    {
        var writing = new Dictionary<int, long>();
        try
        {
            if (watch.State != ConnectionState.Open)
            {
                watch.Close();
                watch.Open();
            }

            using DbCommand command = watch.CreateCommand();
            command.CommandText = "SELECT process, recorded FROM run WHERE ending IS NULL AND recorded > 0 ORDER BY id DESC LIMIT 30";
            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read()) writing[int.Parse(reader.GetString(0).Split('/')[2], CultureInfo.InvariantCulture)] = reader.GetInt64(1);
        }
        catch (DbException)
        {
            // The store is not there yet, or the server is away.
            watch.Close();
        }

        return writing;
    }

    private sealed class Victim(Process process)
    {
        public Process Process => process;

        public long? Dies { get; set; }

        public bool MetNoServer { get; set; }
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
