using System.Data.Common;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Espalier.Lab.Storage.Databases;

/// <summary>
/// A store in a PostgreSQL database, in a schema of its own. The password comes from PGPASSWORD or a pgpass file, never from the address.
/// </summary>
internal sealed class PostgresDatabase(PostgresAddress address) : StoreDatabase(address.ToString())
{
    /// <summary>Rows sent at a time.</summary>
    private const int Most = 10_000;

    /// <inheritdoc/>
    public override string Now => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

    /// <inheritdoc/>
    public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

    /// <inheritdoc/>
    public override void ForRows(
        StoreTransaction transaction, string sql, RowSet rows, Action<DbDataReader>? read, (string Name, object? Value)[] values)
    {
        string names = string.Join(", ", rows.Columns.Select(column => column.Name));
        string all = $"unnest({string.Join(", ", rows.Columns.Select(column => "@" + column.Name))}) AS rows({names})";
        DbCommand command = transaction.Command(sql.Replace("{rows}", all, StringComparison.Ordinal), values);
        for (int first = 0; first < rows.Count; first += Most)
        {
            int count = Math.Min(Most, rows.Count - first);
            foreach ((string name, Array column) in rows.Columns) StoreTransaction.Set(command, name, Part(column, first, count));
            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read()) read?.Invoke(reader);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override DbConnection Connect()
    {
        var connection = new NpgsqlConnection(address.ConnectionText());
        try
        {
            connection.Open();
            using NpgsqlCommand command = connection.CreateCommand();
            command.CommandText = "CREATE SCHEMA IF NOT EXISTS espalier";
            if (!Exists(connection)) command.ExecuteNonQuery();
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
        connection.BeginTransaction(isReading ? System.Data.IsolationLevel.RepeatableRead : System.Data.IsolationLevel.ReadCommitted);

    /// <inheritdoc/>
    protected override bool IsBusy(DbException exception) => exception is PostgresException { SqlState: "40001" or "40P01" or "55P03" or "23505" };

    /// <inheritdoc/>
    protected override bool IsAway(DbException exception) => exception switch
    {
        PostgresException { SqlState: var state } =>
            state is "57P01" or "57P02" or "57P03" or "53300" || state.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException => true,
        _ => false,
    };

    /// <inheritdoc/>
    protected override Exception Explain(DbException exception, bool isOpen)
    {
        (string problem, string remedy) = exception switch
        {
            PostgresException { SqlState: "28P01" or "28000" } =>
                ("the server refuses this user or password", "put the password into PGPASSWORD or a pgpass file"),
            PostgresException { SqlState: "3D000" } => ("the server has no such database", "make it with createdb, or name another"),
            PostgresException { SqlState: "42501" } => ("this user may not do that", "grant it CREATE on the database"),
            PostgresException { SqlState: "53100" } => ("the server's disk is full", "make room on the server"),
            PostgresException { SqlState: "25006" } => ("the database is read only", "name another"),
            PostgresException other => ($"the server refuses ({other.SqlState})", "see the server's log"),
            { InnerException: SocketException or IOException or TimeoutException } =>
                ("the server does not answer", "check that it runs, and its host and port"),
            _ when exception.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
                ("the server wants a password", "put it into PGPASSWORD or a pgpass file"),
            _ => ("the server cannot be used", "check that it runs, and its host and port"),
        };
        if (isOpen)
            return new StoreWriteException(
                Name,
                $"cannot take more records: {problem} ({exception.Message}); every record written before is kept, resume when the cause is gone",
                exception);
        return new InvalidInputException(Name, null, $"{problem} ({exception.Message})", remedy, exception);
    }

    private static bool Exists(NpgsqlConnection connection)
    {
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM pg_namespace WHERE nspname = 'espalier'";
        return command.ExecuteScalar() is not null;
    }

    private static Array Part(Array column, int first, int count)
    {
        if (first == 0 && count == column.Length) return column;
        var part = Array.CreateInstance(column.GetType().GetElementType()!, count);
        Array.Copy(column, first, part, 0, count);
        return part;
    }
}
