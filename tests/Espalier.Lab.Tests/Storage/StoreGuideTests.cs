using System.Data.Common;
using Espalier.Lab.Experiments.SubsetSums;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Storage.Databases;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Espalier.Lab.Tests.Storage;

/// <summary>Every question that is shown to people is asked, in both databases, and so is every line of SQL on the page.</summary>
public sealed class StoreGuideTests(PostgresServer server)
{
    [Fact]
    public void Questions_have_answers_in_sqlite()
    {
        using var folder = new StoreFolder();
        Run(folder.Path);
        using var connection = new SqliteConnection($"Data Source={folder.Path};Mode=ReadOnly;Pooling=false");
        connection.Open();
        Assert.All(
            StoreGuide.Questions[..2], question => Assert.Equal(question == StoreGuide.Questions[0] ? 1 : 3, Rows(connection, question.Sqlite)));
        Assert.Equal(0, Rows(connection, StoreGuide.Questions[2].Sqlite));
        Assert.Equal(3, Rows(connection, OnThePage("-- SQLite")));
        Assert.Equal(
            StoreGuide.Tables.Select(table => table.Table).Order(), Names(
                connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"));
    }

    [Slow]
    [Fact]
    public void Questions_have_answers_in_postgresql()
    {
        string address = server.NewDatabase();
        Run(address);
        using var connection = new NpgsqlConnection(PostgresAddress.Parse(address).ConnectionText());
        connection.Open();
        Assert.All(
            StoreGuide.Questions[..2], question => Assert.Equal(question == StoreGuide.Questions[0] ? 1 : 3, Rows(connection, question.Postgres)));
        Assert.Equal(0, Rows(connection, StoreGuide.Questions[2].Postgres));
        Assert.Equal(3, Rows(connection, OnThePage("-- PostgreSQL")));
    }

    private static void Run(string address)
    {
        using IStore store = Stores.OpenOrCreate(address);
        Sweep sweep = StoreFolder.Sweep(new SubsetSumLawExperiment(), "name: law\nreplicates: 2\ngrid: {candidates: [3, 4, 10], trials: 5}");
        Assert.Equal(6, SweepRunner.Run(sweep, store.Add(sweep), StoreFolder.Options(), cancel: TestContext.Current.CancellationToken).DoneNow);
    }

    private static string OnThePage(string head)
    {
        string page = File.ReadAllText(Path.Combine(Espalier.Tests.Checkout.Root, "docs", "lab.md"));
        string after = page[page.IndexOf(head, StringComparison.Ordinal)..];
        return after[(after.IndexOf('\n', StringComparison.Ordinal) + 1)..after.IndexOf(';', StringComparison.Ordinal)];
    }

    private static int Rows(DbConnection connection, string sql) => Names(connection, sql).Count;

    private static List<string> Names(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // What the project shows to people.
        command.CommandText = sql;
#pragma warning restore CA2100
        using DbDataReader reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add($"{reader.GetValue(0)}");
        return names;
    }
}
