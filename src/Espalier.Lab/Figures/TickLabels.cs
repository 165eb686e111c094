namespace Espalier.Lab.Figures;

/// <summary>Chooses which labels of an axis are written, so that none overlap.</summary>
internal static class TickLabels
{
    public const double Turn = -38;
    private static readonly double Sine = Math.Sin(-Turn * Math.PI / 180);
    private static readonly double Cosine = Math.Cos(-Turn * Math.PI / 180);

    /// <summary>The labels below the plot and the height they take. Names that do not fit side by side are turned.</summary>
    public static (List<Caption> Labels, double Height) Below(AxisFrame axis, Box plot, Box cell, FigureMetrics metrics)
    {
        double size = metrics.Tick;
        double top = plot.Bottom + (7 * metrics.Unit);
        (double X, string Text)[] ticks = [.. axis.Ticks.Major.Select(tick => (plot.Left + (plot.Width * axis.Share(tick.Value)), tick.Label))];
        int stride = Stride(ticks, size, metrics);
        if (stride > 1 && axis.Axis.Scale == AxisScale.Categories) return Turned(ticks, top, cell, metrics);
        List<Caption> labels = [];
        foreach ((double x, string text) in Every(ticks, stride))
        {
            // A label at the very edge of the picture moves inwards.
            double half = 0.5 * TextMetrics.Width(text, size);
            labels.Add(
                new(
                    new(Math.Clamp(x, cell.Left + half, Math.Max(cell.Left + half, cell.Right - half)), top + (0.5 * size)),
                    text,
                    size,
                    "soft",
                    TextAnchor.Middle));
        }

        return (labels, (7 * metrics.Unit) + (1.1 * size));
    }

    /// <summary>The labels left of the plot.</summary>
    public static List<Caption> Beside(AxisFrame axis, Box plot, double mostWidth, FigureMetrics metrics)
    {
        double size = metrics.Tick;
        (double Y, string Text)[] ticks = [
            .. axis.Ticks.Major.Select(tick => (plot.Bottom - (plot.Height * axis.Share(tick.Value)), RichText.Shorten(tick.Label, size, mostWidth))),
        ];
        int stride = 1;
        while (stride < ticks.Length
            && Every(ticks, stride).Zip(Every(ticks, stride).Skip(1)).Any(pair => pair.First.Item1 - pair.Second.Item1 < 1.15 * size))
            stride++;
        return [
            .. Every(ticks, stride).Select(
                tick => new Caption(new(plot.Left - (7 * metrics.Unit), tick.Item1), tick.Item2, size, "soft", TextAnchor.End)),
        ];
    }

    public static double Widest(AxisFrame axis, double mostWidth, FigureMetrics metrics) =>
        axis.Ticks.Major.Select(
            tick => TextMetrics.Width(RichText.Shorten(tick.Label, metrics.Tick, mostWidth), metrics.Tick)).DefaultIfEmpty(0).Max();

    private static (List<Caption> Labels, double Height) Turned((double X, string Text)[] ticks, double top, Box cell, FigureMetrics metrics)
    {
        double size = metrics.Tick;
        int stride = 1;
        while (stride < ticks.Length && Math.Abs(ticks[stride].X - ticks[0].X) * Sine < 1.1 * size) stride++;
        List<Caption> labels = [];
        double height = 0;
        foreach ((double x, string text) in Every(ticks, stride))
        {
            string shown = RichText.Shorten(text, size, Math.Max(2 * size, Math.Min((x - cell.Left) / Cosine, 0.35 * cell.Height / Sine) - size));
            labels.Add(new(new(x + (0.3 * size), top + (0.3 * size)), shown, size, "soft", TextAnchor.End, Turn: Turn));
            height = Math.Max(height, (TextMetrics.Width(shown, size) * Sine) + (0.9 * size));
        }

        return (labels, (7 * metrics.Unit) + height);
    }

    private static int Stride((double X, string Text)[] ticks, double size, FigureMetrics metrics)
    {
        int stride = 1;
        while (stride < ticks.Length && Collide()) stride++;
        return stride;

        bool Collide() => Every(ticks, stride).Zip(Every(ticks, stride).Skip(1)).Any(pair =>
            (0.5 * (TextMetrics.Width(pair.First.Text, size) + TextMetrics.Width(pair.Second.Text, size)))
                + (5 * metrics.Unit) > pair.Second.X - pair.First.X);
    }

    private static IEnumerable<(double X, string Text)> Every((double X, string Text)[] ticks, int stride) => ticks.Where((_, i) => i % stride == 0);
}
