using System.Globalization;
using Espalier.Lab.Figures;

namespace Espalier.Lab.Tests.Figures;

public sealed class FigureCsvTests
{
    [Fact]
    public void Reads_back_as_the_data_drawn_for_all_figures()
    {
        foreach (Figure figure in FigureGallery.All.Values)
        {
            string[][] rows = Parse(FigureCsv.Write(figure));
            Assert.Equal(["panel", "kind", "series", "x", "y", "lower", "upper", "value", "drawn"], rows[0]);
            int next = 1;
            for (int p = 0; p < figure.Panels.Length; p++)
            {
                foreach (Trace trace in figure.Panels[p].Traces)
                {
                    for (int i = 0; i < trace.Count; i++) Same(rows[next++], $"{p + 1}", figure.Panels[p], trace, trace.Row(i));
                }
            }

            Assert.Equal(rows.Length, next);
        }
    }

    [Fact]
    public void Says_what_was_not_drawn()
    {
        string[] fates = [.. Parse(FigureCsv.Write(FigureGallery.All["broken"])).Skip(1).Select(row => row[8])];
        Assert.Equal(["yes", "yes", "not finite", "not finite", "yes", "yes", "yes", "yes", "yes", "not positive", "not positive", "outside"], fates);
    }

    [Fact]
    public void Files_stand_side_by_side()
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            (string svg, string csv) = FigureFiles.Write(FigureGallery.All["gap"], folder, "gap");
            Assert.Equal(FigureCsv.Write(FigureGallery.All["gap"]), File.ReadAllText(csv));
            Assert.StartsWith("<svg ", File.ReadAllText(svg), StringComparison.Ordinal);
            Assert.Throws<InvalidInputException>(() => FigureFiles.Write(FigureGallery.All["gap"], folder, "../gap"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Same(string[] row, string panel, Panel axes, Trace trace, Datum datum)
    {
        Assert.Equal((panel, trace.Kind), (row[0], row[1]));
        if (trace is not (ReferenceTrace or AnnotationTrace)) Assert.Equal(trace.Series, row[2]);
        Number(axes.X, datum.X, row[3]);
        Number(axes.Y, datum.Y, row[4]);
        Number(null, datum.Lower, row[5]);
        Number(null, datum.Upper, row[6]);
        Number(null, datum.Value, row[7]);
    }

    private static void Number(Axis? axis, double? expected, string cell)
    {
        if (expected is not { } value) Assert.Equal("", cell);
        else if (axis is { Scale: AxisScale.Categories }) Assert.Equal(axis.Categories[(int)value], cell);
        else Assert.Equal(value, double.Parse(cell, CultureInfo.InvariantCulture));
    }

    private static string[][] Parse(string csv)
    {
        List<string[]> rows = [];
        List<string> row = [];
        string cell = "";
        bool quoted = false;
        for (int i = 0; i < csv.Length; i++)
        {
            char c = csv[i];
            if (quoted && c == '"' && i + 1 < csv.Length && csv[i + 1] == '"') (cell, i) = (cell + '"', i + 1);
            else if (c == '"') quoted = !quoted;
            else if (!quoted && c is ',' or '\n')
            {
                row.Add(cell);
                cell = "";
                if (c == ',') continue;
                rows.Add([.. row]);
                row.Clear();
            }
            else cell += c;
        }

        return [.. rows];
    }
}
