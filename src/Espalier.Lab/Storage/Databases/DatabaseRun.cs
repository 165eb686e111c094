using System.Text.Json;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage.Databases;

/// <summary>A run in a database.</summary>
internal sealed class DatabaseRun(StoredSweep sweep, string run, long lease) : ISweepRun
{
    private readonly StoreDatabase _database = sweep.Database;
    private bool _isOver;

    /// <inheritdoc/>
    public string Run => run;

    /// <inheritdoc/>
    public IReadOnlyList<CellKey> Take(int most) => Take(most, "state = 0 AND deaths = 0", "ordinal");

    /// <inheritdoc/>
    public CellKey? TakeSuspect() => Take(1, "state = 0", "deaths, ordinal") is [var one, ..] ? one : null;

    /// <inheritdoc/>
    public void Renew(IReadOnlyCollection<CellKey> inHand) => _database.Within(transaction =>
    {
        transaction.Execute($"UPDATE run SET seen = {_database.Now} + @lease WHERE id = @run", ("lease", lease), ("run", run));
        RowSet rows = new RowSet().With("place", inHand.Select(cell => cell.Ordinal).Order());
        transaction.ForRows(
            $"UPDATE cell SET lease = {_database.Now} + @lease FROM {{rows}} WHERE sweep = @sweep AND ordinal = rows.place "
                + $"AND run = @run AND state = 1",
            rows,
            null,
            ("lease", lease),
            ("sweep", sweep.Id),
            ("run", run));
    });

    /// <inheritdoc/>
    public void Record(IReadOnlyList<(CellKey Cell, CellRecord Record)> finished)
    {
        ArgumentNullException.ThrowIfNull(finished);
        if (finished.Count == 0) return;
        _database.Within(transaction =>
        {
            Dictionary<CellAddress, (long Id, bool IsFailed)> known = RecordWriting.Write(
                transaction, sweep, [.. finished.Select(pair => pair.Record)], run);
            Mark(transaction, finished.Select(pair => pair.Cell), known);
            transaction.Execute("UPDATE run SET recorded = recorded + @count WHERE id = @run", ("count", (long)finished.Count), ("run", run));
        });
    }

    /// <inheritdoc/>
    public void GiveBack() => _database.Within(transaction => transaction.Execute(
        "UPDATE cell SET state = 0, run = NULL, lease = NULL WHERE sweep = @sweep AND state = 1 AND run = @run", ("sweep", sweep.Id), ("run", run)));

    /// <inheritdoc/>
    public void Complete(RunEnd end)
    {
        GiveBack();
        _database.Within(
            transaction =>
                transaction.Execute(
                    "UPDATE run SET ending = @ending WHERE id = @run", ("ending", JsonSerializer.Serialize(end, SchemaText.Json)), ("run", run)));
        _isOver = true;
    }

    /// <summary>Gives back what is in hand, if that can be done at once; else the leases run out.</summary>
    public void Dispose()
    {
        if (_isOver) return;
        _isOver = true;
        TimeSpan patience = _database.Patience;
        _database.Patience = TimeSpan.Zero;
        try
        {
            GiveBack();
        }
        catch (Exception exception) when (exception is StoreWriteException or InvalidInputException)
        {
            // The store is full or away: what is in hand waits until its lease has run out.
        }
        finally
        {
            _database.Patience = patience;
        }
    }

    private List<CellKey> Take(int most, string which, string order) => _database.Within(transaction =>
    {
        List<CellKey> taken = transaction.Query(
            $"WITH picked AS MATERIALIZED (SELECT ordinal AS place FROM cell WHERE sweep = @sweep AND {which} ORDER BY {order} LIMIT "
                + $"@most {_database.SkipLocked}) "
            + $"UPDATE cell SET state = 1, run = @run, lease = {_database.Now} + @lease FROM picked WHERE sweep = @sweep AND ordinal = "
            + $"picked.place RETURNING ordinal, address",
            row => new CellKey(row.GetInt64(0), CellAddress.FromBytes((byte[])row.GetValue(1))),
            ("run", run),
            ("lease", lease),
            ("sweep", sweep.Id),
            ("most", (long)most));
        if (taken.Count == 0) return taken;
        Dictionary<CellAddress, (long Id, bool IsFailed)> known = KnownElsewhere(transaction, taken);
        if (known.Count == 0) return [.. taken.OrderBy(cell => cell.Ordinal)];
        Mark(transaction, taken.Where(cell => known.ContainsKey(cell.Address)), known);
        return [.. taken.Where(cell => !known.ContainsKey(cell.Address)).OrderBy(cell => cell.Ordinal)];
    });

    /// <summary>
    /// Cells that another sweep, or an import, finished since these were listed. A failure counts only where it is not to be tried again.
    /// </summary>
    private Dictionary<CellAddress, (long Id, bool IsFailed)> KnownElsewhere(StoreTransaction transaction, List<CellKey> taken)
    {
        var known = new Dictionary<CellAddress, (long, bool)>();
        transaction.ForRows(
            "SELECT r.id, r.address FROM record r JOIN {rows} ON r.address = rows.content WHERE r.experiment = @experiment AND r.failed = 0",
            new RowSet().With("content", taken.Select(cell => cell.Address.ToBytes())),
            row => known.Add(CellAddress.FromBytes((byte[])row.GetValue(1)), (row.GetInt64(0), false)),
            ("experiment", sweep.Experiment));
        return known;
    }

    private void Mark(StoreTransaction transaction, IEnumerable<CellKey> cells, Dictionary<CellAddress, (long Id, bool IsFailed)> known)
    {
        CellKey[] sorted = [.. cells.OrderBy(cell => cell.Ordinal)];
        RowSet rows = new RowSet()
            .With("place", sorted.Select(cell => cell.Ordinal))
            .With("standing", sorted.Select(cell => (long)(known[cell.Address].IsFailed ? CellStanding.Failed : CellStanding.Done)))
            .With("number", sorted.Select(cell => known[cell.Address].Id));
        transaction.ForRows(
            "UPDATE cell SET state = rows.standing, record = rows.number, run = NULL, lease = NULL FROM {rows} WHERE sweep = "
                + "@sweep AND ordinal = rows.place",
            rows,
            null,
            ("sweep", sweep.Id));
    }
}
