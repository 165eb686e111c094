using System.Data.Common;

namespace Espalier.Lab.Storage.Databases;

/// <summary>Statements within one transaction. Commands are prepared once for each connection.</summary>
internal sealed class StoreTransaction(
    StoreDatabase database, DbConnection connection, DbTransaction transaction, Dictionary<string, DbCommand> commands)
{
    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params (string Name, object? Value)[] values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>The first value of the first row, or null.</summary>
    public object? Scalar(string sql, params (string Name, object? Value)[] values) =>
        Command(sql, values).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>The first value of the first row as a whole number, or null.</summary>
    public long? Number(string sql, params (string Name, object? Value)[] values) =>
        Scalar(sql, values) is { } value ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>All rows.</summary>
    public List<T> Query<T>(string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] values)
    {
        var rows = new List<T>();
        using DbDataReader reader = Command(sql, values).ExecuteReader();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    /// <summary>Every row in turn, without keeping it.</summary>
    /// <returns>How many there were.</returns>
    public long Each(string sql, Action<DbDataReader> visit, params (string Name, object? Value)[] values)
    {
        using DbDataReader reader = Command(sql, values).ExecuteReader();
        long rows = 0;
        for (; reader.Read(); rows++) visit(reader);
        return rows;
    }

    /// <summary>Runs a statement that speaks of <c>{rows}</c>, and reads what it returns.</summary>
    public void ForRows(string sql, RowSet rows, Action<DbDataReader>? read = null, params (string Name, object? Value)[] values)
    {
        if (rows.Count > 0) database.ForRows(this, sql, rows, read, values);
    }

    /// <summary>A prepared command with its values.</summary>
    internal DbCommand Command(string sql, (string Name, object? Value)[] values)
    {
        if (!commands.TryGetValue(sql, out DbCommand? command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // All statements are constants of this folder; what comes from outside is a parameter.
            command.CommandText = sql;
#pragma warning restore CA2100
            commands.Add(sql, command);
        }

        command.Transaction = transaction;
        foreach ((string name, object? value) in values) Set(command, name, value);
        return command;
    }

    /// <summary>Gives a parameter its value.</summary>
    internal static DbParameter Set(DbCommand command, string name, object? value)
    {
        int index = command.Parameters.IndexOf(name);
        if (index < 0)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            index = command.Parameters.Add(parameter);
        }

        DbParameter found = command.Parameters[index];
        found.Value = value ?? DBNull.Value;
        return found;
    }
}
