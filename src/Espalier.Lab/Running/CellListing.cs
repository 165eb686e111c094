using System.Buffers;
using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Running;

/// <summary>
/// Tells a store which cells a sweep has, as soon as they can be known. Any number of workers may do so: they come to the same cells.
/// </summary>
internal abstract class CellListing
{
    /// <summary>The listing of a sweep, or of a shard of it.</summary>
    public static CellListing Of(Sweep sweep, IStoredSweep store, Shard shard) => sweep.Stopping switch
    {
        UntilPrecise rule => new AdaptiveListing(sweep, rule, store, shard),
        _ => new FixedListing(sweep, store, shard),
    };

    /// <summary>Lists what can be listed at once.</summary>
    public abstract void Begin(CancellationToken cancel);

    /// <summary>Lists what could not be listed before.</summary>
    /// <param name="askStore">Whether to look for what other workers recorded.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>Whether there may be new cells.</returns>
    public virtual bool Advance(bool askStore, CancellationToken cancel) => false;

    /// <summary>Hears of a record.</summary>
    public virtual void Note(CellRecord record)
    {
    }

    /// <summary>The cell of a key.</summary>
    public abstract Cell CellOf(CellKey key);

    /// <summary>How the sweep stands, given how its listed cells do.</summary>
    public virtual CellCounts Counts(CellTally tally) => new(tally.Cells, tally.Done, tally.Failed, tally.Waiting + tally.InHand, tally.SetAside);
}

/// <summary>How the cells of a sweep stand.</summary>
/// <param name="Cells">In all; with a stopping rule, at most so many.</param>
/// <param name="Done">Finished.</param>
/// <param name="Failed">Failed.</param>
/// <param name="Remaining">To be run, at most.</param>
/// <param name="SetAside">Not to be run again: they took their worker with them too often.</param>
internal readonly record struct CellCounts(long Cells, long Done, long Failed, long Remaining, long SetAside);

/// <summary>A fixed number of replicates: all points once, then all points again, so that a run cut short has looked at every point.</summary>
internal sealed class FixedListing(Sweep sweep, IStoredSweep store, Shard shard) : CellListing
{
    private readonly long _points = (long)UInt128.Min(sweep.PointCount, long.MaxValue);

    /// <inheritdoc/>
    public override void Begin(CancellationToken cancel)
    {
        string part = shard.ToString();
        if (!store.IsListed(Shard.Whole.ToString()) && !store.IsListed(part)) store.List(All(cancel), part);
    }

    /// <inheritdoc/>
    public override Cell CellOf(CellKey key) =>
        new(sweep.Experiment.Schema, sweep.PointAt(key.Ordinal % _points), key.Ordinal / _points, key.Address);

    private IEnumerable<CellKey> All(CancellationToken cancel)
    {
        ExperimentSchema schema = sweep.Experiment.Schema;
        var scratch = new ArrayBufferWriter<byte>(512);
        for (long replicate = 0; replicate < sweep.Stopping.MostReplicates; replicate++)
        {
            foreach ((long index, ImmutableArray<Scalar> point) in sweep.IndexedPoints())
            {
                cancel.ThrowIfCancellationRequested();
                CellAddress address = CellAddress.Of(schema, point, replicate, scratch);
                if (shard.Owns(address)) yield return new((replicate * _points) + index, address);
            }
        }
    }
}

/// <summary>
/// Points that stop when a mean is known well enough. A point asks its rule only when a whole batch is done, on the values in the order of their
/// replicates, so that the set of cells does not depend on threads, workers or interruptions. A failed cell holds its point up: going on
/// without it would let failures choose the sample.
/// </summary>
internal sealed class AdaptiveListing : CellListing
{
    private readonly Dictionary<UInt128, AdaptivePoint> _points = [];
    private readonly Sweep _sweep;
    private readonly UntilPrecise _rule;
    private readonly IStoredSweep _store;
    private readonly ExperimentSchema _schema;
    private readonly ArrayBufferWriter<byte> _scratch = new(512);
    private readonly int _measure;

    public AdaptiveListing(Sweep sweep, UntilPrecise rule, IStoredSweep store, Shard shard)
    {
        (_sweep, _rule, _store, _schema) = (sweep, rule, store, sweep.Experiment.Schema);
        _measure = _schema.IndexOfMeasure(rule.Measure);
        foreach ((long index, ImmutableArray<Scalar> parameters) in sweep.IndexedPoints())
        {
            CellAddress address = CellAddress.Of(_schema, parameters, 0, _scratch);
            if (shard.Owns(address)) _points.Add(address.Key, new(rule, index, parameters));
        }
    }

    /// <inheritdoc/>
    public override void Begin(CancellationToken cancel)
    {
        Recall(cancel);
        _store.List(_points.Values.Where(point => !point.IsStopped).SelectMany(Batch));
        Advance(askStore: true, cancel);
    }

    /// <summary>Reads what the store has, and lets every point ask its rule as often as that allows; nothing is listed.</summary>
    public void Recall(CancellationToken cancel)
    {
        _store.Read((CellRecord record, in RecordPlace _) => Note(record), cancel);
        foreach (AdaptivePoint point in _points.Values) Ask(point);
    }

    /// <summary>
    /// The same for those who only look: point by point, so that a cell's place says what it is, and no address is computed.
    /// </summary>
    public void Glance(CancellationToken cancel)
    {
        foreach (AdaptivePoint point in _points.Values)
        {
            cancel.ThrowIfCancellationRequested();
            Take(point, 0, _rule.Most);
            Ask(point);
        }
    }

    /// <inheritdoc/>
    public override bool Advance(bool askStore, CancellationToken cancel)
    {
        bool any = false;
        List<AdaptivePoint> open = [.. _points.Values.Where(point => !point.IsStopped)];
        while (open.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            if (askStore) open.ForEach(Refresh);
            List<AdaptivePoint> opened = open.FindAll(point => point.Settle());
            if (opened.Count == 0) return any;
            any = true;
            _store.List(opened.SelectMany(Batch));
            // A batch may be done already, by another sweep that has the same cells.
            open = opened.FindAll(point => !point.IsStopped);
            askStore = true;
        }

        return any;
    }

    /// <inheritdoc/>
    public override void Note(CellRecord record)
    {
        if (_points.TryGetValue(CellAddress.Of(_schema, record.Parameters, 0, _scratch).Key, out AdaptivePoint? point))
            point.Take(record.Replicate, ValueOf(record));
    }

    /// <inheritdoc/>
    public override Cell CellOf(CellKey key) => new(_schema, _sweep.PointAt(key.Ordinal / _rule.Most), key.Ordinal % _rule.Most, key.Address);

    /// <inheritdoc/>
    public override CellCounts Counts(CellTally tally) =>
        _points.Values.Aggregate(new CellCounts(0, 0, 0, 0, tally.SetAside), (sum, point) => sum with
        {
            Cells = sum.Cells + point.MostCells,
            Done = sum.Done + point.Done,
            Failed = sum.Failed + point.Failed,
            Remaining = sum.Remaining + point.MostRemaining,
        });

    private void Refresh(AdaptivePoint point)
    {
        if (point.End > 0 && !point.IsBatchDone()) Take(point, point.Start, point.End - point.Start);
    }

    private void Take(AdaptivePoint point, long first, long count)
    {
        foreach ((long ordinal, CellRecord record) in _store.ReadRange((point.Index * _rule.Most) + first, count))
            point.Take(ordinal % _rule.Most, ValueOf(record));
    }

    private static void Ask(AdaptivePoint point)
    {
        while (point.Settle() && point.IsBatchDone())
        {
        }
    }

    private IEnumerable<CellKey> Batch(AdaptivePoint point)
    {
        for (int replicate = point.Start; replicate < point.End; replicate++)
            yield return new((point.Index * _rule.Most) + replicate, CellAddress.Of(_schema, point.Parameters, replicate, _scratch));
    }

    private double? ValueOf(CellRecord record)
    {
        if (record.IsFailed) return null;
        double value = record.Measures[_measure].Number;
        if (value >= _rule.Low && value <= _rule.High) return value;
        throw new InvalidInputException(
            "replicates",
            null,
            $"the measure {_rule.Measure} is {value} in cell {record.Address}, outside [{_rule.Low}, {_rule.High}], and the stopping rule "
                + $"holds on that interval only",
            "give low and high that hold for every cell");
    }
}

/// <summary>One point of the grid with the values it has so far.</summary>
internal sealed class AdaptivePoint(UntilPrecise rule, long index, ImmutableArray<Scalar> parameters)
{
    private readonly List<State> _states = [];
    private readonly List<double> _values = [];

    private enum State : byte
    {
        Missing,
        Done,
        Failed,
    }

    /// <summary>The point's place in its sweep.</summary>
    public long Index => index;

    /// <summary>The parameters.</summary>
    public ImmutableArray<Scalar> Parameters => parameters;

    /// <summary>The first replicate of the batch that is open.</summary>
    public int Start { get; private set; }

    /// <summary>The first replicate after the batch that is open.</summary>
    public int End { get; private set; }

    /// <summary>Whether the mean is known well enough, or all replicates are done.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Finished cells.</summary>
    public long Done { get; private set; }

    /// <summary>Failed cells.</summary>
    public long Failed { get; private set; }

    /// <summary>The cells this point can come to.</summary>
    public long MostCells => IsStopped ? Done : rule.Most;

    /// <summary>The cells that may still run; none where a failure holds the point up.</summary>
    public long MostRemaining => IsStopped || IsHeldUp() ? 0 : rule.Most - Done;

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

    /// <summary>Asks the rule when the open batch is done, and opens the next one where it says so.</summary>
    /// <returns>Whether a batch was opened.</returns>
    public bool Settle()
    {
        if (IsStopped || !IsBatchDone()) return false;
        IsStopped = End == rule.Most || (End > 0 && rule.IsMet(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values)[..End]));
        if (IsStopped) return false;
        (Start, End) = (End, (int)Math.Min(End + rule.Batch, rule.Most));
        return true;
    }

    /// <summary>Whether every cell of the batch that is open, and before it, is done.</summary>
    public bool IsBatchDone() => CountIn(State.Done) == End;

    private bool IsHeldUp() => Failed > 0 && CountIn(State.Done) + CountIn(State.Failed) == End;

    private int CountIn(State state)
    {
        int count = 0;
        for (int i = 0; i < Math.Min(End, _states.Count); i++)
        {
            if (_states[i] == state) count++;
        }

        return count;
    }
}
