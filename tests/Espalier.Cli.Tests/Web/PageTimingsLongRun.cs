using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Espalier.Lab.Storage;

namespace Espalier.Cli.Tests.Web;

/// <summary>How long the first page of a fresh server takes, how long a large sweep, and what a change of a running one costs.</summary>
/// <remarks>
/// <c>ESPALIER_CELLS</c> sets how many records the sweep has before it is looked at, a million if not given: they are made first, in the store
/// <c>ESPALIER_STORE</c> if that is given, which is kept and used again. The pages are opened by a client that draws nothing: it says when the server
/// had sent what a browser shows.
/// </remarks>
public sealed class PageTimingsLongRun
{
    private const int Rounds = 5;
    private const double Watched = 60;

    /// <summary>What the page of a sweep shows at once, soon, and when every record is read.</summary>
    private static readonly string[] Signs = ["cells in a second", "replicate", "Pages of the table", "sweep-figure-wide"];

    private static readonly long Cells =
        long.TryParse(Environment.GetEnvironmentVariable("ESPALIER_CELLS"), CultureInfo.InvariantCulture, out long cells) ? cells : 1_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Pages_of_a_large_sweep_open_and_change()
    {
        using var cli = new Cli();
        string store = Environment.GetEnvironmentVariable("ESPALIER_STORE") is { Length: > 0 } kept ? Path.GetFullPath(kept) : cli.PathOf("large.db");
        string specification = cli.Write("chain.yaml", Specification(store));
        await Fill(cli, specification, store);

        List<double[]> firsts = [], opened = [];
        for (int round = 0; round < Rounds; round++)
        {
            await using Served server = await Served.Start(cli, store);
            firsts.Add([server.Started, .. await server.First()]);
            opened.Add(await server.Open(Signs));
        }

        Tell("first page", firsts, "ms to the address", "ms to the first byte", "ms to the whole page", "ms of the processor for it");
        Tell(
            Invariant($"a sweep of {Done(store)} records, in ms"), opened, "its state", "its first records", "its table", "its figure",
            "of the processor for all");

        await using Served running = await Served.Start(cli, store);
        await using Circuit page = await Circuit.Open(running.Sweep, Cancel, Signs);
        await page.Signs.WaitAsync(Cancel);
        using Process work = cli.Start("lab", "run", specification, "--threads", "1", "--quiet");
        (double before, long changes, long records) = (running.Processor, page.Batches, Done(store));
        var clock = Stopwatch.StartNew();
        while (!work.HasExited && clock.Elapsed.TotalSeconds < Watched) await Task.Delay(200, Cancel);
        double spent = running.Processor - before;
        changes = page.Batches - changes;
        records = Done(store) - records;
        if (!work.HasExited) work.Kill();
        await work.WaitForExitAsync(CancellationToken.None);
        Assert.Null(page.Trouble);
        Assert.NotEqual(0, changes);
        Write(
            Invariant($"running: {clock.Elapsed.TotalSeconds:0} s, {records} records more, {changes} changes of the page; ")
                + Invariant($"the server took {spent:0.0} ms, {spent / changes:0.0} ms a change"));
    }

    /// <summary>A tenth more than are looked at, so that something is left to do.</summary>
    private static string Specification(string store) => string.Create(CultureInfo.InvariantCulture, $$"""
        experiment: birth-death-chain
        name: chain
        store: {{store}}
        cell-limit: 100000000
        replicates: {{Cells * 11 / 10 / 20}}
        grid:
          up: [0.2, 0.3, 0.4, 0.5]
          down: {from: 0.05, to: 0.25, step: 0.05}
          steps: 1
          trials: 1
        """);

    /// <summary>Works on the sweep until it has its records, and stops.</summary>
    private static async Task Fill(Cli cli, string specification, string store)
    {
        if (Done(store) >= Cells) return;
        using Process work = cli.Start("lab", "run", specification, "--quiet");
        while (!work.HasExited && Done(store) < Cells) await Task.Delay(200, Cancel);
        if (!work.HasExited) await Cli.Stop(work);
        Assert.InRange(Done(store), Cells, long.MaxValue);
    }

    private static long Done(string path)
    {
        try
        {
            if (!File.Exists(path)) return 0;
            using IStore store = Stores.Open(path);
            return store.Open("chain").Tally().Done;
        }
        catch (InvalidInputException)
        {
            return 0;
        }
    }

    private static void Tell(string what, List<double[]> rounds, params string[] names)
    {
        Write($"{what}, {rounds.Count} fresh servers, median (smallest to largest):");
        for (int i = 0; i < names.Length; i++)
        {
            double[] values = [.. rounds.Select(round => round[i]).Order()];
            Write(Invariant($"  {values[values.Length / 2],8:0} ({values[0]:0} to {values[^1]:0}) {names[i]}"));
        }
    }

    private static void Write(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    /// <summary>A server that has just started.</summary>
    private sealed class Served(Process process, Uri address, double started) : IAsyncDisposable
    {
        /// <summary>Milliseconds from the launch to the address.</summary>
        public double Started => started;

        public Uri Sweep => new(address, "/sweeps/one?name=chain");

        /// <summary>Milliseconds of the processor so far.</summary>
        public double Processor
        {
            get
            {
                process.Refresh();
                return process.TotalProcessorTime.TotalMilliseconds;
            }
        }

        public static async Task<Served> Start(Cli cli, string store)
        {
            long launched = Stopwatch.GetTimestamp();
            Process process = cli.Start("serve", "--port", "0", "--store", store, "--json");
            using JsonDocument said = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(Cancel))!);
            double started = Stopwatch.GetElapsedTime(launched).TotalMilliseconds;
            return new(process, new(said.RootElement.GetProperty("address").GetString()!), started);
        }

        /// <summary>The main page: first byte, all of it, and the processor's time for it.</summary>
        public async Task<double[]> First()
        {
            using var client = new HttpClient();
            double before = Processor;
            long asked = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Cancel);
            double first = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            await answer.Content.ReadAsByteArrayAsync(Cancel);
            return [first, Stopwatch.GetElapsedTime(asked).TotalMilliseconds, Processor - before];
        }

        /// <summary>The page of the sweep: when each sign had come, and the processor's time until the last.</summary>
        public async Task<double[]> Open(string[] signs)
        {
            double before = Processor;
            await using Circuit circuit = await Circuit.Open(Sweep, Cancel, signs);
            TimeSpan[] came = await circuit.Signs.WaitAsync(Cancel);
            return [.. came.Select(time => time.TotalMilliseconds), Processor - before];
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }
}
