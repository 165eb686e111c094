using Espalier.Lab.Storage;

namespace Espalier.Work.Lab;

/// <summary>Asks how a store can be read with other tools.</summary>
public sealed record SqlRequest
{
    /// <summary>Whether to give the statements for PostgreSQL; else those for SQLite.</summary>
    public bool Postgres { get; init; }
}

/// <summary>The tables of a store, and questions to start from.</summary>
/// <param name="Tables">What each table holds.</param>
/// <param name="Statements">What makes them.</param>
/// <param name="Questions">Questions to start from.</param>
public sealed record SqlAnswer(IReadOnlyList<SqlTable> Tables, IReadOnlyList<string> Statements, IReadOnlyList<SqlQuestion> Questions);

/// <summary>A table.</summary>
public sealed record SqlTable(string Name, string Holds);

/// <summary>A question to a store.</summary>
public sealed record SqlQuestion(string Question, string Sql);

/// <summary>Tells how a store can be read with other tools; it opens none.</summary>
public sealed class SqlJob : IJob<SqlRequest, SqlAnswer>
{
    /// <inheritdoc/>
    public Outcome<SqlAnswer> Run(SqlRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Outcome.Of(new SqlAnswer(
            [.. StoreGuide.Tables.Select(table => new SqlTable(table.Table, table.Holds))],
            [.. StoreGuide.Statements(!request.Postgres)],
            [.. StoreGuide.Questions.Select(one => new SqlQuestion(one.Question, request.Postgres ? one.Postgres : one.Sqlite))]));
    }
}
