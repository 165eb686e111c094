using System.Collections.Immutable;
using Espalier.Formats;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Gap;

/// <summary>Where a run of the gap left its page, its main figure, its points and its records.</summary>
/// <param name="Report">The page.</param>
/// <param name="Figure">The main figure as SVG; its data and the other figures lie beside it.</param>
/// <param name="Data">All points as CSV.</param>
/// <param name="Store">The records.</param>
public sealed record GapFiles(string Report, string Figure, string Data, string Store)
{
    /// <summary>Writes everything but the records, which are there already.</summary>
    public static GapFiles Write(
        GapTable table, GapFits fits, string folder, string command, RunEnvironment environment, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var files = new GapFiles(
            Path.Combine(folder, "report.html"),
            Path.Combine(folder, "gap.svg"),
            Path.Combine(folder, "points.csv"),
            Path.Combine(folder, Stores.Standard));
        AtomicFile.WriteText(files.Report, ReportHtml.Write(GapReport.Of(table, fits, command, environment)));
        cancel.ThrowIfCancellationRequested();
        FigureFiles.Write(GapFigures.Main(table), folder, "gap", GapFigures.Wide);
        FigureFiles.Write(GapFigures.Everything(table), folder, "gap-everything", GapFigures.Wide);
        if (GapFigures.InDimension(table) is { } growth) FigureFiles.Write(growth, folder, "gap-dimension", GapFigures.Wide);
        AtomicFile.WriteText(files.Data, Csv(table));
        return files;
    }

    private static string Csv(GapTable table)
    {
        CsvText csv = new();
        csv.Row(GapRecord.Columns);
        foreach (GapPoint point in table.Points)
        {
            ImmutableArray<string> ends = [
                .. ((double?[])[point.Width, point.Lower, point.Upper]).Select(value => value is { } number ? CsvText.Number(number) : ""),
            ];
            csv.Row(
                point.Method.Name,
                Invariant($"{point.Dimension}"),
                CsvText.Number(point.Epsilon),
                ends[0],
                ends[1],
                ends[2],
                CsvText.Number(point.AtLeast),
                Invariant($"{point.Count}"),
                Invariant($"{point.Censored}"),
                Invariant($"{point.Proved}"),
                Invariant($"{point.MostWidth}"));
        }

        return csv.ToString();
    }
}
