namespace Espalier.Lab.Storage;

/// <summary>
/// The records of a sweep that is at work, kept up with it: what came since is added to a copy. All is read again where the counts say that
/// something else happened: records that came from elsewhere, or that took the place of a failure.
/// </summary>
public sealed class GrowingTable
{
    /// <summary>A server gives numbers out before it keeps what they are for: the last are asked for again.</summary>
    private const long Overlap = 10_000;

    private const int MostRemembered = 50_000;

    private readonly HashSet<long> _recent = [];
    private RecordTable? _table;
    private string _specification = "";
    private long _last;

    /// <summary>Reads what is new, or everything.</summary>
    /// <param name="sweep">The sweep, always the same.</param>
    /// <param name="least">How its cells stood some time before this was asked.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>A table that stays as it is.</returns>
    /// <exception cref="InvalidInputException">The store cannot be read.</exception>
    public RecordTable Read(IStoredSweep sweep, CellTally least, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        RecordTable? grown = _table is { Reading.Damaged.Count: 0 } table && _specification == sweep.SpecificationDigest
            ? Grown(table, sweep, cancel)
            : null;
        return _table = grown is not null && AddsUp(grown, least, sweep.Tally()) ? grown : Whole(sweep, cancel);
    }

    /// <summary>Whether the rows are as many as there were cells done at some time between two looks.</summary>
    private static bool AddsUp(RecordTable table, CellTally before, CellTally after) =>
        table.Reading.Damaged.Count == 0
        && table.Rows >= before.Done && table.Rows <= after.Done
        && table.Failures.Count >= before.Failed && table.Failures.Count <= after.Failed;

    private RecordTable Grown(RecordTable table, IStoredSweep sweep, CancellationToken cancel)
    {
        RecordTable grown = table.Copy();
        long added = 0;
        ReadingReport reading = sweep.ReadAfter(
            _last - Overlap,
            (CellRecord record, in RecordPlace place) =>
            {
                if (!_recent.Add(place.Number)) return;
                _last = Math.Max(_last, place.Number);
                grown.Take(record);
                added++;
            },
            cancel);
        Forget();
        if (added == 0 && reading.Damaged.Count == 0) return table;
        grown.Finish(new(table.Reading.Records + added, reading.Damaged));
        return grown;
    }

    private RecordTable Whole(IStoredSweep sweep, CancellationToken cancel)
    {
        _recent.Clear();
        (_last, _specification) = (0, sweep.SpecificationDigest);
        return RecordTable.Load(
            sweep,
            number =>
            {
                _last = Math.Max(_last, number);
                _recent.Add(number);
                if (_recent.Count > MostRemembered) Forget();
            },
            cancel);
    }

    private void Forget() => _recent.RemoveWhere(number => number <= _last - Overlap);
}
