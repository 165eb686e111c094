using System.Text.Json;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage.Databases;

/// <summary>A run in a database.</summary>
internal sealed class DatabaseRun(StoredSweep sweep, string run, long lease) : ISweepRun
{
    private const string Fresh = "state = 0 AND deaths = 0 AND ordinal >= @from";

    private readonly StoreDatabase _database = sweep.Database;
    private bool _isOver;
    private long _recorded;
    private long _from;

    /// <inheritdoc/>
    public string Run => run;

    /// <summary>
    /// A server keeps what its index said of cells that were taken, until it cleans up: whoever looks first beyond the last cell that he took himself
    /// passes over none of it, and from the beginning only where nothing is left there.
    /// </summary>
    public IReadOnlyList<CellKey> Take(int most)
    {
        List<CellKey> taken = Take(most, Fresh, "ordinal", _from);
        if (taken.Count == 0 && _from > 0) taken = Take(most, Fresh, "ordinal", 0);
        _from = taken.Count > 0 ? taken[^1].Ordinal + 1 : 0;
        return taken;
    }

    /// <inheritdoc/>
    public CellKey? TakeSuspect() => Take(1, "state = 0 AND ordinal >= @from", "deaths, ordinal", 0) is [var one, ..] ? one : null;

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
        // The sum, not what is added to it: a transaction whose answer was lost is done twice.
        long recorded = _recorded + finished.Count;
        _database.Within(transaction =>
        {
            Dictionary<CellAddress, (long Id, bool IsFailed)> known = RecordWriting.Write(
                transaction, sweep, [.. finished.Select(pair => pair.Record)], run);
            Mark(transaction, finished.Select(pair => pair.Cell), known);
            transaction.Execute("UPDATE run SET recorded = @recorded WHERE id = @run", ("recorded", recorded), ("run", run));
        });
        _recorded = recorded;
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

    private List<CellKey> Take(int most, string which, string order, long from) => _database.Within(transaction =>
    {
        while (true)
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
                ("from", from),
                ("most", (long)most));
            if (taken.Count == 0) return taken;
            taken.Sort((one, other) => one.Ordinal.CompareTo(other.Ordinal));
            Dictionary<CellAddress, (long Id, bool IsFailed)> known = KnownElsewhere(transaction, taken);
            if (known.Count == 0) return taken;
            Mark(transaction, taken.Where(cell => known.ContainsKey(cell.Address)), known);
            taken.RemoveAll(cell => known.ContainsKey(cell.Address));
            if (taken.Count > 0) return taken;
        }
    });

    /// <summary>Cells that another sweep, or an import, finished since these were listed; a failure of theirs does not count.</summary>
    private Dictionary<CellAddress, (long Id, bool IsFailed)> KnownElsewhere(StoreTransaction transaction, List<CellKey> taken)
    {
        var known = new Dictionary<CellAddress, (long, bool)>();
        transaction.ForRows(
            $"SELECT rows.content, {RecordWriting.Of("id", "rows.content", "AND k.failed = 0")} FROM {{rows}}",
            new RowSet().With("content", taken.Select(cell => cell.Address.ToBytes())),
            row =>
            {
                if (!row.IsDBNull(1)) known.Add(CellAddress.FromBytes((byte[])row.GetValue(0)), (row.GetInt64(1), false));
            },
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
