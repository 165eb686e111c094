using System.Collections.Immutable;
using Espalier.Lab.Storage.Databases;

namespace Espalier.Lab.Storage;

/// <summary>A question to a store, for people who ask with their own tools.</summary>
/// <param name="Question">What it asks.</param>
/// <param name="Sqlite">For SQLite.</param>
/// <param name="Postgres">For PostgreSQL.</param>
public sealed record StoreQuestion(string Question, string Sqlite, string Postgres);

/// <summary>What people need to know who read a store with their own tools: the tables, and questions to start from.</summary>
public static class StoreGuide
{
    /// <summary>What each table holds.</summary>
    public static ImmutableArray<(string Table, string Holds)> Tables { get; } =
    [
        ("store", "the version of these tables"),
        ("experiment", "name and revision; description: the parameters and measures as JSON, so that records can be read without the program"),
        ("specification", "every specification ever run, word for word, by its digest"),
        ("sweep", "name, experiment, specification, source (the file), job (on a cluster, as JSON)"),
        ("run", "description and ending as JSON; seen: until when its leases hold, in ms since 1970; recorded: its records so far"),
        (
            "record",
            "experiment, address (32 bytes), failed (0 or 1), the run that wrote it, and line: the record as canonical JSON with its checksum"),
        ("cell", "sweep, ordinal, address, state (0 waiting, 1 in hand, 2 done, 3 failed, 4 set aside), deaths, lease, record"),
    ];

    /// <summary>Questions to start from; they begin with the sweep <c>law</c> of the experiment <c>subset-sum-law</c>.</summary>
    public static ImmutableArray<StoreQuestion> Questions { get; } =
    [
        new(
            "how far every sweep is",
            """
            SELECT s.name, c.state, count(*) FROM sweep s JOIN cell c ON c.sweep = s.id GROUP BY s.name, c.state
            """,
            """
            SELECT s.name, c.state, count(*) FROM espalier.sweep s JOIN espalier.cell c ON c.sweep = s.id GROUP BY s.name, c.state
            """),
        new(
            "the mean of a measure at every value of a parameter",
            """
            SELECT json_extract(r.line, '$.parameters.candidates') AS n, avg(json_extract(r.line, '$.result.failures')) AS failures
            FROM sweep s JOIN cell c ON c.sweep = s.id JOIN record r ON r.id = c.record
            WHERE s.name = 'law' AND c.state = 2 GROUP BY n ORDER BY n
            """,
            """
            SELECT (r.line::jsonb -> 'parameters' ->> 'candidates')::bigint AS n, avg((r.line::jsonb -> 'result' ->> 'failures')::float8) AS failures
            FROM espalier.sweep s JOIN espalier.cell c ON c.sweep = s.id JOIN espalier.record r ON r.id = c.record
            WHERE s.name = 'law' AND c.state = 2 GROUP BY n ORDER BY n
            """),
        new(
            "what failed, and why",
            """
            SELECT s.name, json_extract(r.line, '$.error.type') AS type, json_extract(r.line, '$.error.message') AS message, count(*)
            FROM sweep s JOIN cell c ON c.sweep = s.id JOIN record r ON r.id = c.record WHERE c.state = 3 GROUP BY 1, 2, 3
            """,
            """
            SELECT s.name, r.line::jsonb -> 'error' ->> 'type' AS type, r.line::jsonb -> 'error' ->> 'message' AS message, count(*)
            FROM espalier.sweep s JOIN espalier.cell c ON c.sweep = s.id JOIN espalier.record r ON r.id = c.record WHERE c.state = 3 GROUP BY 1, 2, 3
            """),
    ];

    /// <summary>The statements that make the tables, for SQLite or for PostgreSQL.</summary>
    public static IEnumerable<string> Statements(bool isSqlite) => StoreTables.StatementsFor(isSqlite);
}
