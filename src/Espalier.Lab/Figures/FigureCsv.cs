using Espalier.Lab.Storage;

namespace Espalier.Lab.Figures;

/// <summary>The data of a figure, one row for each point of each trace.</summary>
public static class FigureCsv
{
    /// <summary>The columns: panel (from 1), kind, series, x, y, lower, upper, value, drawn (yes, or why not).</summary>
    /// <remarks>On axes of categories, x and y are the names. Numbers read back exactly.</remarks>
    public static string Write(Figure figure)
    {
        FigureCheck.Require(figure);
        CsvText csv = new();
        csv.Row("panel", "kind", "series", "x", "y", "lower", "upper", "value", "drawn");
        for (int p = 0; p < figure.Panels.Length; p++)
        {
            PanelData data = PanelData.Of(figure.Panels[p]);
            foreach (TraceData trace in data.Traces)
            {
                for (int i = 0; i < trace.Trace.Count; i++) Row(csv, Invariant($"{p + 1}"), data.Panel, trace, i);
            }
        }

        return csv.ToString();
    }

    private static void Row(CsvText csv, string panel, Panel axes, TraceData trace, int index)
    {
        Datum row = trace.Trace.Row(index);
        string name = trace.Trace switch
        {
            ReferenceTrace reference => reference.Label,
            AnnotationTrace note => note.Text,
            { } other => other.Series,
        };
        csv.Row(
            panel, trace.Trace.Kind, name, Place(axes.X, row.X), Place(axes.Y, row.Y),
            CsvText.Number(row.Lower), CsvText.Number(row.Upper), CsvText.Number(row.Value), Fate(trace.Fates[index]));
    }

    private static string Place(Axis axis, double? value)
    {
        bool named = axis.Scale == AxisScale.Categories && value is { } at && at == Math.Floor(at) && at >= 0 && at < axis.Categories.Length;
        return named ? axis.Categories[(int)value!.Value] : CsvText.Number(value);
    }

    private static string Fate(Admission fate) => fate switch
    {
        Admission.Drawn => "yes",
        Admission.NotFinite => "not finite",
        Admission.NotPositive => "not positive",
        _ => "outside",
    };
}
