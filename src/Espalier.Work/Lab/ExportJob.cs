using System.Text.Json.Serialization;
using Espalier.Formats;
using Espalier.Lab.Storage;

namespace Espalier.Work.Lab;

/// <summary>A store whose records are to be written as CSV.</summary>
public sealed record ExportRequest
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The sweep; the only one if not given.</summary>
    public string? Sweep { get; init; }

    /// <summary>The CSV file to write; without it the answer can write the rows.</summary>
    public string? Out { get; init; }
}

/// <summary>What was exported.</summary>
/// <param name="Path">The file, or null.</param>
/// <param name="Done">Finished cells.</param>
/// <param name="Failed">Failed cells.</param>
/// <param name="Columns">Parameters and measures.</param>
public sealed record ExportAnswer(string? Path, int Done, int Failed, IReadOnlyList<string> Columns)
{
    [JsonIgnore]
    internal RecordTable? Table { get; init; }

    /// <summary>Writes one row for each cell.</summary>
    public void WriteRows(TextWriter output, CancellationToken cancel) => CsvExport.Write(Table!, output, cancel);
}

/// <summary>Writes all records of a store as CSV, one row for each cell.</summary>
public sealed class ExportJob : IJob<ExportRequest, ExportAnswer>
{
    /// <inheritdoc/>
    public Outcome<ExportAnswer> Run(ExportRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        using IStore store = Stores.Open(request.Store);
        if (request.Out is { } path) AtomicFile.RequireWritable(path);
        RecordTable table = SweepWork.Load(store.Open(request.Sweep), place);
        var answer = new ExportAnswer(
            request.Out, table.Rows, table.Failures.Count, [.. table.Parameters.Concat(table.Measures).Select(column => column.Name)])
        { Table = table };
        if (request.Out is { } file) AtomicFile.Write(file, stream => Write(answer, stream, place.Cancel));
        return Outcome.Of(answer);
    }

    private static void Write(ExportAnswer answer, Stream stream, CancellationToken cancel)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        answer.WriteRows(writer, cancel);
    }
}
