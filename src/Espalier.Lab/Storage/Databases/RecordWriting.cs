using System.Buffers;
using System.Text;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage.Databases;

/// <summary>
/// The rules for cells recorded more than once: equal records count once, a finished cell outweighs its failures, of several failures the first
/// counts, and two different results of one cell are an error, because a cell is a function of its address.
/// </summary>
internal static class RecordWriting
{
    private const string Insert =
        "INSERT INTO record (experiment, address, failed, run, line) SELECT @experiment, rows.content, rows.lost, @run, "
            + "rows.words FROM {rows} WHERE true "
        + "ON CONFLICT (experiment, address) DO UPDATE SET failed = excluded.failed, run = excluded.run, line = excluded.line WHERE "
        + "record.failed = 1 AND excluded.failed = 0 "
        + "RETURNING id, address, failed";

    private static readonly string Find =
        $"SELECT {string.Join(", ", ((string[])["id", "address", "failed", "line", "run"]).Select(column => Of(column, "rows.content")))} "
            + "FROM {rows}";

    /// <summary>
    /// One column of the record of an address, as an expression. A join would be the same, but a server that planned it when there were no
    /// records yet compares each with each from then on; a value it can only look up.
    /// </summary>
    public static string Of(string column, string address, string further = "") =>
        $"(SELECT k.{column} FROM record k WHERE k.experiment = @experiment AND k.address = {address} {further})";

    /// <summary>Writes records, each at most once.</summary>
    /// <returns>The number of each record, and whether what the store has is a failure.</returns>
    public static Dictionary<CellAddress, (long Id, bool IsFailed)> Write(
        StoreTransaction transaction, StoredSweep sweep, IReadOnlyList<CellRecord> records, string run)
    {
        // In the order of their addresses two writers of the same cells wait for each other instead of blocking each other.
        CellRecord[] sorted = [.. records.DistinctBy(record => record.Address).OrderBy(record => record.Address.Key)];
        var buffer = new ArrayBufferWriter<byte>(1024);
        string[] lines = [.. sorted.Select(record => Line(buffer, sweep.Schema, record))];
        var known = new Dictionary<CellAddress, (long, bool)>(sorted.Length);
        RowSet rows = new RowSet()
            .With("content", sorted.Select(record => record.Address.ToBytes()))
            .With("lost", sorted.Select(record => record.IsFailed ? 1L : 0L))
            .With("words", lines);
        transaction.ForRows(
            Insert,
            rows,
            row => known.Add(CellAddress.FromBytes((byte[])row.GetValue(1)), (row.GetInt64(0), row.GetInt64(2) != 0)),
            ("experiment", sweep.Experiment),
            ("run", run));
        if (known.Count == sorted.Length) return known;

        Dictionary<CellAddress, string> rest = sorted.Zip(lines).Where(pair => !known.ContainsKey(pair.First.Address)).ToDictionary(
            pair => pair.First.Address, pair => pair.Second);
        Dictionary<CellAddress, bool> failed = sorted.ToDictionary(record => record.Address, record => record.IsFailed);
        RowSet there = new RowSet().With("content", rest.Keys.Select(address => address.ToBytes()));
        transaction.ForRows(
            Find,
            there,
            row =>
            {
                CellAddress address = CellAddress.FromBytes((byte[])row.GetValue(1));
                bool isFailed = row.GetInt64(2) != 0;
                if (!isFailed && !failed[address] && row.GetString(3) != rest[address])
                    throw Contradiction(sweep, address, new(row.GetString(4), row.GetInt64(0)), run);
                known.Add(address, (row.GetInt64(0), isFailed));
            },
            ("experiment", sweep.Experiment));
        return known;
    }

    private static string Line(ArrayBufferWriter<byte> buffer, ExperimentSchema schema, CellRecord record)
    {
        buffer.ResetWrittenCount();
        RecordLine.Write(buffer, schema, record);
        return Encoding.UTF8.GetString(buffer.WrittenSpan[..^1]);
    }

    private static InvalidInputException Contradiction(StoredSweep sweep, CellAddress address, RecordPlace place, string run) => new(
        sweep.Store,
        sweep.Name,
        $"cell {address} has two different results, in {place} and now in run {run}",
        "the code changed without a new revision of the experiment, or a store was edited; remove the wrong record");
}
