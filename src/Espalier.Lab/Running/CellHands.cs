using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Programs;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Running;

/// <summary>The threads of a run: cells go in, records come out, and whoever feeds them is woken when they run low.</summary>
internal sealed class CellHands : IDisposable
{
    /// <summary>SIGHUP, SIGINT, SIGKILL and SIGTERM: what ends a worker together with the programs that it started.</summary>
    private static readonly int[] EndingSignals = [1, 2, 9, 15];

    /// <summary>How long the word that we are to end may take after a program of ours heard it.</summary>
    private static readonly TimeSpan WordTakes = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly ManualResetEventSlim _wake = new();
    private readonly Queue<(CellKey Key, Cell Cell)> _waiting = [];
    private readonly Dictionary<long, CellKey> _inHand = [];
    private readonly List<(CellKey, CellRecord)> _finished = [];
    private readonly Experiment _experiment;
    private readonly TimeProvider _time;
    private readonly CancellationToken _told;
    private readonly CancellationToken _stop;
    private readonly Thread[] _threads;
    private int _lowWater;
    private bool _isClosed;
    private double _secondsPerCell;

    /// <summary>Starts the threads.</summary>
    /// <param name="experiment">What they run.</param>
    /// <param name="threads">How many.</param>
    /// <param name="time">The clock.</param>
    /// <param name="told">Whether the run is to end; cells may go on for a while.</param>
    /// <param name="stop">Whether cells are to give up.</param>
    public CellHands(Experiment experiment, int threads, TimeProvider time, CancellationToken told, CancellationToken stop)
    {
        (_experiment, _time, _told, _stop) = (experiment, time, told, stop);
        _threads = [.. Enumerable.Range(0, threads).Select(i => new Thread(Work) { IsBackground = true, Name = Invariant($"cell {i}") })];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>Cells taken and not finished.</summary>
    public IReadOnlyCollection<CellKey> InHand()
    {
        lock (_gate) return [.. _inHand.Values];
    }

    /// <summary>How many more cells are wanted: one for every idle thread, and as many as a quarter of a second takes.</summary>
    public int Wanted(int lastTaken, int most)
    {
        lock (_gate)
        {
            int idle = _threads.Length - (_inHand.Count - _waiting.Count);
            double ahead = _secondsPerCell > 0 ? _threads.Length * 0.25 / _secondsPerCell : 0;
            return Math.Max(0, idle + (int)Math.Min(ahead, Math.Min(2.0 * lastTaken, most)) - _waiting.Count);
        }
    }

    /// <summary>Hands cells out.</summary>
    public void Add(IReadOnlyCollection<(CellKey Key, Cell Cell)> cells)
    {
        lock (_gate)
        {
            foreach ((CellKey key, Cell cell) in cells)
            {
                _inHand[key.Ordinal] = key;
                _waiting.Enqueue((key, cell));
            }

            _lowWater = _waiting.Count / 2;
        }

        if (cells.Count > 0) _ready.Release(cells.Count);
    }

    /// <summary>Cells that ended since the last call; until <see cref="Settle"/> they count as in hand.</summary>
    public List<(CellKey Key, CellRecord Record)> Finished()
    {
        lock (_gate)
        {
            List<(CellKey, CellRecord)> finished = [.. _finished];
            _finished.Clear();
            return finished;
        }
    }

    /// <summary>Cells that are recorded.</summary>
    public void Settle(IEnumerable<CellKey> cells)
    {
        lock (_gate)
        {
            foreach (CellKey cell in cells) _inHand.Remove(cell.Ordinal);
        }
    }

    /// <summary>Waits until cells run low, or for a tick.</summary>
    public void Wait(TimeSpan tick)
    {
        _wake.Wait(tick);
        _wake.Reset();
    }

    /// <summary>Cells that no thread has begun are dropped.</summary>
    public void DropWaiting()
    {
        lock (_gate)
        {
            foreach ((CellKey key, _) in _waiting) _inHand.Remove(key.Ordinal);
            _waiting.Clear();
        }
    }

    /// <summary>Ends the threads, each when its cell ends.</summary>
    public void Close()
    {
        lock (_gate) _isClosed = true;
        _ready.Release(_threads.Length);
        foreach (Thread thread in _threads) thread.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ready.Dispose();
        _wake.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _ready.Wait();
            (CellKey Key, Cell Cell) next;
            lock (_gate)
            {
                if (_isClosed) return;
                if (!_waiting.TryDequeue(out next)) continue;
                if (_waiting.Count == _lowWater) _wake.Set();
            }

            long started = _time.GetTimestamp();
            CellRecord? record = Compute(next.Cell);
            double seconds = _time.GetElapsedTime(started).TotalSeconds;
            lock (_gate)
            {
                _secondsPerCell = _secondsPerCell == 0 ? Math.Max(seconds, 1e-7) : (0.9 * _secondsPerCell) + (0.1 * seconds);
                if (record is null) _inHand.Remove(next.Key.Ordinal);
                else _finished.Add((next.Key, record));
                if (_waiting.Count == 0) _wake.Set();
            }
        }
    }

    /// <summary>Null when the cell gave up because the run was stopped.</summary>
    private CellRecord? Compute(Cell cell)
    {
        try
        {
            CellRecord done = CellRecord.Done(cell, _experiment.Run(cell, _stop).Complete());
            return RecordLine.Fits(cell.Schema, done)
                ? done
                : throw new InvalidOperationException(Invariant($"its measures are longer than the {RecordLine.LongestLine} bytes of a record"));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
        catch (ProgramFailedException exception) when (EndedWithUs(exception))
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

    /// <summary>
    /// Whether a program failed because its worker is to end: a cluster signals all processes of a job at once, and the program may hear it first.
    /// Its cell did not fail then; it goes back.
    /// </summary>
    private bool EndedWithUs(ProgramFailedException failure) =>
        _told.IsCancellationRequested || (EndingSignals.Contains(failure.Signal) && _told.WaitHandle.WaitOne(WordTakes));
}
