using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>
/// A store in a folder: <c>manifest.json</c>, the specifications word for word, one description per run, and one append-only
/// segment of JSON Lines per run. Every process writes to a segment of its own, so any number may write at once, on any number of machines.
/// </summary>
internal sealed class FolderStore : IRecordStore
{
    private const string ManifestName = "manifest.json";
    private const string SegmentEnd = ".jsonl";
    private const string LockEnd = ".lock";

    private readonly string _root;

    private FolderStore(string path, string root, ExperimentSchema schema)
    {
        Name = path;
        _root = root;
        Schema = schema;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ExperimentSchema Schema { get; }

    private string Segments => Path.Combine(_root, "segments");

    private string Runs => Path.Combine(_root, "runs");

    private string Specifications => Path.Combine(_root, "specifications");

    /// <summary>Opens a store that exists.</summary>
    /// <exception cref="InvalidInputException">There is none, or it is damaged or too new.</exception>
    public static FolderStore Open(string path)
    {
        string root = Path.GetFullPath(path);
        string manifest = Path.Combine(root, ManifestName);
        if (!File.Exists(manifest)) throw new InvalidInputException(path, null, Directory.Exists(root) ? "this folder is no store, it has no manifest.json" : "there is no such folder", "name a folder that `espalier lab run` made");
        string text = Reading(path, () => File.ReadAllText(manifest));
        return new(path, root, StoreManifest.Parse(manifest, text).ToSchema(manifest));
    }

    /// <summary>Opens the store of an experiment, or makes it in a new or empty folder.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be used, or it holds something else.</exception>
    public static FolderStore OpenOrCreate(string path, ExperimentSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        string root = Path.GetFullPath(path);
        if (!File.Exists(Path.Combine(root, ManifestName))) Create(path, root, schema);
        FolderStore store = Open(path);
        string? difference = StoreManifest.Difference(store.Schema, schema);
        if (difference is not null) throw new InvalidInputException(path, null, difference, "use another folder");
        return new(path, root, schema);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Repair()
    {
        var cuts = new List<string>();
        foreach (string lockPath in Files(Segments, LockEnd))
        {
            using FileStream? taken = SegmentLock.TryTakeOver(lockPath);
            if (taken is null) continue;
            string segment = Path.ChangeExtension(lockPath, SegmentEnd);
            if (File.Exists(segment))
            {
                string? cut = Writing(Name, () => CutTornTail(segment));
                if (cut is not null) cuts.Add(cut);
            }

            SegmentLock.Release(taken);
        }

        return cuts;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ReadRuns() =>
        [.. Files(Runs, ".json").Select(ReadRun).OrderBy(run => run.Started).Select(run => run with { IsLive = run.End is null && SegmentLock.MayBeHeld(LockPath(run.Run)) })];

    /// <inheritdoc/>
    public string ReadSpecification(string digest) => Reading(Name, () => File.ReadAllText(SpecificationPath(digest)));

    /// <inheritdoc/>
    public ReadingReport Read(RecordVisitor visit, CancellationToken cancel)
    {
        var torn = new List<RecordPlace>();
        var damaged = new List<RecordPlace>();
        long records = 0;
        var parser = new RecordLine(Schema);
        foreach (string path in Files(Segments, SegmentEnd))
        {
            string segment = Path.GetFileNameWithoutExtension(path);
            SegmentExtent extent = Reading(Name, () => SegmentReader.Read(path, Visit, cancel));
            records += extent.Records;
            damaged.AddRange(extent.Damaged.Select(line => new RecordPlace(segment, line)));
            if (extent.TornLine is { } tornLine) torn.Add(new(segment, tornLine));

            bool Visit(ReadOnlySpan<byte> line, long number, uint check)
            {
                CellRecord? record = parser.Parse(line);
                if (record is not null) visit(record, new(segment, number), check);
                return record is not null;
            }
        }

        return new(records, torn, damaged);
    }

    /// <inheritdoc/>
    public IRecordWriter BeginRun(RunStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(start.SpecificationText)))[..16];
        string run = Invariant($"{start.Started.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{RandomNumberGenerator.GetHexString(10, lowercase: true)}");
        var record = new RunRecord(run, digest, start.SpecificationSource, start.StoppingRule, start.Shard, start.Threads, start.RetryFailed, start.Started, start.Environment, null);
        return Writing(Name, () =>
        {
            foreach (string folder in (ReadOnlySpan<string>)[Segments, Runs, Specifications]) Directory.CreateDirectory(folder);
            if (!File.Exists(SpecificationPath(digest))) WriteWhole(SpecificationPath(digest), start.SpecificationText, overwrite: true);
            var writer = new SegmentWriter(this, record);
            try
            {
                WriteRun(record, isNew: true);
                return writer;
            }
            catch
            {
                writer.Dispose();
                throw;
            }
        });
    }

    internal string SegmentPath(string run) => Path.Combine(Segments, run + SegmentEnd);

    internal string LockPath(string run) => Path.Combine(Segments, run + LockEnd);

    internal void WriteRun(RunRecord record, bool isNew) =>
        WriteWhole(Path.Combine(Runs, record.Run + ".json"), JsonSerializer.Serialize(record, StoreManifest.Json) + "\n", overwrite: !isNew);

    private static void Create(string path, string root, ExperimentSchema schema)
    {
        Writing(path, () =>
        {
            Directory.CreateDirectory(root);
            string? foreign = Directory.EnumerateFileSystemEntries(root).FirstOrDefault(entry => !Path.GetFileName(entry).StartsWith(ManifestName, StringComparison.Ordinal));
            if (File.Exists(Path.Combine(root, ManifestName))) return true;
            if (foreign is not null) throw new InvalidInputException(path, null, $"the folder holds {Path.GetFileName(foreign)} but no store", "name a new or an empty folder");
            string text = JsonSerializer.Serialize(StoreManifest.Of(schema), StoreManifest.Json) + "\n";
            try
            {
                WriteWhole(Path.Combine(root, ManifestName), text, overwrite: false);
            }
            catch (IOException) when (File.Exists(Path.Combine(root, ManifestName)))
            {
                // Another process was first; whether it made the same store is checked by the caller.
            }

            return true;
        });
    }

    /// <summary>The file appears whole or not at all, also when the machine stops.</summary>
    private static void WriteWhole(string path, string text, bool overwrite)
    {
        string temporary = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.new";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static string? CutTornTail(string path)
    {
        SegmentExtent extent = SegmentReader.Read(path, static (_, _, _) => true, CancellationToken.None);
        if (extent.Bytes == extent.WholeBytes) return null;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.SetLength(extent.WholeBytes);
        stream.Flush(flushToDisk: true);
        return Invariant($"{Path.GetFileName(path)}: {extent.Bytes - extent.WholeBytes} bytes of an unfinished record after {extent.Records} whole ones");
    }

    private static RunRecord ReadRun(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(Reading(path, () => File.ReadAllText(path)), StoreManifest.Json) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(path, null, "the description of this run is damaged", "remove the file; the records are not lost", exception);
        }
    }

    private static IEnumerable<string> Files(string folder, string end) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(file => file.EndsWith(end, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            : [];

    private static T Reading<T>(string source, Func<T> read) => Guarded(source, "cannot be read", "check the path and its permissions", read);

    private static T Writing<T>(string source, Func<T> write) => Guarded(source, "cannot be written to", "name a folder on a disk with room where you may write", write);

    private static T Guarded<T>(string source, string problem, string remedy, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(source, null, $"{problem} ({exception.Message})", remedy, exception);
        }
    }

    private string SpecificationPath(string digest) => Path.Combine(Specifications, digest + ".yaml");
}
