namespace Espalier.Lab.Figures;

/// <summary>The names of the series beside their last points, pushed apart where they would overlap.</summary>
internal sealed class LineEnds(PanelData data, SeriesSlots slots, FigureMetrics metrics, double mostWidth)
{
    private double Space => 14 * metrics.Unit;

    /// <summary>The names with their looks and ends; empty until <see cref="Placed"/>.</summary>
    public IReadOnlyList<(string Text, SeriesLook Look, Spot End, Spot Name)> Names { get; private init; } = [];

    /// <summary>How much room the names take to the right of the plot.</summary>
    public double Room => Space + Named().Select(s => TextMetrics.MostWidth(Shown(s), metrics.Legend)).DefaultIfEmpty(0).Max();

    public LineEnds Placed(TraceMarks marks, Box plot)
    {
        double line = 1.2 * metrics.Legend;
        List<(string Series, Spot End)> ends = [];
        foreach (string series in Named())
        {
            if (Last(series, marks) is { } end) ends.Add((series, end with { Y = Math.Clamp(end.Y, plot.Top, plot.Bottom) }));
        }

        ends = [.. ends.OrderBy(end => end.End.Y)];
        double[] heights = Apart([.. ends.Select(end => end.End.Y)], line, plot.Top + (0.5 * line), plot.Bottom - (0.5 * line));
        double left = plot.Right + Space;
        return new(data, slots, metrics, mostWidth)
        {
            Names = [.. ends.Select((end, i) => (Shown(end.Series), slots[end.Series], end.End, new Spot(left, heights[i])))],
        };
    }

    public void Write(SvgWriter svg, Box plot)
    {
        svg.Open("legend");
        foreach ((string text, SeriesLook look, Spot end, Spot name) in Names)
        {
            double near = 5 * metrics.Unit;
            Spot from = new(Math.Max(end.X + near, plot.Right), end.Y);
            Spot[] lead = [from, new(name.X - (3 * metrics.Unit), name.Y)];
            svg.Path([lead], false, Invariant($"line-{look.Colour}"), $"stroke-width=\"{SvgWriter.Number(0.6 * metrics.Stroke)}\"");
            svg.Text(name, text, metrics.Legend, "ink");
        }

        svg.Close();
    }

    private IEnumerable<string> Named() =>
        data.Panel.Traces.Where(trace => trace is LineTrace or ScatterTrace or ErrorBarTrace && trace.Series.Length > 0).Select(trace => trace.Series)
            .Distinct(StringComparer.Ordinal);

    private string Shown(string series) => RichText.Shorten(series, metrics.Legend, mostWidth - Space);

    private Spot? Last(string series, TraceMarks marks)
    {
        Spot? last = null;
        foreach (TraceData trace in data.Traces.Where(l => l.Trace is LineTrace or ScatterTrace or ErrorBarTrace && l.Trace.Series == series))
        {
            for (int i = 0; i < trace.Trace.Count; i++)
            {
                if (!trace.Drawn(i) || trace.Trace.Row(i) is not { X: { } x, Y: { } y }) continue;
                Spot spot = marks.Place(x, y);
                if (last is null || spot.X >= last.Value.X) last = spot;
            }
        }

        return last;
    }

    /// <summary>Heights at least one line apart, as near to the wanted ones as least squares allows, then moved into the range.</summary>
    internal static double[] Apart(double[] wanted, double line, double top, double bottom)
    {
        double[] shifted = [.. wanted.Select((y, i) => y - (i * line))];
        double[] ones = [.. shifted.Select(_ => 1.0)];
        double[] fitted = Statistics.IsotonicRegression.Fit(shifted, ones);
        double highest = Math.Max(top, bottom - ((wanted.Length - 1) * line));
        return [.. fitted.Select((y, i) => Math.Clamp(y, top, highest) + (i * line))];
    }
}
