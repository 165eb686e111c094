using System.Diagnostics;
using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Experiments;
using Espalier.Lab.Tests.Storage;

namespace Espalier.Lab.Tests.Running;

public sealed class SweepRunnerTests
{
    private static readonly TrivialExperiment Experiment = new();

    [Slow]
    [Fact]
    public void Records_depend_neither_on_threads_nor_on_order_nor_on_shards()
    {
        const string Text = "replicates: 20\ngrid: {whole: {from: 1, to: 20, step: 1}}";
        using var one = new StoreFolder();
        using var many = new StoreFolder();
        using var shards = new StoreFolder();
        one.Run(Experiment, Text, StoreFolder.Options(1));
        many.Run(Experiment, Text, StoreFolder.Options(8));
        var outcomes = new SweepOutcome[3];
        Parallel.For(0, 3, i => outcomes[i] = shards.Run(Experiment, Text, StoreFolder.Options(2, $"{i + 1}/3")));
        Assert.Equal(400, one.SortedLines().Length);
        Assert.Equal(one.SortedLines(), many.SortedLines());
        Assert.Equal(one.SortedLines(), shards.SortedLines());
        Assert.Equal(400, outcomes.Sum(outcome => outcome.DoneNow));
    }

    [Fact]
    public void More_cells_never_change_the_old_ones_and_done_cells_never_run_again()
    {
        using var folder = new StoreFolder();
        folder.Run(Experiment, "replicates: 5\ngrid: {whole: [1, 2]}");
        string[] before = folder.SortedLines();
        SweepOutcome outcome = folder.Run(Experiment, "replicates: 8\ngrid: {whole: [1, 2, 3]}");
        Assert.Equal(24 - 10, outcome.DoneNow);
        Assert.Subset(folder.SortedLines().ToHashSet(), before.ToHashSet());
        Assert.Equal(24, folder.SortedLines().Length);
        outcome = folder.Run(Experiment, "replicates: 8\ngrid: {whole: [1, 2, 3]}");
        Assert.Equal((0L, null), (outcome.DoneNow, outcome.Run));
        Assert.Equal(2, folder.Open().ReadRuns().Count);
    }

    /// <summary>A line that no reading takes would be a cell that counts as done and has no record.</summary>
    [Fact]
    public void A_text_that_no_record_holds_is_a_failure()
    {
        using var folder = new StoreFolder();
        var experiment = new WordyExperiment();
        SweepOutcome outcome = folder.Run(experiment, "grid: {letters: [1000000, 1100000]}");
        Assert.Equal((1L, 1L), (outcome.DoneNow, outcome.FailedNow));
        RecordTable table = RecordTable.Load(folder.Open());
        Assert.Equal((1, 0), (table.Rows, table.Reading.Damaged.Count));
        Assert.Contains("longer than", Assert.Single(table.Failures).Failure.Message);
    }

    [Fact]
    public void Two_whole_runs_at_the_same_time_do_not_corrupt_each_other()
    {
        const string Text = "replicates: 100\ngrid: {whole: [1, 2, 3, 4, 5]}";
        using var folder = new StoreFolder();
        using var alone = new StoreFolder();
        alone.Run(Experiment, Text);
        Parallel.For(0, 4, _ => folder.Run(Experiment, Text));
        Assert.Equal(alone.SortedLines(), folder.SortedLines());
        Assert.Equal(500, RecordTable.Load(folder.Open()).Rows);
    }

    [Fact]
    public void A_failed_cell_is_recorded_with_its_error_and_runs_again_only_on_request_with_the_same_numbers()
    {
        bool isBroken = true;
        var seeds = new System.Collections.Concurrent.ConcurrentBag<ulong>();
        var experiment = new ScriptedExperiment((cell, _) =>
        {
            if (cell.Integer("n") != 2) return cell.Stream(0).Uniform(0);
            seeds.Add(cell.Address.Seed);
            return isBroken ? throw new FormatException("the cell says why") : 0.5;
        });
        const string Text = "replicates: 2\ngrid: {n: [1, 2, 3]}";
        using var folder = new StoreFolder();
        SweepOutcome outcome = folder.Run(experiment, Text);
        Assert.Equal((SweepEnding.Finished, 4L, 2L), (outcome.Ending, outcome.DoneNow, outcome.FailedNow));
        Assert.Equal((4L, 2L, 0L), (outcome.Progress.Done, outcome.Progress.Failed, outcome.Progress.Remaining));
        FailedCell failure = RecordTable.Load(folder.Open()).Failures[0];
        Assert.Equal(new("System.FormatException", "the cell says why"), failure.Failure);

        isBroken = false;
        Assert.Null(folder.Run(experiment, Text).Run);
        outcome = folder.Run(experiment, Text, StoreFolder.Options(retryFailed: true));
        Assert.Equal((2L, 0L, 6L), (outcome.DoneNow, outcome.Progress.Failed, outcome.Progress.Done));
        Assert.Equal(4, seeds.Count);
        Assert.Equal(2, seeds.Distinct().Count());
        Assert.Empty(RecordTable.Load(folder.Open()).Failures);
    }

    [Fact]
    public void A_number_that_is_not_finite_fails_its_cell()
    {
        using var folder = new StoreFolder();
        SweepOutcome outcome = folder.Run(new ScriptedExperiment((_, _) => double.NaN), "replicates: 1");
        Assert.Equal(1, outcome.FailedNow);
    }

    [Fact]
    public void Cancelling_keeps_finished_cells_and_drops_unfinished_ones()
    {
        using var folder = new StoreFolder();
        using var source = new CancellationTokenSource();
        int started = 0;
        var experiment = new ScriptedExperiment((cell, token) =>
        {
            int turn = Interlocked.Increment(ref started);
            if (turn == 30) source.Cancel();
            if (turn >= 30) token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
            return 1;
        });
        SweepOutcome outcome = folder.Run(experiment, "replicates: 1000", cancel: source.Token);
        Assert.Equal(SweepEnding.Cancelled, outcome.Ending);
        Assert.InRange(outcome.DoneNow, 20, 29);
        Assert.Equal(outcome.DoneNow, folder.SortedLines().Length);
        Assert.Equal("cancelled", folder.Open().ReadRuns()[0].End!.Outcome);
        Assert.Equal(1000 - outcome.DoneNow, folder.Run(new ScriptedExperiment((_, _) => 1), "replicates: 1000").DoneNow);
        Assert.Equal(1000, folder.SortedLines().Length);
    }

    [Fact]
    public void Cancelling_when_all_is_done_cuts_nothing_short()
    {
        using var folder = new StoreFolder();
        using var source = new CancellationTokenSource();
        var experiment = new ScriptedExperiment((_, _) =>
        {
            source.Cancel();
            return 1;
        });
        Assert.Equal(SweepEnding.Finished, folder.Run(experiment, "replicates: 1", StoreFolder.Options(1), source.Token).Ending);
        Assert.Equal("finished", folder.Open().ReadRuns()[0].End!.Outcome);
    }

    [Fact]
    [Slow]
    public void Progress_comes_from_the_calling_thread_and_ends_complete()
    {
        using var folder = new StoreFolder();
        var seen = new List<SweepProgress>();
        int thread = Environment.CurrentManagedThreadId;
        using var told = new ManualResetEventSlim();
        int begun = 0;
        var slow = new ScriptedExperiment((_, token) =>
        {
            // The second half waits until progress was told.
            if (Interlocked.Increment(ref begun) > 20) told.Wait(token);
            return 1;
        });
        long start = Stopwatch.GetTimestamp();
        folder.Run(StoreFolder.Sweep(slow, "replicates: 40"), StoreFolder.Options(), new Listener(progress =>
        {
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            seen.Add(progress);
            told.Set();
        }));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.InRange(seen.Count, 2, 3 + (int)(4 * seconds));
        Assert.Equal((40L, 40L, 0L, TimeSpan.Zero), (seen[^1].Cells, seen[^1].Done, seen[^1].Remaining, seen[^1].TimeLeft));
        Assert.True(seen[^1].CellsPerSecond >= 40 / seconds);
    }

    [Fact]
    public void An_exception_of_the_listener_ends_the_run_and_keeps_the_records()
    {
        using var folder = new StoreFolder();
        int begun = 0;
        var slow = new ScriptedExperiment((_, token) =>
        {
            if (Interlocked.Increment(ref begun) > 20) token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
            return 1;
        });
        Assert.Throws<NotSupportedException>(
            () =>
                folder.Run(StoreFolder.Sweep(slow, "replicates: 1000"), StoreFolder.Options(), new Listener(_ => throw new NotSupportedException())));
        Assert.Equal(0, folder.Open().Tally().InHand);
        Assert.InRange(folder.SortedLines().Length, 0, 100);
    }

    [Fact]
    public void Shards_are_a_partition_and_their_text_is_checked()
    {
        Assert.Equal(new Shard(2, 8), Shard.Parse("2/8"));
        foreach (string text in (string[])["", "2", "0/8", "9/8", "1/0", "a/b", "-1/2", "1/2/3", "1 /2", "+1/2"])
        {
            Assert.Contains("shard", Assert.Throws<InvalidInputException>(() => Shard.Parse(text)).Message);
        }

        for (int i = 0; i < 1000; i++)
        {
            CellAddress address = Cell.Create(Experiment.Schema, CellAddressTests.Point(i, 1, "plain", false), 0).Address;
            Assert.Single(Enumerable.Range(1, 7), number => new Shard(number, 7).Owns(address));
        }
    }

    private sealed class Listener(Action<SweepProgress> listen) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => listen(value);
    }
}
