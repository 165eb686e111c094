using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Experiments;

namespace Espalier.Lab.Tests.Storage;

/// <summary>What any store must do. A kind of store is tested by a class that says how to open one.</summary>
public abstract class RecordStoreContract : IDisposable
{
    private static readonly TrivialExperiment Experiment = new();

    /// <summary>Opens the store of this test for an experiment; calls with the same schema open the same store.</summary>
    internal abstract IRecordStore Open(ExperimentSchema schema);

    /// <summary>Opens the same store as somebody who does not have the experiment.</summary>
    internal abstract IRecordStore OpenExisting();

    [Fact]
    public void Records_come_back_as_they_went_in()
    {
        IRecordStore store = Open(Experiment.Schema);
        CellRecord failed = Record(2) with { Measures = [], Failure = new("Some.Exception", "line\none \"two\" \\ ü\u0001") };
        Write(store, Record(1), failed);
        var read = new Dictionary<CellAddress, CellRecord>();
        ReadingReport report = Open(Experiment.Schema).Read((CellRecord record, in RecordPlace _, uint _) => read.Add(record.Address, record), CancellationToken.None);
        Assert.Equal((2L, 0, 0), (report.Records, report.TornTails.Count, report.Damaged.Count));
        foreach (CellRecord wrote in (CellRecord[])[Record(1), failed])
        {
            CellRecord found = read[wrote.Address];
            Assert.Equal((wrote.Replicate, wrote.Failure), (found.Replicate, found.Failure));
            Assert.Equal(wrote.Parameters, found.Parameters);
            Assert.Equal(wrote.Measures, found.Measures);
        }
    }

    [Fact]
    public void What_was_not_handed_over_is_not_there_and_what_was_is_there_for_others()
    {
        IRecordStore store = Open(Experiment.Schema);
        using (IRecordWriter writer = Begin(store))
        {
            writer.Append(Record(1));
            writer.Flush(durable: false);
            Assert.Equal(1, RecordTable.Load(Open(Experiment.Schema)).Rows);
            writer.Append(Record(2));
        }

        RecordTable table = RecordTable.Load(Open(Experiment.Schema));
        Assert.Equal(1, table.Rows);
        Assert.Empty(table.Reading.TornTails);
    }

    [Fact]
    public void Equal_duplicates_collapse_and_different_results_of_one_cell_are_an_error()
    {
        IRecordStore store = Open(Experiment.Schema);
        Write(store, Record(1), Record(2));
        Write(store, Record(2), Record(3));
        Assert.Equal(3, RecordTable.Load(store).Rows);
        CellRecord other = Record(3) with { Measures = [Scalar.Of(0.5), Scalar.Of(6), default, Scalar.Of("plain")] };
        InvalidInputException error = Assert.Throws<InvalidInputException>(() =>
        {
            Write(store, other);
            RecordTable.Load(store);
        });
        Assert.Contains("two different results", error.Message);
        Assert.Contains(other.Address.ToString(), error.Message);
    }

    [Fact]
    public void A_finished_cell_outweighs_its_failures_in_any_order()
    {
        IRecordStore store = Open(Experiment.Schema);
        CellRecord failed = Record(1) with { Measures = [], Failure = new("T", "first") };
        CellRecord other = Record(2) with { Measures = [], Failure = new("T", "second") };
        Write(store, failed, other);
        Assert.Equal(2, RecordTable.Load(store).Failures.Count);
        Write(store, Record(1), failed with { Failure = new("T", "again") }, other with { Failure = new("T", "third") });
        RecordTable table = RecordTable.Load(store);
        Assert.Equal(1, table.Rows);
        Assert.Equal("second", Assert.Single(table.Failures).Failure.Message);
    }

    [Fact]
    public void It_can_be_read_without_its_experiment()
    {
        Write(Open(Experiment.Schema), Record(1), Record(2));
        IRecordStore store = OpenExisting();
        Assert.Equal("trivial", store.Schema.Experiment);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(Experiment.Schema.Parameters[i].Allowed, store.Schema.Parameters[i].Allowed);
            Assert.Equal(Experiment.Schema.Parameters[i].Default, store.Schema.Parameters[i].Default);
            Assert.Equal(Experiment.Schema.Measures[i], store.Schema.Measures[i]);
        }

        RecordTable table = RecordTable.Load(store);
        Assert.Equal([2.0, 4.0], table.SortedRows().Select(row => table["doubled"].Number(row)));
        Assert.Throws<InvalidInputException>(() => table["nothing"]);
    }

    [Fact]
    public void Runs_are_remembered_with_their_specification_word_for_word()
    {
        IRecordStore store = Open(Experiment.Schema);
        string run;
        using (IRecordWriter writer = Begin(store, "# a comment\nreplicates: 3"))
        {
            run = writer.Run;
            RunRecord live = Assert.Single(Open(Experiment.Schema).ReadRuns());
            Assert.Equal((run, true, null), (live.Run, live.IsLive, live.End));
            writer.Append(Record(1));
            writer.Complete(new(DateTimeOffset.UnixEpoch.AddHours(1), "finished", 1, 0));
        }

        RunRecord ended = Assert.Single(OpenExisting().ReadRuns());
        Assert.Equal((run, false, "finished", 1L), (ended.Run, ended.IsLive, ended.End!.Outcome, ended.End.Done));
        Assert.Equal(("source", "rule", StoreFolder.Machine), (ended.SpecificationSource, ended.StoppingRule, ended.Environment));
        Assert.Equal("# a comment\nreplicates: 3", store.ReadSpecification(ended.SpecificationDigest));
    }

    [Fact]
    public void Another_experiment_and_another_revision_are_refused()
    {
        Open(Experiment.Schema);
        Assert.Contains("revision 1", Assert.Throws<InvalidInputException>(() => Open(new TrivialExperiment(2).Schema)).Message);
        Assert.Contains("trivial, not scripted", Assert.Throws<InvalidInputException>(() => Open(new ScriptedExperiment((_, _) => 0).Schema)).Message);
    }

    [Fact]
    public void Many_threads_of_many_runs_write_at_once()
    {
        IRecordStore store = Open(Experiment.Schema);
        Parallel.For(0, 4, run =>
        {
            using IRecordWriter writer = Begin(Open(Experiment.Schema));
            Parallel.For(0, 100, i => writer.Append(Record((run * 50) + i)));
            writer.Complete(new(DateTimeOffset.UnixEpoch, "finished", 100, 0));
        });
        RecordTable table = RecordTable.Load(store);
        Assert.Equal(Enumerable.Range(0, 250).Select(i => 2.0 * i), table.SortedRows().Select(row => table["doubled"].Number(row)));
        Assert.Equal(4, store.ReadRuns().Count);
    }

    [Fact]
    public void A_sweep_runs_into_it_and_goes_on_where_it_stopped()
    {
        const string Text = "replicates: 3\ngrid: {whole: {from: 1, to: 10, step: 1}}";
        SweepRunner.Run(StoreFolder.Sweep(Experiment, "grid: {whole: [1, 2]}"), Open(Experiment.Schema), StoreFolder.Options());
        SweepOutcome outcome = SweepRunner.Run(StoreFolder.Sweep(Experiment, Text), Open(Experiment.Schema), StoreFolder.Options());
        Assert.Equal((28L, 30L, 0L), (outcome.DoneNow, outcome.Progress.Done, outcome.Progress.Remaining));
        using var folder = new StoreFolder();
        folder.Run(Experiment, Text);
        Assert.Equal(Csv(RecordTable.Load(folder.Open(Experiment))), Csv(RecordTable.Load(OpenExisting())));
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    private static string Csv(RecordTable table)
    {
        var csv = new StringWriter();
        CsvExport.Write(table, csv);
        return csv.ToString();
    }

    private static CellRecord Record(long whole)
    {
        Cell cell = Cell.Create(Experiment.Schema, CellAddressTests.Point(whole, 0.5, "plain", false), 0);
        return CellRecord.Done(cell, Experiment.Run(cell, CancellationToken.None).Complete());
    }

    private static IRecordWriter Begin(IRecordStore store, string text = "text") =>
        store.BeginRun(new(text, "source", "rule", "1/1", 1, false, DateTimeOffset.UnixEpoch, StoreFolder.Machine));

    private static void Write(IRecordStore store, params ReadOnlySpan<CellRecord> records)
    {
        using IRecordWriter writer = Begin(store);
        foreach (CellRecord record in records) writer.Append(record);
        writer.Complete(new(DateTimeOffset.UnixEpoch, "finished", records.Length, 0));
    }
}

/// <summary>The folder keeps the contract.</summary>
public sealed class FolderStoreContractTests : RecordStoreContract
{
    private readonly StoreFolder _folder = new();

    internal override IRecordStore Open(ExperimentSchema schema) => Stores.OpenOrCreate(_folder.Path, schema);

    internal override IRecordStore OpenExisting() => Stores.Open(_folder.Path);

    protected override void Dispose(bool disposing) => _folder.Dispose();
}
