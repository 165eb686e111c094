using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Espalier.Lab.Storage.Databases;

/// <summary>A store in one SQLite file, with a write-ahead log beside it while it is in use.</summary>
internal sealed class SqliteDatabase(string path, bool mayCreate) : StoreDatabase(path)
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NoDatabase = 26;

    private bool _isReadOnly;

    /// <inheritdoc/>
    public override string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    /// <inheritdoc/>
    public override string SkipLocked => "";

    /// <inheritdoc/>
    public override void ForRows(
        StoreTransaction transaction, string sql, RowSet rows, Action<DbDataReader>? read, (string Name, object? Value)[] values)
    {
        string one = $"(SELECT {string.Join(", ", rows.Columns.Select(column => $"@{column.Name} AS {column.Name}"))}) AS rows";
        DbCommand command = transaction.Command(sql.Replace("{rows}", one, StringComparison.Ordinal), values);
        (DbParameter Parameter, Array Values)[] columns = [.. rows.Columns.Select(
            column => (StoreTransaction.Set(command, column.Name, null), column.Values))];
        for (int row = 0; row < rows.Count; row++)
        {
            foreach ((DbParameter parameter, Array column) in columns) parameter.Value = column.GetValue(row);
            if (read is null)
            {
                command.ExecuteNonQuery();
                continue;
            }

            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read()) read(reader);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override DbConnection Connect()
    {
        bool isThere = File.Exists(Name);
        if (!isThere && !mayCreate)
            throw new InvalidInputException(
                Name, null, "there is no such store", "name a file that `espalier lab run` made, or postgresql://user@host/database");
        _isReadOnly = false;
        try
        {
            SqliteConnection connection = Open();
            if (!isThere || IsWritable(connection)) return connection;
            connection.Dispose();
        }
        catch (SqliteException exception) when (isThere && exception.SqliteErrorCode is CannotOpen or ReadOnly)
        {
            // There is no log, and none may be made.
        }

        _isReadOnly = true;
        return Open();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionText());
        try
        {
            connection.Open();
            if (_isReadOnly) return connection;
            using SqliteCommand command = connection.CreateCommand();
            // Behind a write-ahead log, NORMAL loses at most the last transactions when the power goes, and nothing when a process dies.
            command.CommandText = NetworkFolder.Holds(Name)
                ? "PRAGMA busy_timeout = 60000; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL;"
                : "PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override DbTransaction Begin(DbConnection connection, bool isReading) =>
        ((SqliteConnection)connection).BeginTransaction(deferred: isReading || _isReadOnly);

    /// <inheritdoc/>
    protected override bool IsBusy(DbException exception) => exception is SqliteException { SqliteErrorCode: Busy or Locked };

    /// <inheritdoc/>
    protected override bool IsAway(DbException exception) => false;

    /// <inheritdoc/>
    protected override Exception Explain(DbException exception, bool isOpen)
    {
        (string problem, string remedy) = exception is SqliteException sqlite ? Words(sqlite.SqliteErrorCode) : ("cannot be used", "check the file");
        if (isOpen)
            return new StoreWriteException(
                Name,
                $"cannot take more records ({problem}: {exception.Message}); every record written before is kept, resume when the cause is gone",
                exception);
        return new InvalidInputException(Name, null, $"{problem} ({exception.Message})", remedy, exception);
    }

    /// <summary>
    /// A file that nobody may write is read as it stands where it has no log beside it; what a writer at work, or one that was killed, has in
    /// its log is read with it. The whole path, because the engine takes some names, such as <c>:memory:</c>, for something other than a file.
    /// </summary>
    private string ConnectionText() => new SqliteConnectionStringBuilder
    {
        DataSource = _isReadOnly && !File.Exists(Name + "-wal")
            ? $"file:{Uri.EscapeDataString(Path.GetFullPath(Name)).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1"
            : Path.GetFullPath(Name),
        Mode = _isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = 60,
    }.ToString();

    /// <summary>
    /// Asks the engine, which opened the file as far as it may. Opening and closing it here would take the locks of all other connections that this
    /// process has to it: they belong to the process, and go with any close.
    /// </summary>
    private bool IsWritable(SqliteConnection connection)
    {
        if (raw.sqlite3_db_readonly(connection.Handle, "main") == 1) return false;
        if (File.Exists(Name + "-shm")) return true;
        try
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE; ROLLBACK;";
            command.ExecuteNonQuery();
            return true;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is CannotOpen or ReadOnly)
        {
            return false;
        }
    }

    private static (string Problem, string Remedy) Words(int code) => code switch
    {
        Full => ("the disk is full", "make room, or name a file on another disk"),
        ReadOnly => ("cannot be written to", "name a file where you may write"),
        InputOutput => ("the disk does not read or write", "check the disk"),
        CannotOpen => ("cannot be opened", "check the path and its permissions"),
        Corrupt => ("the file is damaged", "restore it from a copy"),
        NoDatabase => ("this file is no store", "name another file"),
        Busy or Locked =>
            (
                "another program holds it",
                "wait for it to end; on a network file system give every worker a file of its own and join them with `espalier lab import`"),
        _ => ("cannot be used", "check the file"),
    };
}
