namespace Espalier.Lab.Figures;

/// <summary>Writes a panel: grid, axes, marks, captions and legend, from back to front.</summary>
internal sealed class PanelWriter(SvgWriter svg, FigureMetrics metrics)
{
    public void Write(PanelLayout panel, string gradient)
    {
        svg.Open("panel");
        if (panel.Data.HeatMap is null) Grid(panel);
        svg.Open("data");
        foreach (Mark mark in panel.Marks) mark.Write(svg);
        svg.Close();
        Axes(panel);
        foreach (Caption caption in panel.Captions) caption.Write(svg);
        HeatBar.Write(svg, panel.Data, panel.Plot, gradient, metrics);
        panel.Legend?.Legend.Write(svg, panel.Legend.Left, panel.Legend.Top);
        panel.Ends?.Write(svg, panel.Plot);
        svg.Close();
    }

    private void Grid(PanelLayout panel)
    {
        Box plot = panel.Plot;
        List<Spot[]> lines = [];
        if (panel.Data.X.Axis.Scale != AxisScale.Categories)
            lines.AddRange(Across(panel).Select(x => (Spot[])[new(x, plot.Top), new(x, plot.Bottom)]));
        if (panel.Data.Y.Axis.Scale != AxisScale.Categories)
            lines.AddRange(Up(panel).Select(y => (Spot[])[new(plot.Left, y), new(plot.Right, y)]));
        svg.Path(lines, false, "grid", Stroke(metrics.Hairline));
    }

    private void Axes(PanelLayout panel)
    {
        Box plot = panel.Plot;
        double major = 4 * metrics.Unit;
        double minor = 2.2 * metrics.Unit;
        List<Spot[]> lines = [[new(plot.Left, plot.Top), new(plot.Left, plot.Bottom), new(plot.Right, plot.Bottom)]];
        bool ticksX = panel.Data.X.Axis.Scale != AxisScale.Categories;
        bool ticksY = panel.Data.Y.Axis.Scale != AxisScale.Categories;
        if (ticksX) lines.AddRange(Across(panel).Select(x => (Spot[])[new(x, plot.Bottom), new(x, plot.Bottom + major)]));
        if (ticksY) lines.AddRange(Up(panel).Select(y => (Spot[])[new(plot.Left - major, y), new(plot.Left, y)]));
        lines.AddRange(
            Fine(panel.Data.X, plot.Width).Select(s => plot.Left + (s * plot.Width)).Select(
                x => (Spot[])[new(x, plot.Bottom), new(x, plot.Bottom + minor)]));
        lines.AddRange(
            Fine(panel.Data.Y, plot.Height).Select(s => plot.Bottom - (s * plot.Height)).Select(
                y => (Spot[])[new(plot.Left - minor, y), new(plot.Left, y)]));
        svg.Path(lines, false, "axis", Stroke(metrics.Hairline));
    }

    private static IEnumerable<double> Across(PanelLayout panel) =>
        panel.Data.X.Ticks.Major.Select(t => panel.Plot.Left + (panel.Plot.Width * panel.Data.X.Share(t.Value)));

    private static IEnumerable<double> Up(PanelLayout panel) =>
        panel.Data.Y.Ticks.Major.Select(t => panel.Plot.Bottom - (panel.Plot.Height * panel.Data.Y.Share(t.Value)));

    /// <summary>Fine ticks, only on logarithmic axes, where they show the scale, and only where they stand clear of each other.</summary>
    private double[] Fine(AxisFrame axis, double length)
    {
        if (!axis.Axis.IsLogarithmic) return [];
        double[] shares = [.. axis.Ticks.Minor.Select(axis.Share).Order()];
        double apart = shares.Zip(shares.Skip(1), (a, b) => b - a).DefaultIfEmpty(1).Min() * length;
        return apart < 1.5 * metrics.Unit ? [] : shares;
    }

    private static string Stroke(double width) => $"stroke-width=\"{SvgWriter.Number(width)}\"";
}
