using System.Buffers;
using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Running;

/// <summary>
/// The cells of a sweep whose points stop when a mean is known well enough. A point asks its rule only when a whole batch is done, on the
/// values in the order of their replicates, so that the set of cells does not depend on threads, shards or interruptions. A failed cell
/// holds its point up: going on without it would let failures choose the sample.
/// </summary>
internal sealed class AdaptiveCellSource : CellSource
{
    private readonly Dictionary<UInt128, AdaptivePoint> _points = [];
    private readonly Queue<AdaptivePoint> _ready = [];
    private readonly ExperimentSchema _schema;
    private readonly ArrayBufferWriter<byte> _scratch = new(512);
    private readonly int _measure;
    private readonly UntilPrecise _rule;
    private ReadingReport _reading = new(0, [], []);
    private int _open;

    private AdaptiveCellSource(Sweep sweep, UntilPrecise rule, Shard shard)
    {
        _schema = sweep.Experiment.Schema;
        _measure = _schema.IndexOfMeasure(rule.Measure);
        _rule = rule;
        foreach (ImmutableArray<Scalar> parameters in sweep.Points())
        {
            CellAddress address = CellAddress.Of(_schema, parameters, 0, _scratch);
            if (shard.Owns(address)) _points.Add(address.Key, new(rule, parameters));
        }
    }

    /// <inheritdoc/>
    public override ReadingReport Reading => _reading;

    /// <inheritdoc/>
    public override CellCounts Counts => _points.Values.Aggregate(new CellCounts(0, 0, 0, 0), (sum, point) =>
        new(sum.Cells + point.MostCells, sum.Done + point.Done, sum.Failed + point.Failed, sum.Remaining + point.MostRemaining));

    /// <summary>Reads what the store has of each point.</summary>
    public static AdaptiveCellSource Read(Sweep sweep, UntilPrecise rule, IRecordStore store, Shard shard, bool retryFailed, CancellationToken cancel)
    {
        var source = new AdaptiveCellSource(sweep, rule, shard);
        source._reading = RecordIndex.Read(store, record => source.PointOf(record)?.Take(record.Replicate, source.ValueOf(record)), cancel).Report;
        foreach (AdaptivePoint point in source._points.Values)
        {
            point.Settle(retryFailed);
            if (point.HasNext) source._ready.Enqueue(point);
        }

        return source;
    }

    /// <inheritdoc/>
    public override Availability TryTake(out Cell? cell)
    {
        cell = null;
        if (_ready.Count == 0) return _open > 0 ? Availability.Later : Availability.Exhausted;
        AdaptivePoint point = _ready.Dequeue();
        long replicate = point.Next();
        if (point.HasNext) _ready.Enqueue(point);
        _open++;
        cell = new(_schema, point.Parameters, replicate, CellAddress.Of(_schema, point.Parameters, replicate, _scratch));
        return Availability.Taken;
    }

    /// <inheritdoc/>
    public override void Report(CellRecord record)
    {
        _open--;
        AdaptivePoint point = PointOf(record)!;
        bool wasReady = point.HasNext;
        point.Take(record.Replicate, ValueOf(record));
        point.Settle(retryFailed: false);
        if (!wasReady && point.HasNext) _ready.Enqueue(point);
    }

    private AdaptivePoint? PointOf(CellRecord record) => _points.GetValueOrDefault(CellAddress.Of(_schema, record.Parameters, 0, _scratch).Key);

    private double? ValueOf(CellRecord record)
    {
        if (record.IsFailed) return null;
        double value = record.Measures[_measure].Number;
        if (value >= _rule.Low && value <= _rule.High) return value;
        throw new InvalidInputException("replicates", null, $"the measure {_rule.Measure} is {value} in cell {record.Address}, outside [{_rule.Low}, {_rule.High}], and the stopping rule holds on that interval only", "give low and high that hold for every cell");
    }
}

/// <summary>One point of the grid with the values it has so far.</summary>
internal sealed class AdaptivePoint(UntilPrecise rule, ImmutableArray<Scalar> parameters)
{
    private readonly List<State> _states = [];
    private readonly List<double> _values = [];
    private int _end;
    private int _next;
    private bool _isStopped;

    private enum State : byte
    {
        Missing,
        Done,
        Failed,
    }

    /// <summary>The parameters.</summary>
    public ImmutableArray<Scalar> Parameters => parameters;

    /// <summary>Finished cells.</summary>
    public long Done { get; private set; }

    /// <summary>Failed cells.</summary>
    public long Failed { get; private set; }

    /// <summary>The cells this point can come to.</summary>
    public long MostCells => _isStopped ? Done : rule.Most;

    /// <summary>The cells that may still run.</summary>
    public long MostRemaining => _isStopped || IsHeldUp ? 0 : rule.Most - Done;

    /// <summary>Whether a cell can be handed out now.</summary>
    public bool HasNext => !_isStopped && _next < _end;

    private bool IsHeldUp => !HasNext && Failed > 0;

    /// <summary>Notes a cell's value; null for a failure.</summary>
    public void Take(long replicate, double? value)
    {
        if (replicate >= rule.Most) return;
        int at = (int)replicate;
        while (_states.Count <= at)
        {
            _states.Add(State.Missing);
            _values.Add(0);
        }

        if (value is null && _states[at] == State.Done) return;
        if (_states[at] == State.Failed) Failed--;
        if (value is null) Failed++;
        else if (_states[at] != State.Done) Done++;
        _states[at] = value is null ? State.Failed : State.Done;
        _values[at] = value ?? 0;
    }

    /// <summary>Asks the rule as often as whole batches allow, and opens the next batch where it says so.</summary>
    public void Settle(bool retryFailed)
    {
        if (retryFailed)
        {
            for (int i = 0; i < _states.Count; i++)
            {
                if (_states[i] == State.Failed) _states[i] = State.Missing;
            }

            Failed = 0;
        }

        while (!_isStopped && IsBatchDone())
        {
            _isStopped = _end == rule.Most || (_end > 0 && rule.IsMet(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values)[.._end]));
            if (!_isStopped) _end = (int)Math.Min(_end + rule.Batch, rule.Most);
        }

        SkipKnown();
    }

    /// <summary>The next replicate to run.</summary>
    public long Next()
    {
        long replicate = _next++;
        SkipKnown();
        return replicate;
    }

    private bool IsBatchDone()
    {
        if (_states.Count < _end) return false;
        for (int i = 0; i < _end; i++)
        {
            if (_states[i] != State.Done) return false;
        }

        return true;
    }

    private void SkipKnown()
    {
        while (_next < _end && _next < _states.Count && _states[_next] != State.Missing) _next++;
    }
}
