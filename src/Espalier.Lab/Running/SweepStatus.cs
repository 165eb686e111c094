using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Running;

/// <summary>How a sweep stands in its store, without running anything.</summary>
public static class SweepStatus
{
    /// <summary>Counts the cells of all shards; failed ones do not count as remaining.</summary>
    /// <exception cref="InvalidInputException">The store cannot be read, or it contradicts itself.</exception>
    public static (SweepProgress Progress, ReadingReport Reading) Of(Sweep sweep, IRecordStore store, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(store);
        var source = CellSource.Create(sweep, store, Shard.Whole, retryFailed: false, cancel);
        CellCounts counts = source.Counts;
        return (new(counts.Cells, counts.Done, counts.Failed, counts.Remaining, null, null), source.Reading);
    }
}
