using System.Collections.Immutable;

namespace Espalier.Lab.Figures;

/// <summary>A legend or the names at line ends, in their final places.</summary>
internal sealed record PlacedLegend(Legend Legend, double Left, double Top)
{
    public Box Box => Box.At(Left, Top, Legend.Width, Legend.Height);
}

/// <summary>A panel with everything in its place, ready to be written.</summary>
internal sealed record PanelLayout(
    PanelData Data, Box Cell, Box Plot, IReadOnlyList<Mark> Marks, IReadOnlyList<Caption> Captions, PlacedLegend? Legend, LineEnds? Ends)
{
    /// <summary>How much of a legend below the plot adds to the height of the cell.</summary>
    public static double HeightBelow(Panel panel, double width, SeriesSlots slots, FigureMetrics metrics) =>
        Figures.Legend.Rows(LegendEntry.Of(panel.Traces, slots), width, metrics).Height + (8 * metrics.Unit);

    /// <summary>
    /// Lays a panel out in its cell with the legend at a definite place; <see cref="LegendPlacement.Auto"/> stands for inside, if there is
    /// room.
    /// </summary>
    public static PanelLayout Arrange(PanelData data, Box cell, LegendPlacement placement, SeriesSlots slots, FigureMetrics metrics)
    {
        ImmutableArray<LegendEntry> entries = LegendEntry.Of(data.Panel.Traces, slots);
        if (entries.IsEmpty) placement = LegendPlacement.None;
        Legend? beside = placement == LegendPlacement.Right ? Figures.Legend.Column(entries, 0.4 * cell.Width, metrics) : null;
        Legend? below = placement == LegendPlacement.Below ? Figures.Legend.Rows(entries, cell.Width, metrics) : null;
        LineEnds? ends = placement == LegendPlacement.LineEnds ? new LineEnds(data, slots, metrics, 0.4 * cell.Width) : null;

        double gap = 12 * metrics.Unit;
        double right = beside is null ? ends?.Room ?? HeatBar.Room(data, metrics) : beside.Width + gap;
        Box room = cell with { Bottom = cell.Bottom - (below is null ? 0 : below.Height + (8 * metrics.Unit)) };
        (Box plot, List<Caption> captions) = PanelFrame.Arrange(data, room, right, metrics);
        TraceMarks places = new(data, plot, slots, metrics);
        IReadOnlyList<Mark> marks = places.All();
        PlacedLegend? legend = placement switch
        {
            LegendPlacement.Right => new(beside!, plot.Right + gap, plot.Top),
            LegendPlacement.Below => new(below!, plot.Left + Math.Min(0, cell.Right - plot.Left - below!.Width), cell.Bottom - below.Height),
            LegendPlacement.Auto => Inside(Figures.Legend.Column(entries, plot.Width, metrics), plot, marks, metrics),
            LegendPlacement.LineEnds or LegendPlacement.None => null,
            _ => throw new ArgumentOutOfRangeException(nameof(placement), placement, "this is no place for a legend"),
        };
        return new(data, cell, plot, marks, captions, legend, ends?.Placed(places, plot));
    }

    /// <summary>The first free place along the edges of the plot, corners first, or null.</summary>
    private static PlacedLegend? Inside(Legend legend, Box plot, IReadOnlyList<Mark> marks, FigureMetrics metrics)
    {
        if (legend.Width > 0.7 * plot.Width || legend.Height > 0.6 * plot.Height) return null;
        double edge = 9 * metrics.Unit;
        double clear = 5 * metrics.Unit;
        (double left, double right) = (plot.Left + edge, plot.Right - edge - legend.Width);
        (double top, double bottom) = (plot.Top + (0.5 * edge), plot.Bottom - edge - legend.Height);
        (double middleX, double middleY) = (0.5 * (left + right), 0.5 * (top + bottom));
        foreach ((double x, double y) in (ReadOnlySpan<(double, double)>)
            [(right, top), (left, top), (right, bottom), (left, bottom), (middleX, top), (middleX, bottom), (right, middleY), (left, middleY)])
        {
            PlacedLegend placed = new(legend, x, y);
            if (!marks.Any(mark => mark.Touches(placed.Box.Grow(clear)))) return placed;
        }

        return null;
    }
}
