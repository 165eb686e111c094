using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Storage;
using Npgsql;

namespace Espalier.Cli.Tests.Lab;

/// <summary>Real workers, killed without warning while they write; and a server that is killed under them.</summary>
/// <remarks><c>ESPALIER_KILLS</c> sets another number of kills: bench/runs keeps what a thousand came to.</remarks>
public sealed class LabKillTests
{
    private const int Seed = 20261120;

    private const int KillsInARound = 40;
    private const int MostSeen = 20;

    private static readonly int Kills = int.TryParse(
        Environment.GetEnvironmentVariable("ESPALIER_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills)
        ? kills
        : 4;

    /// <summary>More than workers finish in a round.</summary>
    private static readonly int Cells = 400 + (60 * Math.Min(Kills, KillsInARound));

    [Fact]
    [Slow]
    public async Task A_file_whose_workers_are_killed_ends_with_exactly_the_records_of_an_undisturbed_run()
    {
        if (!File.Exists("/proc/locks")) Assert.Skip("locks cannot be seen here");
        using var cli = new Cli();
        await Kill(cli, round => Invariant($"killed-{round}.db"), WriterWatch.OfFiles(), afterKill: null);
    }

    [Fact]
    [Slow]
    public async Task So_does_a_server_that_is_killed_itself_now_and_then()
    {
        // The server that other tests share stays.
        using var server = new PostgresServer();
        using var cli = new Cli();
        await using var watch = new NpgsqlConnection(server.ConnectionTo(server.NewDatabase()));
        await Kill(cli, _ => server.NewDatabase(), WriterWatch.OfServer(watch), afterKill: kill =>
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

    /// <summary>Rounds of kills, each on a new store that ends with the records of one undisturbed run.</summary>
    private static async Task Kill(Cli cli, Func<int, string> storeOf, Func<HashSet<int>> writing, Func<int, bool>? afterKill)
    {
        cli.Write("chain.yaml", LabFiles.Chain("whole", Cells / 20, trials: 2000));
        Assert.Equal(Cells, (await cli.Run("lab", "run", "chain.yaml", "--json")).Json().GetProperty("done").GetInt32());
        string whole = (await cli.Run("lab", "export", "whole.db")).Output;
        var random = new System.Random(Seed);
        int landed = 0, besideOthers = 0, servers = 0;
        for (int round = 0; landed < Kills; round++)
        {
            string store = storeOf(round);
            int besides = 0, left = Math.Min(KillsInARound, Kills - landed);
            await foreach (bool isBesideOthers in Round(cli, store, left, random, writing, Killed)) besides += isBesideOthers ? 1 : 0;
            landed += left;
            besideOthers += besides;
            CellTally tally = await Tally(cli, store);
            Assert.True(tally.Waiting > 0, $"the sweep was over before the last kill, or never begun: {tally}");
            JsonElement end = (await cli.Run("lab", "run", "chain.yaml", "--store", store, "--json")).Json();
            Assert.Equal((Cells, 0, 0, 0), (Field("done"), Field("failed"), Field("setAside"), Field("remaining")));
            Assert.Equal(whole, (await cli.Run("lab", "export", store)).Output);
            TestContext.Current.TestOutputHelper!.WriteLine(
                Invariant($"{left} workers killed within a transaction, {besides} of them beside others; {tally.Done} of {Cells} cells were done"));

            int Field(string name) => end.GetProperty(name).GetInt32();
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            Invariant($"{landed} workers killed within a transaction, {besideOthers} of them beside others that wrote; {servers} servers killed"));

        bool Killed(int kill)
        {
            if (afterKill?.Invoke(landed + kill) != true) return false;
            servers++;
            return true;
        }
    }

    /// <summary>
    /// Two to six workers at a time. One that is seen in a transaction which wrote is stopped and looked at again: if the transaction is still
    /// open it is killed, and otherwise goes on. How often each is seen before is left to chance, so that every kind of transaction is hit.
    /// </summary>
    /// <returns>For each kill whether others were at work that had been seen to write.</returns>
    private static async IAsyncEnumerable<bool> Round(
        Cli cli, string store, int kills, System.Random random, Func<HashSet<int>> writing, Func<int, bool> afterKill)
    {
        var running = new List<Victim>();
        int wanted = 2, looks = 0;
        for (int landed = 0; landed < kills;)
        {
            while (running.Count < wanted)
            {
                running.Add(new(cli.Start("lab", "run", "chain.yaml", "--store", store, "--threads", "1"), random.Next(MostSeen)));
                // Who watches must not wait for those that are watched.
                running[^1].Process.PriorityClass = ProcessPriorityClass.Idle;
            }

            await Task.Delay(1, TestContext.Current.CancellationToken);
            foreach (Victim one in running.FindAll(one => one.Process.HasExited))
            {
                // Who comes while the server is away, or too busy for him, cannot know whether it ever was there, and says so.
                Ran ended = await Cli.Finish(one.Process);
                bool cameInVain = one.MetNoServer || (one.Seen == 0 && ended.Error.Contains("does not answer", StringComparison.Ordinal));
                Assert.True(cameInVain && ended.ExitCode == 2, $"replay with seed {Seed}: a worker ended by itself: {ended}");
                running.Remove(one);
            }

            HashSet<int> seen = writing();
            foreach (Victim one in running) one.Look(seen.Contains(one.Process.Id));
            if (running.Find(one => seen.Contains(one.Process.Id) && one.Seen > one.Spared) is not { } victim) continue;
            looks++;
            if (!await WriterWatch.IsStoppedWhileWriting(victim.Process, writing)) continue;
            victim.Process.Kill();
            await victim.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
            running.Remove(victim);
            Assert.Equal(128 + 9, victim.Process.ExitCode);
            victim.Process.Dispose();
            if (afterKill(landed)) running.ForEach(other => other.MetNoServer = true);
            landed++;
            wanted = random.Next(2, 7);
            yield return running.Exists(other => other.Seen > 0);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(Invariant($"{kills} of {looks} that were stopped were in the middle of a transaction"));
        foreach (Victim left in running)
        {
            left.Process.Kill();
            await left.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
            left.Process.Dispose();
        }
    }

    private sealed class Victim(Process process, int spared)
    {
        public Process Process => process;

        /// <summary>Transactions that it is seen in before it is killed in one.</summary>
        public int Spared => spared;

        public int Seen { get; private set; }

        public bool MetNoServer { get; set; }

        private bool IsWriting { get; set; }

        public void Look(bool isWriting)
        {
            if (isWriting && !IsWriting) Seen++;
            IsWriting = isWriting;
        }
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
