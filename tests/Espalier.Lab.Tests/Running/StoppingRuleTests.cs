using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Experiments;
using Espalier.Lab.Tests.Storage;

namespace Espalier.Lab.Tests.Running;

public sealed class StoppingRuleTests
{
    private const string Text =
        "replicates: {at-most: 1000, batch: 50, until: {measure: value, low: 0, high: 1, half-width: 0.12, confidence: "
            + "0.9}}\ngrid: {n: [1, 2, 3, 4, 5, 6]}";

    /// <summary>A constant at n = 1, a fair coin at n = 6.</summary>
    private static readonly ScriptedExperiment Experiment = new(
        (cell, _) => cell.Stream(0).Uniform(0, 0, 1) < (cell.Integer("n") - 1) / 10.0 ? 1 : 0);

    [Fact]
    [Slow]
    public void Points_stop_when_they_are_known_well_enough_whatever_the_threads_and_shards()
    {
        using var one = new StoreFolder();
        using var many = new StoreFolder();
        using var shards = new StoreFolder();
        SweepOutcome outcome = one.Run(Experiment, Text, StoreFolder.Options(1));
        Assert.Equal(SweepEnding.Finished, outcome.Ending);
        many.Run(Experiment, Text, StoreFolder.Options(7));
        Parallel.For(0, 3, i => shards.Run(Experiment, Text, StoreFolder.Options(2, $"{i + 1}/3")));
        Assert.Equal(one.SortedLines(), many.SortedLines());
        Assert.Equal(one.SortedLines(), shards.SortedLines());
        RecordTable table = RecordTable.Load(one.Open());
        int[] counts = [.. Enumerable.Range(1, 6).Select(n => Enumerable.Range(0, table.Rows).Count(row => (int)table["n"].Number(row) == n))];
        Assert.All(counts, count => Assert.True(count % 50 == 0 && count is > 0 and <= 1000, string.Join(' ', counts)));
        Assert.True(counts[0] < counts[5], string.Join(' ', counts));
        Assert.Equal((table.Rows, table.Rows), (outcome.Progress.Cells, outcome.Progress.Done));
        Assert.Null(one.Run(Experiment, Text).Run);
    }

    [Fact]
    [Slow]
    public void An_interrupted_run_ends_with_the_same_cells()
    {
        using var whole = new StoreFolder();
        using var parts = new StoreFolder();
        whole.Run(Experiment, Text);
        for (int stop = 37; ; stop += 53)
        {
            using var source = new CancellationTokenSource();
            int started = 0;
            var interrupted = new ScriptedExperiment((cell, token) =>
            {
                if (Interlocked.Increment(ref started) == stop) source.Cancel();
                token.ThrowIfCancellationRequested();
                return Experiment.Run(cell, token).Complete()[0].Number;
            });
            if (parts.Run(interrupted, Text, cancel: source.Token).Ending == SweepEnding.Finished) break;
        }

        Assert.Equal(whole.SortedLines(), parts.SortedLines());
    }

    [Fact]
    [Slow]
    public void A_failed_cell_holds_its_point_up_until_it_is_retried()
    {
        bool isBroken = true;
        var experiment = new ScriptedExperiment((cell, token) =>
            isBroken && cell is { Replicate: 60 } && cell.Integer("n") == 6
                ? throw new IOException("gone")
                : Experiment.Run(cell, token).Complete()[0].Number);
        using var whole = new StoreFolder();
        using var folder = new StoreFolder();
        whole.Run(Experiment, Text);
        SweepOutcome outcome = folder.Run(experiment, Text);
        Assert.Equal((SweepEnding.Finished, 1L, 0L), (outcome.Ending, outcome.Progress.Failed, outcome.Progress.Remaining));
        RecordTable table = RecordTable.Load(folder.Open());
        Assert.Equal(99, Enumerable.Range(0, table.Rows).Count(row => (int)table["n"].Number(row) == 6));
        Assert.Null(folder.Run(experiment, Text).Run);
        isBroken = false;
        folder.Run(experiment, Text, StoreFolder.Options(retryFailed: true));
        Assert.Equal(whole.SortedLines(), folder.SortedLines().Where(line => !line.Contains("\"error\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_value_outside_the_stated_interval_ends_the_run_with_a_clear_error()
    {
        using var folder = new StoreFolder();
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => folder.Run(new ScriptedExperiment((_, _) => 1.5), Text));
        Assert.Contains("outside [0, 1]", error.Message);
        Assert.Equal(0, folder.Open().Tally().InHand);
    }

    /// <summary>
    /// The rule promises coverage at every look at once: 2 000 sweeps at confidence 0.9 may miss in 0.1 of them plus four standard errors.
    /// </summary>
    [Fact]
    public void The_interval_contains_the_mean_at_all_looks_as_often_as_promised()
    {
        var rule = new UntilPrecise("value", 0, 1, 0.01, 0.9, 20, 400);
        double share = ShareOfMisses(rule, 1);
        Assert.True(share <= 0.1 + (4 * Math.Sqrt(0.09 / 2000)), $"{share}");
        double halved = ShareOfMisses(rule, 0.3);
        Assert.True(halved > 0.1 + (4 * Math.Sqrt(0.09 / 2000)), $"an interval of 0.3 of the width misses in {halved}");
    }

    private static double ShareOfMisses(UntilPrecise rule, double shrink)
    {
        const int Sweeps = 2000;
        const double Mean = 0.3;
        int misses = 0;
        double[] values = new double[400];
        for (uint sweep = 0; sweep < Sweeps; sweep++)
        {
            var stream = new Espalier.Numerics.Random.RandomStream(11, sweep, Espalier.Numerics.Random.StreamPurpose.Sampling);
            double sum = 0;
            bool missed = false;
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = stream.Uniform((ulong)i, 0, 1) < Mean ? 1 : 0;
                sum += values[i];
                if ((i + 1) % 20 == 0) missed |= Math.Abs((sum / (i + 1)) - Mean) > shrink * rule.HalfWidthOf(values.AsSpan(0, i + 1));
            }

            if (missed) misses++;
        }

        return (double)misses / Sweeps;
    }
}
