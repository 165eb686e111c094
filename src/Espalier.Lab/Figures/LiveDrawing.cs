using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Lab.Figures;

/// <summary>A figure for a page that answers to pointing and dragging: the drawing, and where on it what stands.</summary>
/// <param name="Title">What it is about, as plain text.</param>
/// <param name="Description">What one sees, as plain text.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Panels">The plots, in the drawing's own units.</param>
/// <param name="Points">
/// The points, ordered as they are read: by panel, by series, from the left; the cells of a heat map row by row from above.
/// </param>
public sealed record LiveDrawing(string Title, string Description, string Svg, ImmutableArray<LivePanel> Panels, ImmutableArray<LivePoint> Points)
{
    /// <summary>Points nearer to each other than this are told apart by nobody.</summary>
    private const double Near = 1.5;

    private const int MostPoints = 5000;

    /// <summary>Draws a figure; of the same style as <see cref="FigureSvg"/>.</summary>
    public static LiveDrawing Of(Figure figure, FigureStyle style)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(style);
        string svg = FigureSvg.Draw(figure, style);
        ImmutableArray<PanelLayout> panels = FigureLayout.Arrange(figure, style).Panels;
        return new(
            RichText.Plain(figure.Title),
            RichText.Plain(figure.Description),
            svg,
            [.. panels.Select(LivePanel.Of)],
            [.. panels.SelectMany(PointsOf).Take(MostPoints)]);
    }

    private static IEnumerable<LivePoint> PointsOf(PanelLayout panel)
    {
        HashSet<(int, int)> taken = [];

        // Bars before lines: where both stand at one place, the bars know more.
        IEnumerable<TraceData> traces = panel.Data.Traces.OrderBy(trace => trace.Trace is ErrorBarTrace or BarTrace ? 0 : 1);
        IEnumerable<(string Series, LivePoint Point)> points =
            from trace in traces
            where trace.Trace is ErrorBarTrace or BarTrace or LineTrace or ScatterTrace or HeatMapTrace
            from row in Enumerable.Range(0, trace.Trace.Count)
            where trace.Drawn(row)
            let point = trace.Trace is HeatMapTrace map ? Of(panel, map, row) : Of(panel, trace.Trace, row)
            where panel.Plot.Grow(1).Contains(new(point.X, point.Y)) && taken.Add(((int)(point.X / Near), (int)(point.Y / Near)))
            select (trace.Trace.Series, point);
        return points.GroupBy(pair => pair.Series).SelectMany(
            series => series.Select(pair => pair.Point).OrderBy(point => point.IsCell ? point.Y : 0).ThenBy(point => point.X));
    }

    private static LivePoint Of(PanelLayout panel, HeatMapTrace map, int index)
    {
        (int column, int row) = (index % map.Columns, index / map.Columns);
        (double width, double height) = (panel.Plot.Width / map.Columns, panel.Plot.Height / (map.Count / map.Columns));
        string place = string.Concat(Place(panel.Data.Panel.X, column), Place(panel.Data.Panel.Y, row));
        string text = map.Notes.IsDefaultOrEmpty ? $"{RichText.Plain(map.Series)} {Digits(map.Values[index])}{place}" : map.Notes[index];
        return new(
            Math.Round(panel.Plot.Left + ((column + 0.5) * width), 1), Math.Round(panel.Plot.Bottom - ((row + 0.5) * height), 1), text)
        { HalfWidth = Math.Round(0.5 * width, 2), HalfHeight = Math.Round(0.5 * height, 2) };
    }

    /// <summary>A category; where there are many, only some have a name.</summary>
    private static string Place(Axis axis, int number) =>
        axis.Categories[number] is { Length: > 0 } name ? $", {RichText.Plain(axis.Label)} {RichText.Plain(name)}" : "";

    private static LivePoint Of(PanelLayout panel, Trace trace, int row)
    {
        Datum datum = trace.Row(row);
        double x = trace is BarTrace
            ? panel.Plot.Left + ((row + 0.5) * panel.Plot.Width / panel.Data.Panel.X.Categories.Length)
            : panel.Plot.Left + (panel.Plot.Width * panel.Data.X.Share(datum.X!.Value));
        double y = panel.Plot.Bottom - (panel.Plot.Height * panel.Data.Y.Share(datum.Y!.Value));
        string text = trace.Notes.IsDefaultOrEmpty ? Plain(panel.Data.Panel, trace, datum) : trace.Notes[row];
        return new(Math.Round(x, 1), Math.Round(y, 1), text);
    }

    private static string Plain(Panel panel, Trace trace, Datum datum)
    {
        string x = panel.X.Scale == AxisScale.Categories
            ? panel.X.Categories[(int)datum.X!.Value]
            : $"{RichText.Plain(panel.X.Label)} {Digits(datum.X!.Value)}";
        string bar = datum is { Lower: { } lower, Upper: { } upper } ? $" [{Digits(lower)}, {Digits(upper)}]" : "";
        string series = trace.Series.Length == 0 ? "" : $"{RichText.Plain(trace.Series)}: ";
        return $"{series}{x}, {RichText.Plain(panel.Y.Label)} {Digits(datum.Y!.Value)}{bar}";
    }

    private static string Digits(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}

/// <summary>A plot on a drawing: its box, and the values at its edges.</summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The upper edge.</param>
/// <param name="Right">The right edge.</param>
/// <param name="Bottom">The lower edge.</param>
/// <param name="X">The values from left to right.</param>
/// <param name="Y">The values from below to above.</param>
public sealed record LivePanel(double Left, double Top, double Right, double Bottom, LiveRange X, LiveRange Y)
{
    internal static LivePanel Of(PanelLayout panel) =>
        new(panel.Plot.Left, panel.Plot.Top, panel.Plot.Right, panel.Plot.Bottom, LiveRange.Of(panel.Data.X), LiveRange.Of(panel.Data.Y));
}

/// <summary>The values along an axis.</summary>
public readonly record struct LiveRange(double Low, double High, bool IsLogarithmic)
{
    internal static LiveRange Of(AxisFrame axis) => new(axis.Low, axis.High, axis.Axis.IsLogarithmic);
}

/// <summary>A point of a figure on its drawing.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
/// <param name="Text">What it says.</param>
public readonly record struct LivePoint(double X, double Y, string Text)
{
    /// <summary>Half the width of the cell of a heat map around it; 0 for a point.</summary>
    public double HalfWidth { get; init; }

    /// <summary>Half the height of the cell.</summary>
    public double HalfHeight { get; init; }

    internal bool IsCell => HalfWidth > 0;
}
