namespace Espalier.Lab.Storage.Databases;

/// <summary>
/// The tables of a store, the same in every database. <c>docs/lab.md</c> describes them for people who ask their own questions of them.
/// A record is the canonical line with its checksum; a cell says which sweep wants it, where it stands, and which record it has.
/// </summary>
internal static class StoreTables
{
    /// <summary>Raised when the tables change.</summary>
    public const int Version = 2;

    private static readonly string[] Statements =
    [
        "CREATE TABLE store (version BIGINT NOT NULL)",
        "CREATE TABLE experiment (id {id}, name TEXT NOT NULL, revision BIGINT NOT NULL, description TEXT NOT NULL, UNIQUE (name, revision))",
        "CREATE TABLE specification (digest TEXT PRIMARY KEY, text TEXT NOT NULL)",
        "CREATE TABLE sweep (id {id}, name TEXT NOT NULL UNIQUE, experiment BIGINT NOT NULL REFERENCES experiment (id), "
            + "specification TEXT NOT NULL REFERENCES specification (digest), meaning TEXT NOT NULL, source TEXT NOT NULL, "
            + "listed TEXT NOT NULL, job TEXT)",
        "CREATE TABLE run (id TEXT PRIMARY KEY, sweep BIGINT NOT NULL REFERENCES sweep (id), description TEXT NOT NULL, ending TEXT, process "
            + "TEXT NOT NULL, seen BIGINT NOT NULL, recorded BIGINT NOT NULL DEFAULT 0)",
        "CREATE INDEX run_sweep ON run (sweep)",
        "CREATE TABLE record (id {id}, experiment BIGINT NOT NULL, address {bytes} NOT NULL, failed BIGINT NOT NULL, run TEXT NOT "
            + "NULL, line TEXT NOT NULL)",
        "CREATE UNIQUE INDEX record_address ON record (experiment, address)",
        "CREATE TABLE cell (sweep BIGINT NOT NULL, ordinal BIGINT NOT NULL, address {bytes} NOT NULL, state BIGINT NOT NULL, deaths BIGINT NOT NULL, "
            + "run TEXT, lease BIGINT, record BIGINT, PRIMARY KEY (sweep, ordinal)){compact}",
        "CREATE INDEX cell_state ON cell (sweep, state, deaths, ordinal)",
    ];

    /// <summary>What turns each version into the next.</summary>
    private static readonly string[] Steps = ["ALTER TABLE run ADD COLUMN recorded BIGINT NOT NULL DEFAULT 0"];

    /// <summary>Makes the tables where there are none, and refuses those of another version.</summary>
    /// <exception cref="InvalidInputException">The store is newer than the program, or there is none and none may be made.</exception>
    public static void Require(StoreDatabase database, bool mayCreate)
    {
        bool isEmbedded = database.SkipLocked.Length == 0;
        database.Within(transaction =>
        {
            // Two processes that make the same store at once wait for each other here.
            if (!isEmbedded) transaction.Execute("SELECT pg_advisory_xact_lock(7382915)");
            bool isThere = transaction.Number(
                isEmbedded
                    ? "SELECT count(*) FROM sqlite_master WHERE name = 'store'"
                    : "SELECT count(*) FROM pg_tables WHERE schemaname = 'espalier' AND tablename = 'store'") > 0;
            if (isThere)
            {
                long version = Known(database.Name, transaction.Number("SELECT max(version) FROM store"));
                foreach (string step in Steps[(int)(version - 1)..]) transaction.Execute(step);
                if (version < Version) transaction.Execute("UPDATE store SET version = @version", ("version", (long)Version));
                return;
            }

            if (isEmbedded && transaction.Number("SELECT count(*) FROM sqlite_master") > 0)
                throw new InvalidInputException(database.Name, null, "this is a database of another program", "name a new file");
            if (!mayCreate)
                throw new InvalidInputException(database.Name, null, "there is no store here", "make one with `espalier lab run SPEC` and `store`");
            foreach (string statement in StatementsFor(isEmbedded)) transaction.Execute(statement);
            transaction.Execute("INSERT INTO store (version) VALUES (@version)", ("version", (long)Version));
        });
    }

    /// <summary>What makes the tables in an embedded database, or on a server.</summary>
    public static IEnumerable<string> StatementsFor(bool isEmbedded) => Statements.Select(statement => statement
        .Replace("{id}", isEmbedded ? "INTEGER PRIMARY KEY" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal)
        .Replace("{bytes}", isEmbedded ? "BLOB" : "BYTEA", StringComparison.Ordinal)
        .Replace("{compact}", isEmbedded ? " WITHOUT ROWID" : "", StringComparison.Ordinal));

    private static long Known(string name, long? version)
    {
        if (version is null or < 1) throw new InvalidInputException(name, null, "the store names no version", "restore it from a copy");
        if (version > Version)
            throw new InvalidInputException(
                name, null, $"the store has version {version}, and this program knows versions up to {Version}", "use a newer espalier");
        return version.Value;
    }
}
