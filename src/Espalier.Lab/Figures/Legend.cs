using System.Collections.Immutable;

namespace Espalier.Lab.Figures;

/// <summary>A series by name, with all the ways in which it is drawn; of a series that is drawn nowhere there is nothing to name.</summary>
internal sealed record LegendEntry(string Name, SeriesLook Look, bool Line, bool Marker, bool Band, bool Bar)
{
    public static ImmutableArray<LegendEntry> Of(IEnumerable<Trace> traces, SeriesSlots slots) =>
    [
        .. traces
            .Where(trace => trace.Series.Length > 0 && trace is not HeatMapTrace && slots.IsDrawn(trace.Series))
            .GroupBy(trace => trace.Series, StringComparer.Ordinal)
            .Select(group => new LegendEntry(
                group.Key,
                slots[group.Key],
                group.Any(trace => trace is LineTrace),
                group.Any(trace => trace is ScatterTrace or ErrorBarTrace or LineTrace { Markers: true }),
                group.Any(trace => trace is BandTrace),
                group.Any(trace => trace is BarTrace))),
    ];
}

/// <summary>A legend with its size, before it has a place.</summary>
internal sealed record Legend(
    ImmutableArray<(LegendEntry Entry, string Text, double X, double Y)> Items, double Width, double Height, FigureMetrics Metrics)
{
    private double Swatch => 24 * Metrics.Unit;

    private double Space => 6 * Metrics.Unit;

    /// <summary>One entry below the other.</summary>
    public static Legend Column(ImmutableArray<LegendEntry> entries, double mostWidth, FigureMetrics metrics) =>
        Flow(entries, mostWidth, metrics, column: true);

    /// <summary>As many entries in a row as the width takes.</summary>
    public static Legend Rows(ImmutableArray<LegendEntry> entries, double mostWidth, FigureMetrics metrics) =>
        Flow(entries, mostWidth, metrics, column: false);

    public void Write(SvgWriter svg, double left, double top)
    {
        svg.Open("legend");
        svg.Rectangle(Box.At(left, top, Width, Height), "bounds", "fill=\"none\"");
        foreach ((LegendEntry entry, string text, double x, double y) in Items)
        {
            Sample(svg, entry, left + x, top + y);
            svg.Text(new(left + x + Swatch + Space, top + y), text, Metrics.Legend, "ink");
        }

        svg.Close();
    }

    private static Legend Flow(ImmutableArray<LegendEntry> entries, double mostWidth, FigureMetrics metrics, bool column)
    {
        double line = 1.45 * metrics.Legend;
        double between = 14 * metrics.Unit;
        double before = 30 * metrics.Unit;
        ImmutableArray<(LegendEntry, string, double, double)>.Builder items = ImmutableArray.CreateBuilder<(LegendEntry, string, double, double)>();
        (double x, double y, double width) = (0, 0.5 * line, 0);
        foreach (LegendEntry entry in entries)
        {
            string text = RichText.Shorten(entry.Name, metrics.Legend, (mostWidth - before) / TextMetrics.Widest);
            double wide = before + TextMetrics.MostWidth(text, metrics.Legend);
            if (items.Count > 0 && (column || x + wide > mostWidth)) (x, y) = (0, y + line);
            items.Add((entry, text, x, y));
            width = Math.Max(width, x + wide);
            x += wide + between;
        }

        return new(items.ToImmutable(), width, y + (0.5 * line), metrics);
    }

    private void Sample(SvgWriter svg, LegendEntry entry, double left, double middle)
    {
        double half = 0.42 * Metrics.Legend;
        Box box = new(left, middle - half, left + Swatch, middle + half);
        if (entry.Band)
            new AreaMark(
                [(Spot[])[new(box.Left, box.Top), new(box.Right, box.Top), new(box.Right, box.Bottom), new(box.Left, box.Bottom)]],
                entry.Look).Write(svg);
        if (entry.Bar) new BoxesMark([box with { Left = left + (0.25 * Swatch), Right = left + (0.75 * Swatch) }], entry.Look).Write(svg);
        if (entry.Line) new CurveMark([(Spot[])[new(left, middle), new(left + Swatch, middle)]], entry.Look, Metrics.Stroke).Write(svg);
        if (entry.Marker) MarkerShape.Write(svg, [new(box.MiddleX, middle)], entry.Look, Metrics.Marker);
    }
}
