using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Espalier.Lab.Storage;

namespace Espalier.Cli.Tests.Web;

/// <summary>
/// Fifty pages that are open on a running sweep: what they cost the machine that runs it, and whether the server's memory grows.
/// </summary>
/// <remarks>
/// <c>ESPALIER_CONNECTION_MINUTES</c> sets how long they stay, 10 if not given; half as long before and after, none is open. Cells are counted for a
/// second of the sweep's processor, so that others on the machine do not count.
/// </remarks>
public sealed class ConnectionsLongRun
{
    private const int Connections = 50;
    private const double MostSlower = 0.03;
    private const double MostGrowth = 1.25;

    private static readonly double Minutes = double.TryParse(
        Environment.GetEnvironmentVariable("ESPALIER_CONNECTION_MINUTES"), CultureInfo.InvariantCulture, out double minutes) ? minutes : 10;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Fifty_pages_on_a_running_sweep_slow_it_by_three_in_a_hundred_at_most()
    {
        using var cli = new Cli();
        cli.Write("chain.yaml", Specification);
        using Process sweep = cli.Start("lab", "run", "chain.yaml", "--threads", "1", "--json");
        using Process server = cli.Start("serve", "--port", "0", "--store", "running.db", "--json");
        try
        {
            using JsonDocument said = JsonDocument.Parse((await server.StandardOutput.ReadLineAsync(Cancel))!);
            var page = new Uri(new Uri(said.RootElement.GetProperty("address").GetString()!), "/sweeps/one?name=chain");
            using IStore store = await Begun(cli.PathOf("running.db"));

            Phase before = await Phase.Of("none", Minutes / 4, sweep, server, store, []);
            Circuit[] open = [.. await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Circuit.Open(page, Cancel)))];
            Phase during;
            try
            {
                during = await Phase.Of("fifty", Minutes, sweep, server, store, open);
                Assert.All(open, circuit => Assert.Null(circuit.Trouble));
                Assert.All(open, circuit => Assert.True(circuit.Batches > Minutes * 6, $"{circuit.Batches} changes"));
            }
            finally
            {
                foreach (Circuit circuit in open) await circuit.DisposeAsync();
            }

            Phase after = await Phase.Of("none", Minutes / 4, sweep, server, store, []);
            foreach (Phase phase in (Phase[])[before, during, after]) TestContext.Current.TestOutputHelper!.WriteLine(phase.ToString());

            // The store grows, and a cell with it: what is between the two without is what there would have been.
            double alone = 2 / ((1 / before.CellsPerProcessorSecond) + (1 / after.CellsPerProcessorSecond));
            double perCell = (alone / during.CellsPerProcessorSecond) - 1;
            double taken = during.ServerSeconds / (during.Seconds * Environment.ProcessorCount);
            TestContext.Current.TestOutputHelper!.WriteLine(
                Invariant($"a cell takes {100 * perCell:0.00} % more of the processor with fifty pages than without; ")
                    + Invariant($"the server takes {100 * taken:0.00} % of {Environment.ProcessorCount} processors"));
            Assert.False(sweep.HasExited, "the sweep was over before the pages were closed");
            Assert.InRange(taken + Math.Max(0, perCell), 0, MostSlower);
            long[] later = [.. during.Memory.Skip(during.Memory.Count / 3)];
            Assert.InRange(during.Memory[^1], 0, (long)(MostGrowth * later[0]));
        }
        finally
        {
            foreach (Process process in (Process[])[sweep, server])
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private const string Specification = """
        experiment: birth-death-chain
        name: chain
        store: running.db
        cell-limit: 100000000
        replicates: 10000
        grid:
          up: [0.2, 0.3, 0.4, 0.5]
          down: [0.1, 0.2]
          steps: 50
          trials: 40000
        """;

    private static async Task<IStore> Begun(string path)
    {
        while (true)
        {
            try
            {
                IStore store = Stores.Open(path);
                if (store.Open("chain").Tally().Done > 0) return store;
                store.Dispose();
            }
            catch (InvalidInputException)
            {
                // The sweep has not made it yet.
            }

            await Task.Delay(100, Cancel);
        }
    }

    /// <summary>What happened while so many pages were open.</summary>
    private sealed record Phase(
        string Pages, double Seconds, long Cells, double SweepSeconds, double ServerSeconds, IReadOnlyList<long> Memory, long Batches, long Bytes)
    {
        public double CellsPerProcessorSecond => Cells / SweepSeconds;

        public static async Task<Phase> Of(string pages, double minutes, Process sweep, Process server, IStore store, Circuit[] open)
        {
            (long cells, double sweepSeconds, double serverSeconds) = (Done(store), Processor(sweep), Processor(server));
            var memory = new List<long>();
            long started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started).TotalMinutes < minutes)
            {
                await Task.Delay(TimeSpan.FromSeconds(5), Cancel);
                server.Refresh();
                memory.Add(server.WorkingSet64);
            }

            return new(
                pages,
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                Done(store) - cells,
                Processor(sweep) - sweepSeconds,
                Processor(server) - serverSeconds,
                memory,
                open.Sum(circuit => circuit.Batches),
                open.Sum(circuit => circuit.Bytes));
        }

        public override string ToString() =>
            Invariant($"{Pages}: {Seconds:0} s, {Cells} cells, {CellsPerProcessorSecond:0.0} in a second of the sweep's processor, ")
                + Invariant($"which took {SweepSeconds:0.0} s; ")
                + Invariant($"server {ServerSeconds:0.0} s, {Batches} changes, {Bytes >> 20} MiB sent; ")
                + Invariant($"memory in MiB: {string.Join(' ', Memory.Where((_, i) => i % 6 == 0).Select(bytes => bytes >> 20))}");

        private static long Done(IStore store) => store.Open("chain").Tally().Done;

        private static double Processor(Process process)
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }
}
