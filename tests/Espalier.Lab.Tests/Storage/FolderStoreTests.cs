using System.Text;
using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Experiments;

namespace Espalier.Lab.Tests.Storage;

public sealed class FolderStoreTests
{
    private const string Grid = "replicates: 10\ngrid: {whole: {from: 1, to: 10, step: 1}, flag: [true, false]}";

    private static readonly TrivialExperiment Experiment = new();

    [Fact]
    public void A_torn_tail_is_reported_when_read_cut_by_the_next_run_and_its_cell_runs_again()
    {
        using var folder = new StoreFolder();
        folder.Run(Experiment, Grid);
        string[] whole = folder.SortedLines();
        string segment = Assert.Single(folder.Segments());
        long length = new FileInfo(segment).Length;
        foreach (int cut in (ReadOnlySpan<int>)[1, 2, 7, 60, 300])
        {
            Truncate(segment, cut);
            PretendKilled(segment);
            RecordTable table = RecordTable.Load(folder.Open(Experiment));
            Assert.True(table.Rows is 199 or 198, $"{table.Rows} rows");
            if (new FileInfo(segment).Length > 0 && cut != 300) Assert.Single(table.Reading.TornTails);
            Assert.Empty(table.Reading.Damaged);

            SweepOutcome outcome = folder.Run(Experiment, Grid);
            Assert.Contains("unfinished record", Assert.Single(outcome.Repairs));
            Assert.Equal(200 - table.Rows, outcome.DoneNow);
            Assert.Equal(whole, folder.SortedLines());
            Assert.Empty(folder.Locks());
            Rebuild(folder, segment);
        }

        Assert.Equal(length, new FileInfo(segment).Length);
    }

    [Fact]
    public void A_segment_that_a_living_run_writes_is_never_cut()
    {
        using var folder = new StoreFolder();
        IRecordStore store = folder.Open(Experiment);
        using IRecordWriter writer = Begin(store);
        writer.Append(Record(1));
        writer.Append(Record(2));
        writer.Flush(durable: false);
        string segment = Assert.Single(folder.Segments());
        File.AppendAllText(segment, "{\"address\":\"half a rec");

        Assert.Empty(folder.Open(Experiment).Repair());
        ReadingReport report = store.Read((CellRecord _, in RecordPlace _, uint _) => { }, CancellationToken.None);
        Assert.Equal(2, report.Records);
        Assert.Equal(3, Assert.Single(report.TornTails).Number);
        Assert.EndsWith("half a rec", File.ReadAllText(segment));

        writer.Dispose();
        Assert.Empty(folder.Locks());
    }

    [Fact]
    public void The_lock_of_another_machine_is_left_alone()
    {
        using var folder = new StoreFolder();
        folder.Run(Experiment, Grid);
        string segment = Assert.Single(folder.Segments());
        File.AppendAllText(segment, "{\"torn");
        File.WriteAllText(Path.ChangeExtension(segment, ".lock"), "another-machine");
        Assert.Empty(folder.Open(Experiment).Repair());
        Assert.Single(folder.Locks());
        Assert.EndsWith("{\"torn", File.ReadAllText(segment));
    }

    [Fact]
    public void A_damaged_record_in_the_middle_is_reported_never_used_and_its_cell_runs_again()
    {
        using var folder = new StoreFolder();
        folder.Run(Experiment, Grid);
        string segment = Assert.Single(folder.Segments());
        byte[] bytes = File.ReadAllBytes(segment);
        int line = Encoding.UTF8.GetString(bytes).IndexOf("\"sum\":", StringComparison.Ordinal) + 7;
        bytes[line] ^= 1;
        File.WriteAllBytes(segment, bytes);

        RecordTable table = RecordTable.Load(folder.Open(Experiment));
        Assert.Equal(199, table.Rows);
        Assert.Equal(1, Assert.Single(table.Reading.Damaged).Number);
        SweepOutcome outcome = folder.Run(Experiment, Grid);
        Assert.Single(outcome.Reading.Damaged);
        Assert.Equal(1, outcome.DoneNow);
        Assert.Equal(200, RecordTable.Load(folder.Open(Experiment)).Rows);
    }

    [Fact]
    [Slow]
    public void Any_mutation_of_a_segment_is_reported_or_harmless()
    {
        using var folder = new StoreFolder();
        folder.Run(Experiment, Grid);
        HashSet<string> lines = [.. folder.SortedLines()];
        string segment = Assert.Single(folder.Segments());
        byte[] original = File.ReadAllBytes(segment);
        for (int seed = 0; seed < 300; seed++)
        {
            File.WriteAllBytes(segment, Mutate(original, new System.Random(seed)));
            RecordTable table = RecordTable.Load(folder.Open(Experiment));
            bool reported = table.Reading.TornTails.Count + table.Reading.Damaged.Count > 0;
            Assert.True(table.Rows <= 200, $"seed {seed}");
            Assert.True(reported || File.ReadAllLines(segment).All(lines.Contains), $"seed {seed}: a change went unseen");
        }
    }

    [Fact]
    public void A_line_longer_than_any_record_is_skipped_in_bounded_memory()
    {
        using var folder = new StoreFolder();
        folder.Run(Experiment, Grid);
        string segment = Assert.Single(folder.Segments());
        string text = File.ReadAllText(segment);
        File.WriteAllText(segment, new string('x', 5_000_000) + "\n" + text + new string('y', 3_000_000));
        RecordTable table = RecordTable.Load(folder.Open(Experiment));
        Assert.Equal(200, table.Rows);
        Assert.Equal(1, Assert.Single(table.Reading.Damaged).Number);
        Assert.Equal(202, Assert.Single(table.Reading.TornTails).Number);
    }

    [Fact]
    [Slow]
    public void A_foreign_folder_another_experiment_a_newer_version_and_damage_are_named()
    {
        using var folder = new StoreFolder();
        Assert.Contains("no such folder", Assert.Throws<InvalidInputException>(() => FolderStore.Open(folder.Path)).Message);
        Directory.CreateDirectory(folder.Path);
        Assert.Contains("no manifest.json", Assert.Throws<InvalidInputException>(() => FolderStore.Open(folder.Path)).Message);
        File.WriteAllText(Path.Combine(folder.Path, "thesis.tex"), "");
        Assert.Contains("thesis.tex", Assert.Throws<InvalidInputException>(() => folder.Open(Experiment)).Message);
        File.Delete(Path.Combine(folder.Path, "thesis.tex"));

        folder.Open(Experiment);
        Assert.Contains("revision 1", Assert.Throws<InvalidInputException>(() => folder.Open(new TrivialExperiment(2))).Message);
        Assert.Contains("trivial, not scripted", Assert.Throws<InvalidInputException>(() => folder.Open(new ScriptedExperiment((_, _) => 0))).Message);

        string manifest = Path.Combine(folder.Path, "manifest.json");
        string text = File.ReadAllText(manifest);
        File.WriteAllText(manifest, """{"format":"espalier-lab-store","version":2,"shape":"of the future"}""");
        Assert.Contains("use a newer espalier", Assert.Throws<InvalidInputException>(() => folder.Open(Experiment)).Message);
        File.WriteAllText(manifest, """{"hello":1}""");
        Assert.Contains("not the manifest", Assert.Throws<InvalidInputException>(() => folder.Open(Experiment)).Message);
        File.WriteAllText(manifest, text.Replace("\"default\": \"1\"", "\"default\": \"99999999999999999999\"", StringComparison.Ordinal));
        Assert.Contains("damaged", Assert.Throws<InvalidInputException>(() => folder.Open(Experiment)).Message);
        for (int seed = 0; seed < 300; seed++)
        {
            File.WriteAllBytes(manifest, Mutate(Encoding.UTF8.GetBytes(text), new System.Random(seed)));
            try
            {
                folder.Open(Experiment);
            }
            catch (InvalidInputException error)
            {
                Assert.Contains("store", error.Message);
            }
        }
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_a_clear_error()
    {
        using var folder = new StoreFolder();
        File.WriteAllText(folder.Path, "a file");
        Assert.Contains("cannot be written to", Assert.Throws<InvalidInputException>(() => folder.Open(Experiment)).Message);
        Assert.Equal("a file", File.ReadAllText(folder.Path));
    }

    [Fact]
    public void Runs_are_remembered_with_their_specification_word_for_word()
    {
        using var folder = new StoreFolder();
        SweepOutcome outcome = folder.Run(Experiment, "# a comment\nreplicates: 3");
        IRecordStore store = folder.Open(Experiment);
        RunRecord run = Assert.Single(store.ReadRuns());
        Assert.Equal(outcome.Run, run.Run);
        Assert.Equal("experiment: trivial\n# a comment\nreplicates: 3", store.ReadSpecification(run.SpecificationDigest));
        Assert.Equal("3 replicates at every point", run.StoppingRule);
        Assert.Equal(StoreFolder.Machine, run.Environment);
        Assert.Equal(("finished", 3L, 0L), (run.End!.Outcome, run.End.Done, run.End.Failed));
        File.WriteAllText(Path.Combine(folder.Path, "runs", run.Run + ".json"), "{");
        Assert.Contains("damaged", Assert.Throws<InvalidInputException>(() => store.ReadRuns()).Message);
    }

    private static CellRecord Record(long whole)
    {
        Cell cell = Cell.Create(Experiment.Schema, CellAddressTests.Point(whole, 0.5, "plain", false), 0);
        return CellRecord.Done(cell, Experiment.Run(cell, CancellationToken.None).Complete());
    }

    private static IRecordWriter Begin(IRecordStore store) =>
        store.BeginRun(new("text", "source", "rule", "1/1", 1, false, DateTimeOffset.UnixEpoch, StoreFolder.Machine));

    private static void Write(IRecordStore store, params ReadOnlySpan<CellRecord> records)
    {
        using IRecordWriter writer = Begin(store);
        foreach (CellRecord record in records) writer.Append(record);
        writer.Complete(new(DateTimeOffset.UnixEpoch, "finished", records.Length, 0));
    }

    private static void Truncate(string segment, int bytes)
    {
        using FileStream stream = File.OpenWrite(segment);
        stream.SetLength(stream.Length - bytes);
    }

    private static void PretendKilled(string segment) => File.WriteAllText(Path.ChangeExtension(segment, ".lock"), Environment.MachineName);

    /// <summary>Puts all records into one segment again.</summary>
    private static void Rebuild(StoreFolder folder, string segment)
    {
        string[] lines = folder.SortedLines();
        foreach (string other in folder.Segments()) File.Delete(other);
        File.WriteAllLines(segment, lines);
    }

    private static byte[] Mutate(byte[] original, System.Random random)
    {
        byte[] bytes = [.. original];
        int at = random.Next(bytes.Length);
        switch (random.Next(4))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                return bytes[..at];
            case 2:
                return [.. bytes[..at], .. bytes[Math.Min(at + random.Next(500), bytes.Length)..]];
            default:
                bytes.AsSpan(at, Math.Min(100, bytes.Length - at)).Clear();
                return bytes;
        }
    }
}
