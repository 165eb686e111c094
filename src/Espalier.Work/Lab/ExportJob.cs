using System.Text.Json.Serialization;
using Espalier.Formats;
using Espalier.Lab.Storage;
using Espalier.Lab.Storage.Exports;

namespace Espalier.Work.Lab;

/// <summary>A store whose records are to be written into a file for other programs.</summary>
public sealed record ExportRequest
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The sweep; the only one if not given.</summary>
    public string? Sweep { get; init; }

    /// <summary>csv, jsonl or parquet; what the file's name ends with if not given, and else csv.</summary>
    public string? Format { get; init; }

    /// <summary>The file to write; without it the answer can write the rows.</summary>
    public string? Out { get; init; }
}

/// <summary>What was exported.</summary>
/// <param name="Path">The file, or null.</param>
/// <param name="Format">csv, jsonl or parquet.</param>
/// <param name="Done">Finished cells.</param>
/// <param name="Failed">Failed cells.</param>
/// <param name="Columns">Parameters and measures.</param>
public sealed record ExportAnswer(string? Path, string Format, int Done, int Failed, IReadOnlyList<string> Columns)
{
    [JsonIgnore]
    internal RecordTable? Table { get; init; }

    /// <summary>Writes one row for each cell, in a format that is text.</summary>
    public void WriteRows(TextWriter output, CancellationToken cancel)
    {
        if (Format == ExportJob.JsonLines) JsonLinesExport.Write(Table!, output, cancel);
        else CsvExport.Write(Table!, output, cancel);
    }
}

/// <summary>Writes all records of a store for other programs, one row for each cell.</summary>
public sealed class ExportJob : IJob<ExportRequest, ExportAnswer>
{
    internal const string JsonLines = "jsonl";
    private const string Csv = "csv";
    private const string Parquet = "parquet";

    /// <summary>The formats.</summary>
    public static IReadOnlyList<string> Formats { get; } = [Csv, JsonLines, Parquet];

    /// <inheritdoc/>
    public Outcome<ExportAnswer> Run(ExportRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        string format = FormatOf(request);
        using IStore store = Stores.Open(request.Store);
        if (request.Out is { } path) AtomicFile.RequireWritable(path);
        RecordTable table = SweepWork.Load(store.Open(request.Sweep), place);
        var answer = new ExportAnswer(
            request.Out, format, table.Rows, table.Failures.Count, [.. table.Parameters.Concat(table.Measures).Select(column => column.Name)])
        { Table = table };
        if (request.Out is { } file) AtomicFile.Write(file, stream => Write(answer, stream, place.Cancel));
        return Outcome.Of(answer);
    }

    private static string FormatOf(ExportRequest request)
    {
        string ending = Path.GetExtension(request.Out ?? "").TrimStart('.').ToLowerInvariant();
        string format = request.Format ?? (Formats.Contains(ending) ? ending : Csv);
        if (!Formats.Contains(format))
            throw new InvalidInputException("format", null, $"there is no format '{format}'", $"name one of {string.Join(", ", Formats)}");
        return format == Parquet && request.Out is null
            ? throw new InvalidInputException("format", null, "a Parquet file is no text", "name the file with `out`")
            : format;
    }

    private static void Write(ExportAnswer answer, Stream stream, CancellationToken cancel)
    {
        if (answer.Format == Parquet)
        {
            ParquetExport.Write(answer.Table!, stream, cancel);
            return;
        }

        using var writer = new StreamWriter(stream, leaveOpen: true);
        answer.WriteRows(writer, cancel);
    }
}
