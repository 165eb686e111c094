using System.Data.Common;
using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Experiments;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Espalier.Lab.Tests.Storage;

/// <summary>What any store must do. A kind of store is tested by a class that says how to open one.</summary>
public abstract class StoreContract : IDisposable
{
    private static readonly TrivialExperiment Experiment = new();
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly List<IStore> _open = [];
    private string? _address;

    /// <summary>Where the store of this test is.</summary>
    protected abstract string NewAddress();

    /// <summary>A connection past the store, to spoil what it holds.</summary>
    protected abstract DbConnection Connect();

    [Fact]
    public void Records_come_back_as_they_went_in()
    {
        CellRecord failed = Record(2) with { Measures = [], Failure = new("Some.Exception", "line\none \"two\" \\ ü\u0001") };
        Write(Added(1, 2), Record(1), failed);
        var read = new Dictionary<CellAddress, CellRecord>();
        ReadingReport report = Store().Open().Read((CellRecord record, in RecordPlace _) => read.Add(record.Address, record));
        Assert.Equal((2L, 0), (report.Records, report.Damaged.Count));
        foreach (CellRecord wrote in (CellRecord[])[Record(1), failed])
        {
            CellRecord found = read[wrote.Address];
            Assert.Equal((wrote.Replicate, wrote.Failure), (found.Replicate, found.Failure));
            Assert.Equal(wrote.Parameters, found.Parameters);
            Assert.Equal(wrote.Measures, found.Measures);
        }
    }

    [Fact]
    public void A_cell_is_handed_out_once_and_comes_back_when_it_is_given_back()
    {
        IStoredSweep sweep = Added(1, 2, 3, 4, 5);
        using ISweepRun one = Begin(sweep);
        using ISweepRun other = Begin(Store().Open());
        IReadOnlyList<CellKey> first = one.Take(2);
        IReadOnlyList<CellKey> second = other.Take(10);
        Assert.Equal((2, 3), (first.Count, second.Count));
        Assert.Empty(first.Intersect(second));
        Assert.Empty(one.Take(1));
        Assert.Null(one.TakeSuspect());
        Assert.Equal(new CellTally(0, 5, 0, 0, 0), sweep.Tally());

        one.Record([(first[0], RecordOf(first[0]))]);
        one.GiveBack();
        Assert.Equal(new CellTally(1, 3, 1, 0, 0), sweep.Tally());
        Assert.Equal([first[1]], other.Take(10));
        other.Complete(new(DateTimeOffset.UnixEpoch, "cancelled", 0, 0));
        Assert.Equal(new CellTally(4, 0, 1, 0, 0), sweep.Tally());
    }

    [Fact]
    public void A_lease_that_ran_out_goes_to_another_and_the_late_record_still_counts_once()
    {
        IStoredSweep sweep = Added(1, 2);
        using ISweepRun slow = sweep.BeginRun(Start(), TimeSpan.FromMilliseconds(-1));
        IReadOnlyList<CellKey> taken = slow.Take(2);
        Assert.Equal(new ReclaimedCells(2, 0), Store().Open().Reclaim());
        using ISweepRun other = Begin(sweep);
        Assert.Empty(other.Take(2));
        CellKey again = Assert.NotNull(other.TakeSuspect());
        other.Record([(again, RecordOf(again))]);
        slow.Record([.. taken.Select(cell => (cell, RecordOf(cell)))]);
        Assert.Equal(new CellTally(0, 0, 2, 0, 0), sweep.Tally());
        Assert.Equal(2, RecordTable.Load(sweep).Rows);
    }

    [Fact]
    public void A_lease_that_is_renewed_does_not_run_out()
    {
        IStoredSweep sweep = Added(1, 2);
        using ISweepRun run = Begin(sweep);
        IReadOnlyList<CellKey> taken = run.Take(2);
        run.Renew([taken[0]]);
        Assert.Equal(default, sweep.Reclaim());
        Assert.True(Assert.Single(sweep.ReadRuns()).IsLive);
    }

    [Fact]
    public void A_cell_that_takes_three_workers_with_it_is_set_aside_and_its_neighbours_are_not()
    {
        IStoredSweep sweep = Added(1, 2, 3);
        Assert.Equal(new ReclaimedCells(3, 0), Die(run => Assert.Equal(3, run.Take(3).Count)));
        CellKey poison = default;
        Assert.Equal(new ReclaimedCells(1, 0), Die(run => poison = run.TakeSuspect()!.Value));
        using (ISweepRun run = Begin(sweep))
        {
            // The one that was alone when it happened comes last.
            for (int i = 0; i < 2; i++)
            {
                CellKey innocent = run.TakeSuspect()!.Value;
                Assert.NotEqual(poison, innocent);
                run.Record([(innocent, RecordOf(innocent))]);
            }

            run.Complete(new(DateTimeOffset.UnixEpoch, "finished", 2, 0));
        }

        Assert.Equal(new ReclaimedCells(0, 1), Die(run => Assert.Equal(poison, run.TakeSuspect())));
        Assert.Equal(new CellTally(0, 0, 2, 0, 1), sweep.Tally());
        Assert.Equal([poison], sweep.SetAside());
        using ISweepRun last = Begin(sweep);
        Assert.Null(last.TakeSuspect());
        Assert.Equal(1, sweep.RetryFailed());
        Assert.Equal([poison], last.Take(5));

        ReclaimedCells Die(Action<ISweepRun> take)
        {
            take(sweep.BeginRun(Start(), TimeSpan.FromMilliseconds(-1)));
            return sweep.Reclaim();
        }
    }

    [Fact]
    public void Equal_duplicates_collapse_and_different_results_of_one_cell_are_an_error()
    {
        IStoredSweep sweep = Added(1, 2, 3);
        Write(sweep, Record(1), Record(2));
        sweep.Import([Record(2), Record(3)], "elsewhere");
        Assert.Equal(2, RecordTable.Load(sweep).Rows);
        Write(sweep);
        Assert.Equal(3, RecordTable.Load(sweep).Rows);
        CellRecord other = Record(3) with { Measures = [Scalar.Of(0.5), Scalar.Of(6), default, Scalar.Of("plain")] };
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => sweep.Import([Record(1), other], "wrong"));
        Assert.Contains("two different results", error.Message);
        Assert.Contains(other.Address.ToString(), error.Message);
        Assert.Contains("run elsewhere, record", error.Message);
    }

    [Fact]
    public void A_finished_cell_outweighs_its_failures_and_of_several_the_first_counts()
    {
        IStoredSweep sweep = Added(1, 2);
        CellRecord failed = Record(1) with { Measures = [], Failure = new("T", "first") };
        CellRecord other = Record(2) with { Measures = [], Failure = new("T", "second") };
        Write(sweep, failed, other);
        Assert.Equal(2, RecordTable.Load(sweep).Failures.Count);
        Assert.Equal(2, sweep.RetryFailed());
        Write(sweep, Record(1), other with { Failure = new("T", "third") });
        sweep.Import([failed with { Failure = new("T", "again") }], "late");
        RecordTable table = RecordTable.Load(sweep);
        Assert.Equal(1, table.Rows);
        Assert.Equal("second", Assert.Single(table.Failures).Failure.Message);
        Assert.Equal(new CellTally(0, 0, 1, 1, 0), sweep.Tally());
    }

    [Fact]
    public void It_can_be_read_without_its_experiment()
    {
        Write(Added(1, 2), Record(1), Record(2));
        IStoredSweep sweep = Store().Open();
        Assert.Equal("trivial", sweep.Schema.Experiment);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(Experiment.Schema.Parameters[i].Allowed, sweep.Schema.Parameters[i].Allowed);
            Assert.Equal(Experiment.Schema.Parameters[i].Default, sweep.Schema.Parameters[i].Default);
            Assert.Equal(Experiment.Schema.Measures[i], sweep.Schema.Measures[i]);
        }

        RecordTable table = RecordTable.Load(sweep);
        Assert.Equal([2.0, 4.0], table.SortedRows().Select(row => table["doubled"].Number(row)));
        Assert.Throws<InvalidInputException>(() => table["nothing"]);
    }

    [Fact]
    public void Runs_are_remembered_with_their_specification_word_for_word()
    {
        IStoredSweep sweep = Added(1);
        string run;
        using (ISweepRun begun = sweep.BeginRun(Start("# a comment\nreplicates: 3"), Lease))
        {
            run = begun.Run;
            RunRecord live = Assert.Single(Store().Open().ReadRuns());
            Assert.Equal((run, true, null), (live.Run, live.IsLive, live.End));
            begun.Complete(new(DateTimeOffset.UnixEpoch.AddHours(1), "finished", 1, 0));
        }

        RunRecord ended = Assert.Single(Store().Open().ReadRuns());
        Assert.Equal((run, false, "finished", 1L), (ended.Run, ended.IsLive, ended.End!.Outcome, ended.End.Done));
        Assert.Equal(("source", "rule", StoreFolder.Machine), (ended.SpecificationSource, ended.StoppingRule, ended.Environment));
        Assert.Equal("# a comment\nreplicates: 3", sweep.ReadSpecification(ended.SpecificationDigest));
        sweep.RememberJob("slurm 7");
        Assert.Equal("slurm 7", Store().Open().Job);
        sweep.RememberJob(null);
        Assert.Null(sweep.Job);
    }

    [Fact]
    public void Sweeps_share_the_records_of_the_cells_that_they_have_in_common_and_see_no_others()
    {
        IStore store = Store();
        IStoredSweep first = store.Add(Named("first", "whole: [1, 2, 3]"));
        SweepRunner.Run(Named("first", "whole: [1, 2, 3]"), first, StoreFolder.Options());
        Sweep wider = Named("second", "whole: [2, 3, 4, 5]");
        SweepOutcome outcome = SweepRunner.Run(wider, Store().Add(wider), StoreFolder.Options());
        Assert.Equal((2L, 4L), (outcome.DoneNow, outcome.Progress.Done));
        Assert.Equal(["first", "second"], store.Sweeps().Select(entry => entry.Name));
        Assert.Equal([2.0, 4.0, 6.0], Doubled(store.Open("first")));
        Assert.Equal([4.0, 6.0, 8.0, 10.0], Doubled(store.Open("second")));
        Assert.Contains("first, second", Assert.Throws<InvalidInputException>(() => store.Open()).Message);
        Assert.Contains("no sweep \"third\"", Assert.Throws<InvalidInputException>(() => store.Open("third")).Message);
    }

    [Slow]
    [Fact]
    public void A_name_that_stands_for_another_specification_is_refused_unless_the_change_is_wanted()
    {
        Sweep before = Named("mine", "whole: [1, 2, 3]");
        SweepRunner.Run(before, Store().Add(before), StoreFolder.Options());
        Sweep after = Named("mine", "whole: [3, 4]");
        Assert.Contains("asks for something else", Assert.Throws<InvalidInputException>(() => Store().Add(after)).Message);
        Assert.Equal(3, RecordTable.Load(Store().Open()).Rows);
        SweepOutcome outcome = SweepRunner.Run(after, Store().Add(after, change: true), StoreFolder.Options());
        Assert.Equal(1, outcome.DoneNow);
        Assert.Equal([6.0, 8.0], Doubled(Store().Open()));
        Assert.Equal(2, Store().Open().ReadRuns().Select(run => run.SpecificationDigest).Distinct().Count());

        // What only looks different asks for the same.
        Sweep same = Named("mine", "{whole: [3, 4]}   # as before");
        Assert.Null(SweepRunner.Run(same, Store().Add(same), StoreFolder.Options()).Run);
    }

    [Fact]
    public void Revisions_live_side_by_side_and_another_form_of_one_revision_is_refused()
    {
        Sweep one = Named("one", "whole: 1");
        SweepRunner.Run(one, Store().Add(one), StoreFolder.Options());
        var raised = new TrivialExperiment(2);
        Sweep two = SpecificationReader.Read("two.yaml", "experiment: trivial", _ => raised);
        Assert.Equal(1, SweepRunner.Run(two, Store().Add(two), StoreFolder.Options()).DoneNow);
        Assert.Equal([1, 2], Store().Sweeps().Select(entry => entry.Revision));
        Sweep foreign = SpecificationReader.Read("three.yaml", "experiment: trivial", _ => new OtherTrivialExperiment());
        Assert.Contains("other parameters or measures", Assert.Throws<InvalidInputException>(() => Store().Add(foreign)).Message);
    }

    [Slow]
    [Fact]
    public void Many_runs_work_at_once_and_every_cell_is_recorded_once()
    {
        Sweep sweep = Named("many", "whole: {from: 1, to: 400, step: 1}");
        Store().Add(sweep);
        var outcomes = new SweepOutcome[4];
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using IStore store = Stores.OpenOrCreate(Address);
            outcomes[i] = SweepRunner.Run(sweep, store.Add(sweep), StoreFolder.Options());
        });
        Assert.Equal(400, outcomes.Sum(outcome => outcome.DoneNow));
        Assert.Equal(Enumerable.Range(1, 400).Select(i => 2.0 * i), Doubled(Store().Open()));
    }

    [Fact]
    public void Records_are_the_same_bytes_in_every_store()
    {
        const string Grid = "whole: {from: 1, to: 20, step: 1}, flag: [true, false], choice: [\"com,ma\", \"quo\\\"te\", \"ünï\\nline\"]";
        Sweep sweep = Named("bytes", Grid);
        SweepRunner.Run(sweep, Store().Add(sweep), StoreFolder.Options());
        string[] lines = [.. StoreFolder.Lines(Store().Open()).Order(StringComparer.Ordinal)];
        Assert.Equal(120, lines.Length);
        // The sha256 over the sorted lines, which are those of the folders that an import reads.
        byte[] digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines)));
        Assert.Equal("0bc5b95517631b26", Convert.ToHexStringLower(digest)[..16]);
    }

    [Slow]
    [Fact]
    public void A_record_that_was_changed_is_reported_never_used_and_its_cell_runs_again()
    {
        Sweep sweep = Named("spoiled", "whole: {from: 1, to: 10, step: 1}");
        SweepRunner.Run(sweep, Store().Add(sweep), StoreFolder.Options());
        string[] whole = [.. StoreFolder.Lines(Store().Open()).Order(StringComparer.Ordinal)];
        Assert.Equal(1, Tell("UPDATE record SET line = replace(line, '\"doubled\":4', '\"doubled\":5') WHERE line LIKE '%\"doubled\":4,%'"));
        Assert.Equal(1, Tell("UPDATE record SET address = @bytes WHERE line LIKE '%\"doubled\":2,%'", new byte[32]));
        RecordTable table = RecordTable.Load(Store().Open());
        Assert.Equal((8, 2), (table.Rows, table.Reading.Damaged.Count));
        Assert.Equal(2, Store().Open().Verify().Damaged.Count);
        Assert.Equal(new CellTally(2, 0, 8, 0, 0), Store().Open().Tally());
        Assert.Equal(2, SweepRunner.Run(sweep, Store().Add(sweep), StoreFolder.Options()).DoneNow);
        Assert.Equal(whole, StoreFolder.Lines(Store().Open()).Order(StringComparer.Ordinal));
    }

    [Slow]
    [Fact]
    public void A_table_that_keeps_up_with_its_sweep_is_the_one_that_is_read_whole()
    {
        var growing = new GrowingTable();
        IStoredSweep stored = Added(1, 2, 3, 4, 5);
        Write(stored, Record(1));
        RecordTable first = Grown();
        Write(stored, Record(2), Record(3) with { Measures = [], Failure = new("Some.Exception", "message") });
        RecordTable second = Grown();
        Assert.Equal((1, 2, 1), (first.Rows, second.Rows, second.Failures.Count));
        Assert.Same(second, Grown());

        // A result in the place of a failure, a record that another sweep made, a damaged one, and another specification.
        stored.RetryFailed();
        Write(stored, Record(3));
        Assert.Equal((3, 0), (Grown().Rows, Grown().Failures.Count));
        Sweep other = Named("other", "whole: [4, 6]");
        SweepRunner.Run(other, Store().Add(other), StoreFolder.Options());
        Assert.Equal(3, Grown().Rows);
        stored.Join();
        Assert.Equal(4, Grown().Rows);
        Write(stored, Record(5));
        Tell("UPDATE record SET line = replace(line, '\"doubled\":10', '\"doubled\":11') WHERE line LIKE '%\"doubled\":10,%'");
        Assert.Equal((4, 1), (Grown().Rows, Grown().Reading.Damaged.Count));
        Store().Add(Named("contract", "whole: [1, 2]"), change: true);
        Sweep changed = Named("contract", "whole: [1, 2]");
        SweepRunner.Run(changed, Store().Open("contract"), StoreFolder.Options());
        Assert.Equal(2, Grown().Rows);

        RecordTable Grown()
        {
            RecordTable table = growing.Read(Store().Open("contract"), Store().Open("contract").Tally());
            var whole = RecordTable.Load(Store().Open("contract"));
            Assert.Equal(Texts(whole), Texts(table));
            Assert.Equal(whole.Failures.Select(cell => cell.Address), table.Failures.Select(cell => cell.Address));
            Assert.Equal(whole.Reading.Records, table.Reading.Records);
            return table;
        }

        static IEnumerable<string> Texts(RecordTable table) => table.SortedRows().Select(
            row => string.Join(' ', table.Parameters.Concat(table.Measures).Select(column => column[row])) + table.Address(row));
    }

    /// <summary>Read by other measures, every record would look damaged, and a verification would throw all of them away.</summary>
    [Fact]
    public void The_same_sweep_of_an_experiment_with_other_measures_is_refused()
    {
        Write(Added(1), Record(1));
        var changed = new RemeasuredExperiment();
        Sweep same = SpecificationReader.Read("contract.yaml", "experiment: trivial\ngrid: {whole: [1]}", _ => changed);
        Assert.Contains("other parameters or measures", Assert.Throws<InvalidInputException>(() => Store().Add(same)).Problem);
    }

    [Fact]
    public void A_damaged_description_of_a_run_is_named()
    {
        IStoredSweep sweep = Added(1);
        Write(sweep, Record(1));
        foreach (string column in (string[])["ending", "description"])
        {
            Assert.Equal(1, Tell($"UPDATE run SET {column} = 'null'"));
            Assert.Contains("damaged", Assert.Throws<InvalidInputException>(sweep.ReadRuns).Problem);
        }
    }

    [Fact]
    public void A_damaged_record_is_used_by_no_reading()
    {
        CellRecord failed = Record(2) with { Measures = [], Failure = new("Some.Exception", "because") };
        IStoredSweep sweep = Added(1, 2);
        Write(sweep, Record(1), failed);
        Assert.Equal((2, 1), (sweep.ReadRange(0, 2).Count, sweep.Failures(2).Count));
        Assert.Equal(1, Tell("UPDATE record SET line = replace(line, '\"doubled\":2', '\"doubled\":3') WHERE failed = 0"));
        Assert.Equal(1, Tell("UPDATE record SET line = replace(line, 'because', 'Because') WHERE failed = 1"));
        Assert.Empty(sweep.ReadRange(0, 2));
        Assert.Empty(sweep.Failures(2));
    }

    [Fact]
    public void A_cell_whose_record_is_gone_waits_again_after_a_verification()
    {
        IStoredSweep sweep = Added(1, 2);
        Write(sweep, Record(1), Record(2));
        Assert.Equal(1, Tell("DELETE FROM record WHERE line LIKE '%\"doubled\":2,%'"));
        Assert.Single(sweep.Verify().Damaged);
        Assert.Equal(new CellTally(1, 0, 1, 0, 0), sweep.Tally());
        Assert.Empty(sweep.Verify().Damaged);
        Write(sweep, Record(1));
        Assert.Equal(2, RecordTable.Load(sweep).Rows);
    }

    [Fact]
    public void A_schema_of_a_newer_version_is_refused_and_left_alone()
    {
        Write(Added(1, 2), Record(1), Record(2));
        Tell("UPDATE store SET version = version + 97");
        foreach (Func<string, IStore> open in (Func<string, IStore>[])[Stores.Open, Stores.OpenOrCreate])
            Assert.Contains("version 99", Assert.Throws<InvalidInputException>(() => open(Address)).Message);
        Tell("UPDATE store SET version = version - 97");
        Assert.Equal(2, RecordTable.Load(Store().Open()).Rows);
    }

    public void Dispose()
    {
        foreach (IStore store in _open) store.Dispose();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The address of this test's store.</summary>
    protected string Address => _address ??= NewAddress();

    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>A connection of its own to the store of this test.</summary>
    private IStore Store()
    {
        IStore store = Stores.OpenOrCreate(Address);
        _open.Add(store);
        return store;
    }

    private int Tell(string sql, byte[]? bytes = null)
    {
        using DbConnection connection = Connect();
        connection.Open();
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements stand above.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (bytes is not null)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("bytes", bytes);
            command.Parameters.Add(parameter);
        }

        return command.ExecuteNonQuery();
    }

    private static Sweep Named(string name, string grid) =>
        SpecificationReader.Read($"{name}.yaml", $"experiment: trivial\ngrid: {(grid.StartsWith('{') ? grid : $"{{{grid}}}")}", _ => Experiment);

    /// <summary>A sweep whose cells are those of <see cref="Record"/>.</summary>
    private IStoredSweep Added(params int[] whole)
    {
        Sweep sweep = Named("contract", $"whole: [{string.Join(", ", whole)}]");
        IStoredSweep stored = Store().Add(sweep);
        CellListing.Of(sweep, stored, Shard.Whole).Begin(CancellationToken.None);
        return stored;
    }

    private static double[] Doubled(IStoredSweep sweep)
    {
        var table = RecordTable.Load(sweep);
        return [.. table.SortedRows().Select(row => table["doubled"].Number(row))];
    }

    private static CellRecord Record(long whole)
    {
        Cell cell = Cell.Create(Experiment.Schema, CellAddressTests.Point(whole, 0.5, "plain", false), 0);
        return CellRecord.Done(cell, Experiment.Run(cell, CancellationToken.None).Complete());
    }

    private static CellRecord RecordOf(CellKey key) => Enumerable.Range(1, 5).Select(i => Record(i)).Single(record => record.Address == key.Address);

    private static RunStart Start(string text = "text") =>
        new(text, "source", "rule", "1/1", 1, false, DateTimeOffset.UnixEpoch, StoreFolder.Machine);

    private static ISweepRun Begin(IStoredSweep sweep) => sweep.BeginRun(Start(), Lease);

    /// <summary>Takes what waits, and records of it what is given; the rest goes back.</summary>
    private static void Write(IStoredSweep sweep, params CellRecord[] records)
    {
        using ISweepRun run = Begin(sweep);
        run.Record([.. run.Take(1000).Join(records, cell => cell.Address, record => record.Address, (cell, record) => (cell, record))]);
        run.Complete(new(DateTimeOffset.UnixEpoch, "finished", records.Length, 0));
    }

    private sealed class RemeasuredExperiment() : Experiment(
        "trivial", 1, "Other measures", Experiment.Schema.Parameters, [new Measure("product", ScalarKind.Number, "another number")])
    {
        public override CellResult Run(Cell cell, CancellationToken cancel) => new(Schema);
    }

    private sealed class OtherTrivialExperiment() : Experiment("trivial", 1, "Other", [Parameter.Switch("flag", "a flag", false)], [])
    {
        public override CellResult Run(Cell cell, CancellationToken cancel) => new(Schema);
    }
}

/// <summary>SQLite keeps the contract.</summary>
public sealed class SqliteContractTests : StoreContract
{
    private readonly StoreFolder _folder = new();

    protected override string NewAddress() => _folder.Path;

    protected override DbConnection Connect() => new SqliteConnection($"Data Source={Address};Pooling=False");

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}

/// <summary>PostgreSQL keeps the contract; skipped by name where no server can run.</summary>
public sealed class PostgresContractTests(PostgresServer server) : StoreContract
{
    protected override string NewAddress() => server.NewDatabase();

    protected override DbConnection Connect() => new NpgsqlConnection(server.ConnectionTo(Address));
}
