using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage.Databases;

/// <summary>Where a cell stands, as the tables have it.</summary>
internal enum CellStanding
{
    Waiting = 0,
    InHand = 1,
    Done = 2,
    Failed = 3,
    SetAside = 4,
}

/// <summary>One sweep in a database.</summary>
internal sealed class StoredSweep(
    StoreDatabase database, string name, long id, long experiment, string digest, string source, ExperimentSchema schema) : IStoredSweep
{
    private const string All =
        "SELECT r.id, r.run, r.address, r.line FROM cell c JOIN record r ON r.id = c.record WHERE c.sweep = @sweep AND c.state IN (2, 3)";

    /// <summary>From the records, which are few, to their runs.</summary>
    private const string New =
        "SELECT r.id, r.run, r.address, r.line FROM record r CROSS JOIN run u WHERE r.id > @after AND r.experiment = @experiment AND u.id = r.run "
            + "AND u.sweep = @sweep";

    /// <summary>A cell that was in hand when so many workers died is set aside.</summary>
    private const long MostDeaths = 3;

    /// <summary>Cells listed in one transaction.</summary>
    private const int ListedAtOnce = 50_000;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Store => database.Name;

    /// <inheritdoc/>
    public ExperimentSchema Schema => schema;

    /// <inheritdoc/>
    public string SpecificationDigest => digest;

    /// <inheritdoc/>
    public string Source => source;

    /// <inheritdoc/>
    public string? Job => database.Reading(transaction => transaction.Scalar("SELECT job FROM sweep WHERE id = @sweep", ("sweep", id)) as string);

    /// <summary>The sweep's number in the tables.</summary>
    internal long Id => id;

    /// <summary>The experiment's number in the tables.</summary>
    internal long Experiment => experiment;

    /// <summary>The database.</summary>
    internal StoreDatabase Database => database;

    /// <inheritdoc/>
    public void RememberJob(string? job) =>
        database.Within(transaction => transaction.Execute("UPDATE sweep SET job = @job WHERE id = @sweep", ("job", job), ("sweep", id)));

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ReadRuns() => database.Reading(transaction =>
    {
        long now = transaction.Number($"SELECT {database.Now}")!.Value;
        return (IReadOnlyList<RunRecord>)[.. transaction.Query(
            "SELECT description, ending, process, seen, recorded FROM run WHERE sweep = @sweep",
            row =>
                Described(
                    row.GetString(0),
                    row.IsDBNull(1) ? null : row.GetString(1),
                    row.GetString(2),
                    row.GetInt64(3),
                    now) with { Recorded = row.GetInt64(4) },
            ("sweep", id)).OrderBy(run => run.Started).ThenBy(run => run.Run, StringComparer.Ordinal)];
    });

    /// <inheritdoc/>
    public string ReadSpecification(string digest) =>
        database.Reading(transaction => transaction.Scalar("SELECT text FROM specification WHERE digest = @digest", ("digest", digest)) as string)
        ?? throw new InvalidInputException(Store, name, $"the specification {digest} is missing", "restore the store from a copy");

    /// <inheritdoc/>
    public ReadingReport Read(RecordVisitor visit, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return Check(All, visit, cancel).Report;
    }

    /// <inheritdoc/>
    public ReadingReport ReadAfter(long number, RecordVisitor visit, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return Check(New, visit, cancel, ("experiment", experiment), ("after", number)).Report;
    }

    /// <inheritdoc/>
    public IReadOnlyList<(long Ordinal, CellRecord Record)> ReadRange(long first, long count)
    {
        var parser = new RecordLine(schema);
        return database.Reading(transaction => (IReadOnlyList<(long, CellRecord)>)[.. transaction.Query(
            "SELECT c.ordinal, r.line FROM cell c JOIN record r ON r.id = c.record WHERE c.sweep = @sweep AND c.ordinal >= @first AND "
                + "c.ordinal < @end AND c.state IN (2, 3)",
            row => (Ordinal: row.GetInt64(0), Record: Parsed(parser, row.GetFieldValue<byte[]>(1))!),
            ("sweep", id),
            ("first", first),
            ("end", first + count)).Where(pair => pair.Record is not null)]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<CellRecord> Failures(int most)
    {
        var parser = new RecordLine(schema);
        return database.Reading(transaction => (IReadOnlyList<CellRecord>)[.. transaction.Query(
            "SELECT r.line FROM cell c JOIN record r ON r.id = c.record WHERE c.sweep = @sweep AND c.state = 3 ORDER BY c.ordinal LIMIT @most",
            row => Parsed(parser, row.GetFieldValue<byte[]>(0)),
            ("sweep", id),
            ("most", (long)most)).OfType<CellRecord>()]);
    }

    /// <inheritdoc/>
    public CellTally Tally() => database.Reading(transaction =>
    {
        CellTally tally = default;
        transaction.Each(
            "SELECT state, count(*) FROM cell WHERE sweep = @sweep GROUP BY state",
            row => tally = Counted(tally, (CellStanding)row.GetInt64(0), row.GetInt64(1)),
            ("sweep", id));
        return tally;
    });

    /// <inheritdoc/>
    public bool IsListed(string part) => database.Reading(transaction => Listed(transaction).Contains(part));

    /// <inheritdoc/>
    public long List(IEnumerable<CellKey> cells, string? part = null)
    {
        ArgumentNullException.ThrowIfNull(cells);
        long added = 0;
        foreach (CellKey[] some in cells.Chunk(ListedAtOnce))
        {
            added += database.Within(transaction =>
            {
                long now = 0;
                RowSet rows = new RowSet().With("place", some.Select(cell => cell.Ordinal)).With(
                    "content", some.Select(cell => cell.Address.ToBytes()));
                transaction.ForRows(
                    "INSERT INTO cell (sweep, ordinal, address, state, deaths) SELECT @sweep, rows.place, rows.content, 0, 0 FROM {rows} "
                        + "WHERE true ON CONFLICT (sweep, ordinal) DO NOTHING RETURNING 1",
                    rows,
                    _ => now++,
                    ("sweep", id));
                Join(transaction, some[0].Ordinal, some[^1].Ordinal);
                return now;
            });
        }

        if (part is not null) database.Within(transaction => MarkListed(transaction, part));
        return added;
    }

    /// <inheritdoc/>
    public long RetryFailed() =>
        database.Within(
            transaction =>
                (long)transaction.Execute("UPDATE cell SET state = 0, deaths = 0 WHERE sweep = @sweep AND state IN (3, 4)", ("sweep", id)));

    /// <inheritdoc/>
    public ReclaimedCells Reclaim() => database.Within(transaction =>
    {
        long now = transaction.Number($"SELECT {database.Now}")!.Value;
        List<string> gone = transaction.Query(
            "SELECT r.id, r.process FROM run r WHERE r.sweep = @sweep AND r.ending IS NULL AND EXISTS (SELECT 1 FROM cell c WHERE c.sweep = "
                + "r.sweep AND c.state = 1 AND c.run = r.id)",
            row => (Run: row.GetString(0), Process: row.GetString(1)),
            ("sweep", id)).Where(run => WorkerProcess.IsGone(run.Process)).Select(run => run.Run).ToList();
        long aside = 0;
        long waiting = 0;
        foreach (string run in gone) Back("c.run = @run", ("run", run));
        Back("c.lease < @now", ("now", now));
        return new ReclaimedCells(waiting, aside);

        void Back(string which, (string Name, object? Value) value)
        {
            const string Lost =
                "UPDATE cell AS c SET state = CASE WHEN c.deaths + 1 >= @most THEN 4 ELSE 0 END, deaths = c.deaths + 1, run = NULL, lease = "
                    + "NULL WHERE c.sweep = @sweep AND c.state = 1 AND ";
            transaction.Each(
                $"{Lost}{which} RETURNING state",
                row =>
                {
                    if (row.GetInt64(0) == (long)CellStanding.SetAside) aside++;
                    else waiting++;
                },
                ("most", MostDeaths),
                ("sweep", id),
                value);
        }
    });

    /// <inheritdoc/>
    public ReadingReport Verify(CancellationToken cancel = default)
    {
        (ReadingReport report, List<long> damaged) = Check(All, static (CellRecord _, in RecordPlace _) => { }, cancel);
        List<RecordPlace> gone = database.Reading(transaction => transaction.Query(
            "SELECT c.record FROM cell c WHERE c.sweep = @sweep AND c.state IN (2, 3) AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id = c.record)",
            row => new RecordPlace("unknown", row.GetInt64(0)),
            ("sweep", id)));
        damaged.AddRange(gone.Select(place => place.Number));
        if (damaged.Count == 0) return report;
        database.Within(transaction =>
        {
            RowSet rows = new RowSet().With("place", damaged);
            transaction.ForRows("UPDATE cell SET state = 0, record = NULL FROM {rows} WHERE cell.record = rows.place", rows);
            transaction.ForRows("DELETE FROM record WHERE id IN (SELECT rows.place FROM {rows})", rows);
        });
        return report with { Damaged = [.. report.Damaged, .. gone] };
    }

    /// <inheritdoc/>
    public IReadOnlyList<CellKey> SetAside() => database.Reading(transaction => transaction.Query(
        "SELECT ordinal, address FROM cell WHERE sweep = @sweep AND state = 4 ORDER BY ordinal", row =>
            new CellKey(row.GetInt64(0), CellAddress.FromBytes((byte[])row.GetValue(1))), ("sweep", id)));

    /// <inheritdoc/>
    public void Join() => database.Within(transaction =>
    {
        Join(transaction, 0, long.MaxValue);
        transaction.Execute(
            "UPDATE cell SET state = 2 FROM record r WHERE r.id = cell.record AND r.failed = 0 AND cell.sweep = @sweep AND cell.state = 3",
            ("sweep", id));
    });

    /// <inheritdoc/>
    public void Import(IReadOnlyList<CellRecord> records, string run) =>
        database.Within(transaction => RecordWriting.Write(transaction, this, records, run));

    /// <inheritdoc/>
    public void Import(RunRecord run, string specification) => database.Within(transaction =>
    {
        string kept = Keep(transaction, specification);
        transaction.Execute(
            "INSERT INTO run (id, sweep, description, ending, process, seen) VALUES (@run, @sweep, @description, @ending, '', 0) "
                + "ON CONFLICT (id) DO NOTHING",
            ("run", run.Run),
            ("sweep", id),
            ("description", JsonSerializer.Serialize(run with { End = null, SpecificationDigest = kept }, SchemaText.Json)),
            ("ending", JsonSerializer.Serialize(run.End ?? new RunEnd(run.Started, "broken off", run.Recorded, 0), SchemaText.Json)));
    });

    /// <inheritdoc/>
    public ISweepRun BeginRun(RunStart start, TimeSpan lease)
    {
        ArgumentNullException.ThrowIfNull(start);
        string run = Invariant($"{start.Started.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{RandomNumberGenerator.GetHexString(10, lowercase: true)}");
        database.Within(transaction =>
        {
            string kept = Keep(transaction, start.SpecificationText);
            var record = new RunRecord(
                run,
                kept,
                start.SpecificationSource,
                start.StoppingRule,
                start.Shard,
                start.Threads,
                start.RetryFailed,
                start.Started,
                start.Environment)
            { Program = start.Program };
            transaction.Execute(
                "INSERT INTO run (id, sweep, description, process, seen) "
                    + $"VALUES (@run, @sweep, @description, @process, {database.Now} + @lease) ON CONFLICT (id) DO NOTHING",
                ("run", run),
                ("sweep", id),
                ("description", JsonSerializer.Serialize(record, SchemaText.Json)),
                ("process", WorkerProcess.Current),
                ("lease", (long)lease.TotalMilliseconds));
        });
        return new DatabaseRun(this, run, (long)lease.TotalMilliseconds);
    }

    /// <summary>Adds to a tally.</summary>
    internal static CellTally Counted(CellTally tally, CellStanding standing, long count) => standing switch
    {
        CellStanding.Waiting => tally with { Waiting = tally.Waiting + count },
        CellStanding.InHand => tally with { InHand = tally.InHand + count },
        CellStanding.Done => tally with { Done = tally.Done + count },
        CellStanding.Failed => tally with { Failed = tally.Failed + count },
        _ => tally with { SetAside = tally.SetAside + count },
    };

    /// <summary>Keeps the text of a specification.</summary>
    internal static string Keep(StoreTransaction transaction, string text)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        transaction.Execute(
            "INSERT INTO specification (digest, text) VALUES (@digest, @text) ON CONFLICT (digest) DO NOTHING", ("digest", digest), ("text", text));
        return digest;
    }

    /// <summary>
    /// Waiting cells that the store has a record of, from another sweep or from an import, take it; a failure that is tried again is not
    /// taken twice.
    /// </summary>
    internal void Join(StoreTransaction transaction, long first, long last) => transaction.Execute(
        $"UPDATE cell SET state = 2 + {RecordWriting.Of("failed", "cell.address")}, record = {RecordWriting.Of("id", "cell.address")} "
            + "WHERE sweep = @sweep AND ordinal >= @first AND ordinal <= @last AND state = 0 AND record IS NULL "
            + $"AND {RecordWriting.Of("id", "cell.address")} IS NOT NULL",
        ("experiment", experiment),
        ("sweep", id),
        ("first", first),
        ("last", last));

    private RunRecord Described(string description, string? ending, string process, long seen, long now)
    {
        RunRecord run = Told<RunRecord>(description);
        RunEnd? end = ending is null ? null : Told<RunEnd>(ending);
        return run with { End = end, IsLive = end is null && seen >= now && !WorkerProcess.IsGone(process) };
    }

    private T Told<T>(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, SchemaText.Json) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(
                Store, name, "the description of a run is damaged", "restore the store from a copy; the records are not lost", exception);
        }
    }

    private HashSet<string> Listed(StoreTransaction transaction) =>
        [
            .. ((string)transaction.Scalar("SELECT listed FROM sweep WHERE id = @sweep", ("sweep", id))!)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];

    private void MarkListed(StoreTransaction transaction, string part)
    {
        HashSet<string> parts = Listed(transaction);
        if (parts.Add(part))
            transaction.Execute(
                "UPDATE sweep SET listed = @listed WHERE id = @sweep",
                ("listed", string.Join(' ', parts.Order(StringComparer.Ordinal))),
                ("sweep", id));
    }

    private (ReadingReport Report, List<long> Damaged) Check(
        string sql, RecordVisitor visit, CancellationToken cancel, params (string Name, object? Value)[] values)
    {
        var parser = new RecordLine(schema);
        var damaged = new List<RecordPlace>();
        var numbers = new List<long>();
        long records = 0;
        database.Reading(transaction => transaction.Each(
            sql,
            row =>
            {
                if ((records & 0xFFF) == 0) cancel.ThrowIfCancellationRequested();
                CellRecord? record = Parsed(parser, row.GetFieldValue<byte[]>(3));
                var place = new RecordPlace(row.GetString(1), row.GetInt64(0));
                if (record is null || !record.Address.Is(row.GetFieldValue<byte[]>(2)))
                {
                    damaged.Add(place);
                    numbers.Add(place.Number);
                    return;
                }

                records++;
                visit(record, place);
            },
            [("sweep", id), .. values]), mayRepeat: false);
        return (new(records, damaged), numbers);
    }

    private static CellRecord? Parsed(RecordLine parser, byte[] line) =>
        line.Length <= RecordLine.LongestLine && RecordLine.IsWhole(line) ? parser.Parse(line) : null;
}
