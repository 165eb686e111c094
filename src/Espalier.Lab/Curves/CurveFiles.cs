using Espalier.Formats;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Curves;

/// <summary>Where curves left their page, their figure and their points; the records are there already.</summary>
/// <param name="Report">The page.</param>
/// <param name="Figure">The figure as SVG; its data lie beside it.</param>
/// <param name="Data">All points as CSV.</param>
public sealed record CurveFiles(string Report, string Figure, string Data)
{
    private static readonly FigureStyle Wide = new() { Width = 1100, PanelHeight = 380 };

    /// <summary>Writes them.</summary>
    public static CurveFiles Write(CurveTable table, CurveRequest request, string folder, string command, RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(table);
        var files = new CurveFiles(Path.Combine(folder, "report.html"), Path.Combine(folder, "curve.svg"), Path.Combine(folder, "points.csv"));
        AtomicFile.WriteText(files.Report, ReportHtml.Write(CurveReport.Of(table, request, command, environment)));
        if (!table.Points.IsEmpty) FigureFiles.Write(CurveReport.Figure(table), folder, "curve", Wide);
        AtomicFile.WriteText(files.Data, Csv(table));
        return files;
    }

    private static string Csv(CurveTable table)
    {
        CsvText csv = new();
        csv.Row("network", "data", "method", "kept", "acting", "accuracy", "lower", "upper", "replicates");
        foreach (CurvePoint point in table.Points)
            csv.Row(
                point.Network,
                point.Data,
                point.Method,
                CsvText.Number(point.Kept),
                CsvText.Number(point.Acting),
                CsvText.Number(point.Accuracy),
                point.Interval is { } low ? CsvText.Number(low.Lower) : "",
                point.Interval is { } high ? CsvText.Number(high.Upper) : "",
                Invariant($"{point.Replicates}"));
        return csv.ToString();
    }
}
