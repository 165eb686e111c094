using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Running;

/// <summary>Runs what is left of a sweep on all the threads it is given, in memory that does not grow with the work.</summary>
public sealed class SweepRunner : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan DurableInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _changed = new();
    private readonly Experiment _experiment;
    private readonly CellSource _source;
    private readonly CellCounts _before;
    private readonly RunOptions _options;
    private readonly CancellationTokenSource _stop;
    private readonly long _start;
    private long _doneNow;
    private long _failedNow;
    private Exception? _fatal;

    private SweepRunner(Experiment experiment, CellSource source, RunOptions options, CancellationTokenSource stop)
    {
        _experiment = experiment;
        _source = source;
        _before = source.Counts;
        _options = options;
        _stop = stop;
        _start = options.Time.GetTimestamp();
    }

    /// <summary>Runs the cells of a sweep that the store does not have.</summary>
    /// <param name="sweep">What to run.</param>
    /// <param name="store">Where the records go.</param>
    /// <param name="options">On how many threads, which part.</param>
    /// <param name="progress">Told a few times a second, from the calling thread.</param>
    /// <param name="cancel">Stops handing out cells; running cells end or give up, and nothing recorded is lost.</param>
    /// <exception cref="InvalidInputException">The store cannot be read or written at the beginning, or it contradicts itself.</exception>
    public static SweepOutcome Run(Sweep sweep, IRecordStore store, RunOptions options, IProgress<SweepProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        IReadOnlyList<string> repairs = store.Repair();
        var source = CellSource.Create(sweep, store, options.Shard, options.RetryFailed, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var runner = new SweepRunner(sweep.Experiment, source, options, stop);
        if (source.Counts.Remaining == 0)
        {
            progress?.Report(runner.Snapshot());
            return new(SweepEnding.Finished, runner.Snapshot(), 0, 0, null, repairs, source.Reading, null);
        }

        var start = new RunStart(sweep.Text, sweep.Source, sweep.Stopping.Description, options.Shard.ToString(), options.Threads, options.RetryFailed, options.Time.GetUtcNow(), options.Environment);
        using IRecordWriter writer = store.BeginRun(start);
        string? problem = runner.RunThreads(writer, progress, cancel);
        SweepEnding ending = problem is not null ? SweepEnding.StoreFailed : runner.IsCutShort(cancel) ? SweepEnding.Cancelled : SweepEnding.Finished;
        return new(ending, runner.Snapshot(), runner._doneNow, runner._failedNow, writer.Run, repairs, source.Reading, problem);
    }

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();

    /// <summary>Runs to the end, and returns the store's complaint if there was one.</summary>
    private string? RunThreads(IRecordWriter writer, IProgress<SweepProgress>? progress, CancellationToken cancel)
    {
        Thread[] workers = [.. Enumerable.Range(0, _options.Threads).Select(i => new Thread(() => Work(writer)) { IsBackground = true, Name = Invariant($"cell {i}") })];
        foreach (Thread worker in workers) worker.Start();
        try
        {
            Attend(workers, writer, progress);
        }
#pragma warning disable CA1031 // Whatever ends the attendance must end the workers first; it is thrown on below.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }

        foreach (Thread worker in workers) worker.Join();
        if (_fatal is null) Finish(writer, cancel);
        progress?.Report(Snapshot());
        if (_fatal is null or StoreWriteException) return _fatal?.Message;
        ExceptionDispatchInfo.Throw(_fatal);
        return null;
    }

    /// <summary>The calling thread's part: hands records over and reports, until the workers are done.</summary>
    private void Attend(Thread[] workers, IRecordWriter writer, IProgress<SweepProgress>? progress)
    {
        long reported = 0;
        long made = _options.Time.GetTimestamp();
        while (!Array.TrueForAll(workers, worker => worker.Join(TimeSpan.Zero)))
        {
            Array.Find(workers, worker => worker.IsAlive)?.Join(Tick);
            bool durable = _options.Time.GetElapsedTime(made) >= DurableInterval;
            writer.Flush(durable);
            if (durable) made = _options.Time.GetTimestamp();
            if (progress is null || (reported != 0 && _options.Time.GetElapsedTime(reported) < ReportInterval)) continue;
            reported = _options.Time.GetTimestamp();
            progress.Report(Snapshot());
        }
    }

    private void Finish(IRecordWriter writer, CancellationToken cancel)
    {
        try
        {
            string outcome = IsCutShort(cancel) ? "cancelled" : "finished";
            writer.Complete(new(_options.Time.GetUtcNow(), outcome, _doneNow, _failedNow));
        }
        catch (StoreWriteException exception)
        {
            Fail(exception);
        }
    }

    private void Work(IRecordWriter writer)
    {
        try
        {
            while (TryTake(out Cell? cell))
            {
                CellRecord? record = Compute(cell!);
                if (record is null) return;
                writer.Append(record);
                Report(record);
            }
        }
#pragma warning disable CA1031 // An exception that left a thread would end the process; the calling thread throws it on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
    }

    private bool TryTake(out Cell? cell)
    {
        while (true)
        {
            cell = null;
            if (_stop.IsCancellationRequested) return false;
            lock (_gate)
            {
                Availability availability = _source.TryTake(out cell);
                if (availability != Availability.Later) return availability == Availability.Taken;
                _changed.Reset();
            }

            _changed.Wait(Tick);
        }
    }

    /// <summary>Null when the cell gave up because the run was cancelled.</summary>
    private CellRecord? Compute(Cell cell)
    {
        try
        {
            ImmutableArray<Scalar> measures = _experiment.Run(cell, _stop.Token).Complete();
            return CellRecord.Done(cell, measures);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever a cell throws belongs to that cell; the others go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return CellRecord.Failed(cell, CellFailure.From(exception));
        }
    }

    private void Report(CellRecord record)
    {
        lock (_gate)
        {
            if (record.IsFailed) _failedNow++;
            else _doneNow++;
            _source.Report(record);
        }

        _changed.Set();
    }

    private void Fail(Exception exception)
    {
        Interlocked.CompareExchange(ref _fatal, exception, null);
        _stop.Cancel();
        _changed.Set();
    }

    /// <summary>Cancelling after the last cell cuts nothing short.</summary>
    private bool IsCutShort(CancellationToken cancel) => cancel.IsCancellationRequested && Snapshot().Remaining > 0;

    private SweepProgress Snapshot()
    {
        lock (_gate)
        {
            CellCounts now = Now();
            long ran = _doneNow + _failedNow;
            if (ran == 0) return new(now.Cells, now.Done, now.Failed, now.Remaining, null, null);
            double rate = ran / Math.Max(_options.Time.GetElapsedTime(_start).TotalSeconds, 1e-9);
            double seconds = Math.Min(now.Remaining / rate, TimeSpan.MaxValue.TotalSeconds / 2);
            return new(now.Cells, now.Done, now.Failed, now.Remaining, rate, TimeSpan.FromSeconds(seconds));
        }
    }

    private CellCounts Now()
    {
        if (_source is AdaptiveCellSource) return _source.Counts;
        long retried = _options.RetryFailed ? _before.Failed : 0;
        long failed = _before.Failed - retried + _failedNow;
        return new(_before.Cells, _before.Done + _doneNow, failed, _before.Remaining - _doneNow - _failedNow);
    }
}
