namespace Espalier.Lab.Figures;

/// <summary>The scale of colours beside a heat map.</summary>
internal static class HeatBar
{
    private const double Gap = 12;
    private const double Thick = 11;
    private const double TickGap = 6;

    /// <summary>How much room the scale takes to the right of the plot.</summary>
    public static double Room(PanelData data, FigureMetrics metrics)
    {
        if (data.HeatMap is not { } map) return 0;
        TickSet ticks = Scale(data, map).Ticks;
        double widest = ticks.Major.Max(tick => TextMetrics.Width(tick.Label, metrics.Tick));
        bool hasLabel = map.Series.Length + ticks.Factor.Length > 0;
        return ((Gap + Thick + TickGap + 4) * metrics.Unit) + widest + (hasLabel ? FigureMetrics.LineHeight(metrics.Label) : 0);
    }

    public static void Write(SvgWriter svg, PanelData data, Box plot, string gradient, FigureMetrics metrics)
    {
        if (data.HeatMap is not { } map) return;
        HeatScale scale = Scale(data, map);
        TickSet ticks = scale.Ticks;
        Box bar = Box.At(plot.Right + (Gap * metrics.Unit), plot.Top, Thick * metrics.Unit, plot.Height);
        svg.Open("scale");
        svg.Raw($"<defs><linearGradient id=\"{gradient}\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">");
        for (int i = 0; i < ColourMap.Stops; i++)
        {
            double share = (double)i / (ColourMap.Stops - 1);
            svg.Raw(
                $"<stop offset=\"{share.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)}\" "
                    + $"stop-color=\"{ColourMap.At(share)}\"/>");
        }

        svg.Raw("</linearGradient></defs>\n");
        svg.Rectangle(bar, "", $"fill=\"url(#{gradient})\"");
        double nextFree = double.PositiveInfinity;
        foreach (Tick tick in ticks.Major)
        {
            double y = bar.Bottom - (bar.Height * scale.Share(tick.Value));
            if (y > nextFree) continue;
            nextFree = y - (1.15 * metrics.Tick);
            svg.Line(new(bar.Right, y), new(bar.Right + (3 * metrics.Unit), y), "axis", metrics.Hairline);
            svg.Text(new(bar.Right + (TickGap * metrics.Unit), y), tick.Label, metrics.Tick, "soft");
        }

        // The name may be cut short, the power of ten may not: without it the labels are wrong.
        string factor = ticks.Factor.Length == 0 ? "" : $" (×{ticks.Factor})";
        string name = RichText.Shorten(map.Series, metrics.Label, bar.Height - TextMetrics.Width(factor, metrics.Label));
        string label = (name + factor).TrimStart();
        double x = plot.Right + Room(data, metrics) - (0.5 * FigureMetrics.LineHeight(metrics.Label));
        if (label.Length > 0) svg.Text(new(x, bar.MiddleY), label, metrics.Label, "ink", TextAnchor.Middle, turn: -90);
        svg.Close();
    }

    private static HeatScale Scale(PanelData data, HeatMapTrace map) =>
        HeatScale.Of(map, data.Traces.First(trace => ReferenceEquals(trace.Trace, map)));
}
