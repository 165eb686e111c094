using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Running;

/// <summary>
/// Runs what is left of a sweep, beside any number of other workers: takes cells under a lease, runs them on the threads it is given, writes
/// their records, and takes over what workers that are gone had in hand. The calling thread alone speaks with the store.
/// </summary>
public sealed class SweepRunner
{
    private const int MostAhead = 4096;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan IdleTick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(2);

    private readonly IStoredSweep _store;
    private readonly CellListing _listing;
    private readonly RunOptions _options;
    private readonly long _start;
    private CellTally _tally;
    private ReclaimedCells _reclaimed;
    private long _counted;
    private long _doneNow;
    private long _failedNow;
    private int _lastTaken = 1;
    private bool _holdsSuspect;

    private SweepRunner(IStoredSweep store, CellListing listing, RunOptions options)
    {
        (_store, _listing, _options) = (store, listing, options);
        _start = options.Time.GetTimestamp();
    }

    /// <summary>Runs the cells of a sweep that the store does not have.</summary>
    /// <param name="sweep">What to run.</param>
    /// <param name="store">The sweep in its store.</param>
    /// <param name="options">On how many threads, which part.</param>
    /// <param name="progress">Told a few times a second, from the calling thread.</param>
    /// <param name="cancel">Stops handing out cells; running cells may end within the grace and give up then, and nothing recorded is lost.</param>
    /// <exception cref="InvalidInputException">The store cannot be used, or it has another result of a cell.</exception>
    public static SweepOutcome Run(
        Sweep sweep, IStoredSweep store, RunOptions options, IProgress<SweepProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        if (SchemaText.Difference(store.Schema, sweep.Experiment.Schema) is { } difference)
            throw new InvalidInputException(
                store.Store, store.Name, difference, "work on it with the espalier that began it, or run the specification under another name");
        var runner = new SweepRunner(store, CellListing.Of(sweep, store, options.Shard), options);
        using ISweepRun? run = runner.Begin(sweep, cancel);
        if (run is not null) return runner.RunAll(sweep.Experiment, run, progress, cancel);
        progress?.Report(runner.Snapshot());
        return new(SweepEnding.Finished, runner.Snapshot(), 0, 0, null, runner._reclaimed, null);
    }

    /// <summary>Lists the cells of a sweep for workers that are to come, and sees that its experiment can run.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="store">The sweep in its store.</param>
    /// <param name="acceptsChangedProgram">Whether records that a program made stand beside those of the same program after it was changed.</param>
    /// <param name="cancel">Stops the work.</param>
    public static SweepProgress Prepare(Sweep sweep, IStoredSweep store, bool acceptsChangedProgram, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(store);
        var options = new RunOptions(1, Shard.Whole, false, TimeProvider.System, RunEnvironment.Capture())
        { AcceptsChangedProgram = acceptsChangedProgram };
        var runner = new SweepRunner(store, CellListing.Of(sweep, store, Shard.Whole), options);
        string? program = sweep.Experiment.Program();
        runner._listing.Begin(cancel);
        runner.Count();
        runner.RequireSame(program);
        return runner.Snapshot();
    }

    /// <summary>Lists the cells and begins a run, unless nothing is left to do.</summary>
    private ISweepRun? Begin(Sweep sweep, CancellationToken cancel)
    {
        try
        {
            string? program = sweep.Experiment.Program();
            if (_options.RetryFailed) _store.RetryFailed();
            _listing.Begin(cancel);
            Count();
            RequireSame(program);
            if (_tally.InHand > 0) Reclaim();
            if (_tally.Waiting == 0 && (_tally.InHand == 0 || !_options.WaitsForOthers)) return null;
            var start = new RunStart(
                sweep.Text,
                sweep.Source,
                sweep.Stopping.Description,
                _options.Shard.ToString(),
                _options.Threads,
                _options.RetryFailed,
                _options.Time.GetUtcNow(),
                _options.Environment)
            { Program = program };
            return _store.BeginRun(start, _options.Lease);
        }
        catch (StoreWriteException exception)
        {
            throw new InvalidInputException(
                _store.Store, null, $"cannot be written to ({exception.Message})", "name a store with room where you may write", exception);
        }
    }

    /// <summary>Results of two versions of a program never stand in one sweep without a word.</summary>
    private void RequireSame(string? program)
    {
        if (program is null || _options.AcceptsChangedProgram) return;
        RunRecord? before = _store.ReadRuns().LastOrDefault(run => run.Program is not null);
        if (before is null || before.Program == program || (_tally.Done == 0 && !before.IsLive)) return;
        throw new InvalidInputException(
            _store.Store,
            _store.Name,
            $"the files of the program are not those of run {before.Run}, and {_tally.Done} cells are done",
            "raise revision: in the specification, and all cells run anew; or run the specification with `change`, which keeps what is done");
    }

    private SweepOutcome RunAll(Experiment experiment, ISweepRun run, IProgress<SweepProgress>? progress, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            _options.CancelGrace == TimeSpan.Zero ? cancel : default, _options.Grace == TimeSpan.Zero ? _options.Drain : default);
        using var told = CancellationTokenSource.CreateLinkedTokenSource(cancel, _options.Drain);
        using var hands = new CellHands(experiment, _options.Threads, _options.Time, told.Token, stop.Token);
        string? problem = null;
        bool isCutShort = false;
        try
        {
            isCutShort = Attend(hands, run, progress, stop, cancel);
            End(hands, run, isCutShort);
        }
        catch (StoreWriteException exception)
        {
            problem = exception.Message;
        }
        finally
        {
            stop.Cancel();
            hands.DropWaiting();
            hands.Close();
        }

        progress?.Report(Snapshot());
        SweepEnding ending = problem is not null ? SweepEnding.StoreFailed : isCutShort ? SweepEnding.Cancelled : SweepEnding.Finished;
        return new(ending, Snapshot(), _doneNow, _failedNow, run.Run, _reclaimed, problem);
    }

    /// <summary>The calling thread's part, until nothing is left or the run is stopped.</summary>
    /// <returns>Whether cells were left that could have run.</returns>
    private bool Attend(CellHands hands, ISweepRun run, IProgress<SweepProgress>? progress, CancellationTokenSource stop, CancellationToken cancel)
    {
        long renewed = _options.Time.GetTimestamp();
        long reported = 0;
        long drained = 0;
        while (true)
        {
            Record(hands, run);
            bool isStopping = cancel.IsCancellationRequested || _options.Drain.IsCancellationRequested;
            bool isIdle = false;
            if (isStopping) hands.DropWaiting();
            else isIdle = Refill(hands, run);

            int inHand = hands.InHand().Count;
            if (inHand == 0 && isStopping)
            {
                Count();
                return Snapshot().Remaining > 0;
            }

            // What others recorded since we asked may open the next cells of a point: once nobody holds any, the answer is the last.
            if (inHand == 0 && isIdle && !AreOthersAtWork(run) && !_listing.Advance(askStore: true, CancellationToken.None)) return false;
            if (isStopping && drained == 0) drained = _options.Time.GetTimestamp();
            TimeSpan grace = cancel.IsCancellationRequested ? _options.CancelGrace : _options.Grace;
            if (isStopping && _options.Time.GetElapsedTime(drained) >= grace) stop.Cancel();
            if (_options.Time.GetElapsedTime(renewed) > _options.Lease / 3)
            {
                run.Renew(hands.InHand());
                renewed = _options.Time.GetTimestamp();
            }

            if (_options.Time.GetElapsedTime(_counted) > CountInterval) Count();
            if (progress is not null && (reported == 0 || _options.Time.GetElapsedTime(reported) > ReportInterval))
            {
                reported = _options.Time.GetTimestamp();
                progress.Report(Snapshot());
            }

            hands.Wait(isIdle && inHand == 0 ? IdleTick : Tick);
        }
    }

    /// <summary>Takes what the threads want. What may have killed its worker is taken alone, when nothing else is left.</summary>
    /// <returns>Whether there was nothing to take.</returns>
    private bool Refill(CellHands hands, ISweepRun run)
    {
        bool isEmpty = hands.InHand().Count == 0;
        if (isEmpty) _holdsSuspect = false;
        if (_holdsSuspect) return false;
        int wanted = hands.Wanted(_lastTaken, MostAhead);
        if (wanted == 0) return false;
        IReadOnlyList<CellKey> taken = run.Take(wanted);
        if (taken.Count == 0 && _listing.Advance(askStore: isEmpty, CancellationToken.None)) taken = run.Take(wanted);
        if (taken.Count > 0)
        {
            _lastTaken = taken.Count;
            hands.Add([.. taken.Select(key => (key, _listing.CellOf(key)))]);
            return false;
        }

        if (!isEmpty || run.TakeSuspect() is not { } suspect) return true;
        _holdsSuspect = true;
        hands.Add([(suspect, _listing.CellOf(suspect))]);
        return false;
    }

    /// <summary>Whether cells may yet come: from workers that are gone, or from those that hold some.</summary>
    private bool AreOthersAtWork(ISweepRun run)
    {
        // What an answer that was lost on the way gave us is nobody's: it goes back first.
        run.GiveBack();
        Reclaim();
        Count();
        return _tally.Waiting > 0 || (_tally.InHand > 0 && _options.WaitsForOthers);
    }

    private void Record(CellHands hands, ISweepRun run)
    {
        List<(CellKey Key, CellRecord Record)> finished = hands.Finished();
        if (finished.Count == 0) return;
        run.Record(finished);
        foreach ((_, CellRecord record) in finished)
        {
            _listing.Note(record);
            if (record.IsFailed) _failedNow++;
            else _doneNow++;
        }

        long failed = finished.Count(pair => pair.Record.IsFailed);
        _tally = _tally with
        {
            Done = _tally.Done + finished.Count - failed,
            Failed = _tally.Failed + failed,
            Waiting = Math.Max(0, _tally.Waiting - finished.Count),
        };
        hands.Settle(finished.Select(pair => pair.Key));
    }

    private void End(CellHands hands, ISweepRun run, bool isCutShort)
    {
        Record(hands, run);
        run.Complete(new(_options.Time.GetUtcNow(), isCutShort ? "cancelled" : "finished", _doneNow, _failedNow));
        Count();
    }

    private void Reclaim()
    {
        ReclaimedCells back = _store.Reclaim();
        _reclaimed = new(_reclaimed.Waiting + back.Waiting, _reclaimed.SetAside + back.SetAside);
        if (back.Waiting + back.SetAside > 0) Count();
    }

    private void Count()
    {
        _tally = _store.Tally();
        _counted = _options.Time.GetTimestamp();
    }

    private SweepProgress Snapshot()
    {
        CellCounts now = _listing.Counts(_tally);
        long ran = _doneNow + _failedNow;
        if (ran == 0) return new(now.Cells, now.Done, now.Failed, now.Remaining, null, null) { SetAside = now.SetAside };
        double rate = ran / Math.Max(_options.Time.GetElapsedTime(_start).TotalSeconds, 1e-9);
        double seconds = Math.Min(now.Remaining / rate, TimeSpan.MaxValue.TotalSeconds / 2);
        return new(now.Cells, now.Done, now.Failed, now.Remaining, rate, TimeSpan.FromSeconds(seconds)) { SetAside = now.SetAside };
    }
}
