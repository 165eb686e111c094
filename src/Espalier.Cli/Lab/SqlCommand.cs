using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab sql</c>.</summary>
internal static class SqlCommand
{
    public static Command Create()
    {
        Option<bool> postgres = Options.Flag("--postgres", "for PostgreSQL; else for SQLite");
        return new Verb(
            "sql", "Show the tables of a store and questions to start from, for your own tools; nothing is opened", "espalier lab sql") { postgres }
            .Runs(call => call.Do(new SqlJob(), new() { Postgres = call.Value(postgres) }, Show));
    }

    private static void Show(SqlAnswer found, Page page)
    {
        page.Table(["table", "holds"], [.. found.Tables.Select(table => new[] { table.Name, table.Holds })]);
        page.Line("");
        foreach (string statement in found.Statements) page.Verbatim($"{statement};\n");
        foreach (SqlQuestion question in found.Questions) page.Verbatim($"\n-- {question.Question}\n{question.Sql};\n");
    }
}
