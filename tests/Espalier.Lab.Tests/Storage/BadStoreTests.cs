using System.Data.Common;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Storage.Databases;
using Espalier.Lab.Tests.Experiments;
using Microsoft.Data.Sqlite;

namespace Espalier.Lab.Tests.Storage;

/// <summary>Stores that are damaged, foreign, newer, away or locked: each a clear message, and nothing lost.</summary>
public sealed class BadStoreTests(PostgresServer server)
{
    private static readonly TrivialExperiment Experiment = new();

    [Fact]
    public void Another_database_and_no_database_are_named()
    {
        using var folder = new StoreFolder();
        string other = Path.Combine(folder.Root, "other.db");
        StoreFolder.Change(other, "CREATE TABLE thesis (chapter TEXT)");
        Assert.Contains("another program", Assert.Throws<InvalidInputException>(() => Stores.OpenOrCreate(other)).Message);
        string text = Path.Combine(folder.Root, "text.db");
        File.WriteAllText(text, new string('x', 9000));
        Assert.Contains("no store", Assert.Throws<InvalidInputException>(() => Stores.OpenOrCreate(text)).Message);
        Assert.Contains("no such store", Assert.Throws<InvalidInputException>(() => Stores.Open(Path.Combine(folder.Root, "none.db"))).Message);
        Assert.Contains("a folder", Assert.Throws<InvalidInputException>(() => Stores.OpenOrCreate(folder.Root)).Message);
        Assert.Contains("NUL", Assert.Throws<InvalidInputException>(() => Stores.OpenOrCreate("a\0b")).Message);
    }

    [Theory]
    [InlineData("parameters")]
    [InlineData("measures")]
    public void A_schema_with_a_hole_is_damaged(string list)
    {
        string text = System.Text.Json.JsonSerializer.Serialize(SchemaText.Of(Experiment.Schema), SchemaText.Json);
        SchemaText.Parse("store", text).ToSchema("store");
        string hole = text.Replace($"\"{list}\": [", $"\"{list}\": [ null,", StringComparison.Ordinal);
        Assert.Contains("damaged", Assert.Throws<InvalidInputException>(() => SchemaText.Parse("store", hole).ToSchema("store")).Problem);
    }

    [Fact]
    public void A_connection_that_broke_between_two_questions_is_made_again()
    {
        using var database = new BreakingDatabase();
        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal(7, database.Reading(transaction => transaction.Number("SELECT 7")));
            Assert.Equal(i, database.Connections);
            database.Break();
        }
    }

    /// <summary>The engine itself takes this name for a store that is gone with the process.</summary>
    [Fact]
    public void Every_name_is_that_of_a_file()
    {
        string path = Path.GetFullPath(":memory:");
        try
        {
            using (IStore store = Stores.OpenOrCreate(":memory:")) Assert.Empty(store.Sweeps());
            Assert.True(File.Exists(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_process_that_ended_before_it_was_named_is_gone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are named by what /proc says");
        using var process = System.Diagnostics.Process.Start("/bin/true");
        process.WaitForExit();
        Assert.True(WorkerProcess.IsGone(WorkerProcess.Of(process.Id)));
        Assert.False(WorkerProcess.IsGone(WorkerProcess.Current));
    }

    [Fact]
    public void The_links_on_the_way_to_a_store_are_followed()
    {
        using var folder = new StoreFolder();
        string real = Directory.CreateDirectory(Path.Combine(folder.Root, "scratch", "me")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "home"), "scratch");
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "short"), Path.Combine(folder.Root, "home", "me"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "round"), "round");
        Assert.Equal(Path.Combine(real, "law.db"), NetworkFolder.Resolved(Path.Combine(folder.Root, "short", "law.db")));
        Assert.EndsWith("law.db", NetworkFolder.Resolved(Path.Combine(folder.Root, "round", "law.db")));
    }

    [Theory]
    [InlineData("postgresql://me:secret@host/db", "holds a password")]
    [InlineData("postgresql://host", "no database")]
    [InlineData("postgresql://me@host/db?target=primary", "no option")]
    [InlineData("postgresql://me@host/db?password=secret", "no option")]
    [InlineData("postgresql://me@host/db?sslmode=always", "no sslmode")]
    [InlineData("postgresql://me:top@secret@host/db", "postgresql://…@host/db")]
    public void An_address_that_cannot_be_used_says_why_and_never_shows_a_password(string address, string problem)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Stores.Open(address));
        Assert.Contains(problem, error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    [Fact]
    public void A_store_of_version_1_is_made_one_of_today()
    {
        using var folder = new StoreFolder();
        var experiment = new ScriptedExperiment((cell, _) => cell.Integer("n"));
        folder.Run(experiment, "grid: {n: [1, 2]}");
        StoreFolder.Change(folder.Path, "ALTER TABLE run DROP COLUMN recorded; UPDATE store SET version = 1");
        Assert.Equal(1, folder.Run(experiment, "grid: {n: [1, 2, 3]}").DoneNow);
        Assert.Equal([0L, 1L], folder.Open().ReadRuns().Select(run => run.Recorded));
    }

    /// <summary>A worker of another version of the program would record what it computes under addresses that mean something else.</summary>
    [Fact]
    public void A_program_with_another_revision_of_the_experiment_does_not_work_on_the_sweep()
    {
        using var folder = new StoreFolder();
        Sweep before = StoreFolder.Sweep(new TrivialExperiment(), "name: a\ngrid: {whole: [1, 2]}");
        folder.Run(before);
        Sweep newer = StoreFolder.Sweep(new TrivialExperiment(revision: 2), "name: a\ngrid: {whole: [1, 2]}");
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => SweepRunner.Run(newer, folder.Open(), StoreFolder.Options()));
        Assert.Contains("revision 1 of trivial, and this program has revision 2", refused.Problem);
        Assert.Equal(2, folder.Run(newer.Called("b")).DoneNow);
        Assert.Equal(2, folder.Store().Open("a").Tally().Done);
    }

    [Fact]
    public void An_address_is_shown_without_what_goes_without_saying()
    {
        Assert.Equal("postgresql://me@host/db", PostgresAddress.Parse("postgresql://me@host:5432/db").ToString());
        Assert.Equal("postgresql://me@host:1234/db", PostgresAddress.Parse("postgres://me@host:1234/db?sslmode=require").ToString());
    }

    [Fact]
    public void A_server_that_does_not_answer_or_does_not_know_the_user_or_the_database_is_named()
    {
        string address = server.NewDatabase();
        Assert.Contains("does not answer", Assert.Throws<InvalidInputException>(() => Stores.Open("postgresql://me@127.0.0.1:1/db")).Message);
        Assert.Contains(
            "refuses this user or password",
            Assert.Throws<InvalidInputException>(() => Stores.Open(address.Replace("espalier@", "stranger@", StringComparison.Ordinal))).Message);
        Assert.Contains("no such database", Assert.Throws<InvalidInputException>(() => Stores.Open(address + "x")).Message);
        Assert.Contains("no store here", Assert.Throws<InvalidInputException>(() => Stores.Open(address)).Message);
    }

    [Slow]
    [Fact]
    public void A_server_that_is_killed_and_comes_back_costs_nothing()
    {
        // A server of its own: the others are in the middle of something.
        using var own = new PostgresServer();
        using IStore store = Stores.OpenOrCreate(own.NewDatabase());
        int ran = 0;
        using var killed = new ManualResetEventSlim();
        var experiment = new ScriptedExperiment((cell, _) =>
        {
            if (Interlocked.Increment(ref ran) == 20)
            {
                own.KillAndStart(static () => { });
                killed.Set();
            }

            return cell.Integer("n");
        });
        Sweep sweep = StoreFolder.Sweep(experiment, "grid: {n: {from: 14, to: 113, step: 1}}");
        SweepOutcome outcome = SweepRunner.Run(sweep, store.Add(sweep), StoreFolder.Options());
        Assert.True(killed.IsSet);
        Assert.Equal((SweepEnding.Finished, 100L), (outcome.Ending, outcome.DoneNow));
        Assert.Equal(Enumerable.Range(14, 100).Select(n => (double)n), Values(store));
    }

    [Theory]
    [InlineData("/home/me/results.db", "nfs4")]
    [InlineData("/home2/results.db", "ext4")]
    [InlineData("/home/me/scratch/results.db", "tmpfs")]
    public void The_innermost_mount_says_what_kind_of_file_system_it_is(string path, string kind) => Assert.Equal(
        kind, NetworkFolder.KindOf(path, ["/dev/sda / ext4 rw 0 0", "server:/home /home nfs4 rw 0 0", "none /home/me/scratch tmpfs rw 0 0"]));

    private static IEnumerable<double> Values(IStore store)
    {
        var table = RecordTable.Load(store.Open());
        return table.SortedRows().Select(row => table["value"].Number(row));
    }

    private sealed class BreakingDatabase() : StoreDatabase("breaking")
    {
        private readonly List<DbConnection> _made = [];

        public int Connections => _made.Count;

        public override string Now => "0";

        public override string SkipLocked => "";

        public void Break() => _made[^1].Close();

        public override void ForRows(
            StoreTransaction transaction, string sql, RowSet rows, Action<DbDataReader>? read, (string Name, object? Value)[] values) =>
            throw new NotSupportedException();

        protected override DbConnection Connect()
        {
            _made.Add(new SqliteConnection("Data Source=:memory:"));
            _made[^1].Open();
            return _made[^1];
        }

        protected override DbTransaction Begin(DbConnection connection, bool isReading) => connection.BeginTransaction();

        protected override bool IsBusy(DbException exception) => false;

        protected override bool IsAway(DbException exception) => false;

        protected override Exception Explain(DbException exception, bool isOpen) => exception;
    }
}
