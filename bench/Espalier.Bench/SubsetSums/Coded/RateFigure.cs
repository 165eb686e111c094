using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Bits against error, from the table of a network.</summary>
internal static class RateFigure
{
    /// <summary>A name, and the rows that it joins: the words that their names begin and end with.</summary>
    private static readonly (string Name, string Begin, string End)[] Series =
    [
        ("coded masks, rotated", "coded", "rotated"),
        ("coded masks, plain", "coded", "plain"),
        ("entropy-coded steps", "entropy-coded steps", "bits"),
        ("min-max of 32", "int", "min-max of 32"),
        ("min-max of 128", "int", "min-max of 128"),
        ("blocks of 32", "int", "blocks of 32"),
        ("blocks of 128", "int", "blocks of 128"),
        ("SeedLM", "SeedLM", "bits"),
        ("limit, normal law", "Gaussian limit", "bits"),
    ];

    /// <summary>Writes <c>name.svg</c> and <c>name.csv</c> into a folder; nothing if the table is not there.</summary>
    public static void Write(string tables, string table, string network, string folder, string name)
    {
        List<(string Name, double Bits, double Error)> rows =
        [
            .. TableFile.Read(tables, table).Select(cells => (cells[0], Number(cells[1]), Number(cells[2]))).OrderBy(row => row.Item2),
        ];
        if (rows.Count == 0) return;
        ImmutableArray<Trace> traces = [.. Series.Select(Trace (series) =>
        {
            var points = rows.Where(row => row.Name.StartsWith(series.Begin, StringComparison.Ordinal)
                && row.Name.EndsWith(series.End, StringComparison.Ordinal)).ToList();
            return new LineTrace(series.Name, [.. points.Select(row => row.Bits)], [.. points.Select(row => row.Error)]) { Markers = true };
        })];
        Figure figure = Figure.Of(
            "What a weight costs, and how well it is kept",
            $"Relative error of the weights of {network} against bits per weight, scales counted. A pruned random network with coded masks, "
            + "rotated, lies closest to the limit for normal weights; steps with an ideal entropy coder come next; block integers and SeedLM "
            + "need up to a bit more for the same error.",
            new Panel
            {
                X = new Axis("bits per weight"),
                Y = new Axis("relative error", AxisScale.Log2),
                Traces = traces,
                Legend = LegendPlacement.Right,
            });
        FigureFiles.Write(figure, folder, name, new FigureStyle { Width = 800, PanelHeight = 360 });
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
