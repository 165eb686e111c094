using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Bits against error, from a table that <see cref="GridTable"/> printed.</summary>
internal static class RateFigure
{
    /// <summary>A name, the words that a row has, and whether it is of rotated weights.</summary>
    private static readonly (string Series, string Pattern, bool Rotated)[] Series =
    [
        ("coded mask, rotated", "coded mask", true),
        ("coded mask", "coded mask", false),
        ("entropy-coded steps", "entropy-coded", false),
        ("integers, min-max of 128", "min-max 128", false),
        ("integers, blocks of 128", "block 128", false),
        ("SeedLM", "SeedLM", false),
        ("limit for normal weights", "Gaussian limit", false),
    ];

    /// <summary>Writes <c>name.svg</c> and <c>name.csv</c> into a folder.</summary>
    public static void Write(string table, string folder, string name)
    {
        IEnumerable<string> lines = File.ReadLines(table).Where(line => line.StartsWith("| ", StringComparison.Ordinal));
        List<(string Name, double Bits, double Error)> rows = [.. lines.Select(Row)];
        ImmutableArray<Trace> traces = [.. Series.Select(Trace (series) =>
        {
            var points = rows.Where(row => series.Pattern.Split(' ').All(word => row.Name.Contains(word, StringComparison.Ordinal))
                && row.Name.Contains("rotated", StringComparison.Ordinal) == series.Rotated).OrderBy(row => row.Bits).ToList();
            return new LineTrace(series.Series, [.. points.Select(row => row.Bits)], [.. points.Select(row => row.Error)]) { Markers = true };
        })];
        Figure figure = Figure.Of(
            "What a weight costs, and how well it is kept",
            "Relative error of the weights of a sentence encoder against bits per weight, scales counted. A pruned random network with coded "
            + "masks, rotated, lies closest to the limit for normal weights; entropy-coded steps need a decoder with variable lengths; block "
            + "integers and SeedLM lie far above.",
            new Panel
            {
                X = new Axis("bits per weight"),
                Y = new Axis("relative error", AxisScale.Log2),
                Traces = traces,
                Legend = LegendPlacement.Right,
            });
        FigureFiles.Write(figure, folder, name, new FigureStyle { Width = 760, PanelHeight = 340 });
    }

    private static (string Name, double Bits, double Error) Row(string line)
    {
        string[] cells = [.. line.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        return (cells[0], double.Parse(cells[1], CultureInfo.InvariantCulture), double.Parse(cells[2], CultureInfo.InvariantCulture));
    }
}
