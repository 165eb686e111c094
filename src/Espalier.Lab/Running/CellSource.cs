using System.Buffers;
using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Running;

/// <summary>Hands out the cells that are still to be run, one at a time. Not safe for several threads: the runner holds a lock around it.</summary>
internal abstract class CellSource
{
    /// <summary>The cells of a sweep that a store does not have yet.</summary>
    public static CellSource Create(Sweep sweep, IRecordStore store, Shard shard, bool retryFailed, CancellationToken cancel) => sweep.Stopping switch
    {
        UntilPrecise rule => AdaptiveCellSource.Read(sweep, rule, store, shard, retryFailed, cancel),
        _ => new FixedCellSource(sweep, RecordIndex.Read(store, cancel: cancel), shard, retryFailed, cancel),
    };

    /// <summary>What the reading of the store left out.</summary>
    public abstract ReadingReport Reading { get; }

    /// <summary>How the cells stood before the run.</summary>
    public abstract CellCounts Counts { get; }

    /// <summary>The next cell.</summary>
    public abstract Availability TryTake(out Cell? cell);

    /// <summary>Tells the source how a cell ended.</summary>
    public virtual void Report(CellRecord record)
    {
    }
}

/// <summary>How the cells of a sweep stand.</summary>
/// <param name="Cells">In all; with a stopping rule, at most so many.</param>
/// <param name="Done">Finished.</param>
/// <param name="Failed">Failed.</param>
/// <param name="Remaining">To be run, at most; includes the failed ones only where they are to be run again.</param>
internal sealed record CellCounts(long Cells, long Done, long Failed, long Remaining);

/// <summary>Whether there is a cell to run.</summary>
internal enum Availability
{
    /// <summary>Here it is.</summary>
    Taken,

    /// <summary>Not before a running cell ends.</summary>
    Later,

    /// <summary>No more.</summary>
    Exhausted,
}

/// <summary>The cells of a fixed number of replicates: all points once, then all points again, so that a run cut short has looked at every point.</summary>
internal sealed class FixedCellSource : CellSource
{
    private readonly Sweep _sweep;
    private readonly RecordIndex _index;
    private readonly Shard _shard;
    private readonly bool _retryFailed;
    private readonly IEnumerator<Cell> _cells;

    public FixedCellSource(Sweep sweep, RecordIndex index, Shard shard, bool retryFailed, CancellationToken cancel)
    {
        _sweep = sweep;
        _index = index;
        _shard = shard;
        _retryFailed = retryFailed;
        Counts = Count(cancel);
        _cells = All().Where(cell => IsPending(_index.StateOf(cell.Address))).GetEnumerator();
    }

    /// <inheritdoc/>
    public override ReadingReport Reading => _index.Report;

    /// <inheritdoc/>
    public override CellCounts Counts { get; }

    /// <inheritdoc/>
    public override Availability TryTake(out Cell? cell)
    {
        bool isThere = _cells.MoveNext();
        cell = isThere ? _cells.Current : null;
        return isThere ? Availability.Taken : Availability.Exhausted;
    }

    private bool IsPending(CellState state) => state == CellState.Unknown || (state == CellState.Failed && _retryFailed);

    private IEnumerable<Cell> All()
    {
        ExperimentSchema schema = _sweep.Experiment.Schema;
        var scratch = new ArrayBufferWriter<byte>(512);
        for (long replicate = 0; replicate < _sweep.Stopping.MostReplicates; replicate++)
        {
            foreach (ImmutableArray<Scalar> point in _sweep.Points())
            {
                CellAddress address = CellAddress.Of(schema, point, replicate, scratch);
                if (_shard.Owns(address)) yield return new(schema, point, replicate, address);
            }
        }
    }

    private CellCounts Count(CancellationToken cancel)
    {
        long cells = 0;
        long done = 0;
        long failed = 0;
        foreach (Cell cell in All())
        {
            if ((++cells & 0xFFF) == 0) cancel.ThrowIfCancellationRequested();
            CellState state = _index.StateOf(cell.Address);
            if (state == CellState.Done) done++;
            else if (state == CellState.Failed) failed++;
        }

        return new(cells, done, failed, cells - done - (_retryFailed ? 0 : failed));
    }
}
