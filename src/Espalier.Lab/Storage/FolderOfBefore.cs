using System.Text.Json;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>
/// The folders that stores were before they were databases, version 1, read only: <c>manifest.json</c>, the specifications word for word, one
/// description per run, and one segment of JSON Lines per run.
/// </summary>
internal sealed class FolderOfBefore
{
    private const string ManifestName = "manifest.json";

    private readonly string _root;

    private FolderOfBefore(string root, ExperimentSchema schema) => (_root, Schema) = (root, schema);

    /// <summary>The experiment whose records it holds.</summary>
    public ExperimentSchema Schema { get; }

    /// <summary>Whether a path is such a folder.</summary>
    public static bool IsOne(string path) => File.Exists(Path.Combine(path, ManifestName));

    /// <summary>Opens a folder.</summary>
    /// <exception cref="InvalidInputException">It is none, or it is damaged or too new.</exception>
    public static FolderOfBefore Open(string path)
    {
        string manifest = Path.Combine(path, ManifestName);
        return new(path, SchemaText.Parse(manifest, Reading(path, () => File.ReadAllText(manifest))).ToSchema(manifest));
    }

    /// <summary>The runs, oldest first.</summary>
    public IReadOnlyList<RunRecord> ReadRuns() => [.. Files("runs", ".json").Select(ReadRun).OrderBy(run => run.Started)];

    /// <summary>The text of a specification.</summary>
    public string ReadSpecification(string digest) => Reading(_root, () => File.ReadAllText(Path.Combine(_root, "specifications", digest + ".yaml")));

    /// <summary>Hands over every whole record with the run that wrote it; duplicates included.</summary>
    /// <returns>How many lines were left out: torn by a crash, or damaged.</returns>
    public long Read(Action<CellRecord, string> visit, CancellationToken cancel)
    {
        long left = 0;
        var parser = new RecordLine(Schema);
        foreach (string path in Files("segments", ".jsonl"))
        {
            string run = Path.GetFileNameWithoutExtension(path);
            left += Reading(path, () => SegmentReader.Read(path, Visit, cancel));

            bool Visit(ReadOnlySpan<byte> line)
            {
                CellRecord? record = parser.Parse(line);
                if (record is not null) visit(record, run);
                return record is not null;
            }
        }

        return left;
    }

    private static RunRecord ReadRun(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(Reading(path, () => File.ReadAllText(path)), SchemaText.Json)
                ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(
                path, null, "the description of this run is damaged", "remove the file; the records are not lost", exception);
        }
    }

    private static T Reading<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(source, null, $"cannot be read ({exception.Message})", "check the path and its permissions", exception);
        }
    }

    private IEnumerable<string> Files(string part, string end)
    {
        string folder = Path.Combine(_root, part);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(file => file.EndsWith(end, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            : [];
    }
}
