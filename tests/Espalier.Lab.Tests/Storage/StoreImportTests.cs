using System.Text;
using System.Text.Json;
using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Experiments;

namespace Espalier.Lab.Tests.Storage;

/// <summary>Folders of an older espalier, written here as it wrote them, and files that are joined.</summary>
public sealed class StoreImportTests : IDisposable
{
    private const string Text = "experiment: trivial\nreplicates: 2\ngrid: {whole: {from: 1, to: 20, step: 1}}";

    private static readonly TrivialExperiment Experiment = new();

    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _whole = new();
    private readonly string[] _lines;

    public StoreImportTests()
    {
        _whole.Run(Read("spec.yaml", Text));
        _lines = _whole.SortedLines();
    }

    private string Old => Path.Combine(_folder.Root, "law");

    private string Segment => Path.Combine(Old, "segments", "20200101T000000000Z-00.jsonl");

    [Fact]
    public void A_folder_comes_over_whole_with_its_runs()
    {
        WriteFolder(Encoding.UTF8.GetBytes(string.Concat(_lines)));
        ImportedSweep imported = Assert.Single(Import());
        Assert.Equal(("law", 0L), (imported.Name, imported.LeftOut));
        IStoredSweep sweep = _folder.Open();
        Assert.Equal(_lines, StoreFolder.Lines(sweep).Order(StringComparer.Ordinal));
        RunRecord run = Assert.Single(sweep.ReadRuns());
        Assert.Equal(("20200101T000000000Z-00", "finished", false), (run.Run, run.End!.Outcome, run.IsLive));
        Assert.Equal(Text, sweep.ReadSpecification(run.SpecificationDigest));

        // Once more changes nothing, and there is nothing left to run.
        Import();
        Assert.Equal(new CellTally(0, 0, 40, 0, 0), _folder.Open().Tally());
        Assert.Contains("espalier lab import", Assert.Throws<InvalidInputException>(() => Stores.Open(Old)).Message);
    }

    [Fact]
    public void A_torn_tail_damage_and_an_overlong_line_are_counted_and_their_cells_wait()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(_lines));
        bytes[Encoding.UTF8.GetString(bytes).IndexOf("\"sum\":", StringComparison.Ordinal) + 7] ^= 1;
        WriteFolder([.. Encoding.UTF8.GetBytes(new string('x', 3_000_000) + "\n"), .. bytes.AsSpan(0, bytes.Length - 9)]);
        Assert.Equal(3, Assert.Single(Import()).LeftOut);
        Assert.Equal(new CellTally(2, 0, 38, 0, 0), _folder.Open().Tally());
    }

    [Fact]
    public void A_finished_cell_outweighs_its_failure_in_any_order_and_contradictions_are_named()
    {
        Cell cell = Cell.Create(Experiment.Schema, CellAddressTests.Point(1, 0.5, "plain", false), 0);
        string failed = Line(CellRecord.Failed(cell, new("T", "before")));
        WriteFolder(Encoding.UTF8.GetBytes(failed + string.Concat(_lines) + failed));
        Import();
        Assert.Equal(new CellTally(0, 0, 40, 0, 0), _folder.Open().Tally());
        string other = Line(CellRecord.Done(cell, [Scalar.Of(0.5), Scalar.Of(2), default, Scalar.Of("plain")]));
        WriteFolder(Encoding.UTF8.GetBytes(other));
        Assert.Contains("two different results", Assert.Throws<InvalidInputException>(Import).Message);
    }

    [Fact]
    public void Any_mutation_of_a_segment_is_a_clear_error_or_leaves_only_true_records()
    {
        byte[] original = Encoding.UTF8.GetBytes(string.Concat(_lines));
        HashSet<string> known = [.. _lines];
        WriteFolder(original);
        for (int seed = 0; seed < 60; seed++)
        {
            File.WriteAllBytes(Segment, Mutate(original, new System.Random(seed)));
            var read = new List<string>();
            FolderOfBefore.Open(Old).Read((record, _) => read.Add(Line(record)), CancellationToken.None);
            Assert.All(read, line => Assert.Contains(line, known));
        }
    }

    [Fact]
    public void Any_mutation_of_a_manifest_is_a_clear_error_or_harmless()
    {
        WriteFolder([]);
        string manifest = Path.Combine(Old, "manifest.json");
        byte[] original = File.ReadAllBytes(manifest);
        for (int seed = 0; seed < 300; seed++)
        {
            File.WriteAllBytes(manifest, Mutate(original, new System.Random(seed)));
            try
            {
                FolderOfBefore.Open(Old);
            }
            catch (InvalidInputException)
            {
                // The one thing that may come of it.
            }
        }

        File.WriteAllText(manifest, """{"format":"espalier-lab-store","version":2,"shape":"of the future"}""");
        Assert.Contains("use a newer espalier", Assert.Throws<InvalidInputException>(() => FolderOfBefore.Open(Old)).Message);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _whole.Dispose();
    }

    private static Sweep Read(string source, string text) => SpecificationReader.Read(source, text, _ => Experiment);

    private IReadOnlyList<ImportedSweep> Import() => StoreImport.Run(Old, _folder.Store(), null, Read, CancellationToken.None);

    private static string Line(CellRecord record) => StoreFolder.Line(Experiment.Schema, record);

    private void WriteFolder(byte[] segment)
    {
        foreach (string part in (string[])["segments", "runs", "specifications"]) Directory.CreateDirectory(Path.Combine(Old, part));
        File.WriteAllText(Path.Combine(Old, "manifest.json"), JsonSerializer.Serialize(SchemaText.Of(Experiment.Schema), SchemaText.Json));
        File.WriteAllText(Path.Combine(Old, "specifications", "0123456789abcdef.yaml"), Text);
        var run = new RunRecord(
            "20200101T000000000Z-00",
            "0123456789abcdef",
            "law.yaml",
            "rule",
            "1/1",
            2,
            false,
            DateTimeOffset.UnixEpoch,
            StoreFolder.Machine,
            new(DateTimeOffset.UnixEpoch, "finished", 40, 0));
        File.WriteAllText(Path.Combine(Old, "runs", run.Run + ".json"), JsonSerializer.Serialize(run, SchemaText.Json));
        File.WriteAllBytes(Segment, segment);
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
