using System.Collections.Immutable;

namespace Espalier.Lab.Figures;

/// <summary>Finds the plot of a panel: what remains of its cell beside titles, labels and ticks.</summary>
internal static class PanelFrame
{
    private const double LeastShare = 0.25;

    public static (Box Plot, List<Caption> Captions) Arrange(PanelData data, Box cell, double right, FigureMetrics metrics)
    {
        double titleLine = FigureMetrics.LineHeight(metrics.PanelTitle);
        double labelLine = FigureMetrics.LineHeight(metrics.Label);
        ImmutableArray<string> title = RichText.Wrap(data.Panel.Title, metrics.PanelTitle, cell.Width, bold: true);
        ImmutableArray<string> labelY = RichText.Wrap(data.Y.Label, metrics.Label, 0.85 * cell.Height);
        double mostTick = 0.35 * cell.Width;

        double top = cell.Top + (title.Length * titleLine) + ((title.Length > 0 ? 5 : 0) * metrics.Unit) + (0.5 * metrics.Tick);
        double left = cell.Left + (labelY.Length * labelLine) + ((labelY.Length > 0 ? 4 : 0) * metrics.Unit)
            + TickLabels.Widest(data.Y, mostTick, metrics) + (7 * metrics.Unit);
        double end = Math.Max(left + (LeastShare * cell.Width), cell.Right - Math.Max(right, LastOverhang(data.X, cell, left, metrics)));
        Box wide = new(left, top, end, cell.Bottom);
        Box tickRoom = cell with { Left = cell.Left + (labelY.Length * labelLine) };
        (_, double tickHeight) = TickLabels.Below(data.X, wide, tickRoom, metrics);
        ImmutableArray<string> labelX = RichText.Wrap(data.X.Label, metrics.Label, cell.Right - left);
        double bottom = cell.Bottom - tickHeight - (labelX.Length * labelLine) - ((labelX.Length > 0 ? 4 : 0) * metrics.Unit);
        Box plot = wide with { Bottom = Math.Max(top + (LeastShare * cell.Height), bottom) };

        List<Caption> captions = TickLabels.Below(data.X, plot, tickRoom, metrics).Labels;
        captions.AddRange(TickLabels.Beside(data.Y, plot, mostTick, metrics));
        for (int i = 0; i < title.Length; i++)
            captions.Add(new(new(cell.Left, cell.Top + ((i + 0.5) * titleLine)), title[i], metrics.PanelTitle, "ink", TextAnchor.Start, Bold: true));
        for (int i = 0; i < labelX.Length; i++)
            captions.Add(Centred(labelX[i], cell.Bottom - ((labelX.Length - i - 0.5) * labelLine), plot, cell, metrics));
        for (int i = 0; i < labelY.Length; i++)
            captions.Add(Upright(labelY[i], cell.Left + ((i + 0.5) * labelLine), plot, cell, metrics));
        return (plot, captions);
    }

    /// <summary>How far the last label below the axis would reach beyond the plot.</summary>
    private static double LastOverhang(AxisFrame axis, Box cell, double left, FigureMetrics metrics)
    {
        if (axis.Axis.Scale == AxisScale.Categories || axis.Ticks.Major.IsEmpty) return 2 * metrics.Unit;
        Tick last = axis.Ticks.Major[^1];
        double inside = (1 - axis.Share(last.Value)) * (cell.Right - left);
        return Math.Max(2 * metrics.Unit, (0.5 * TextMetrics.Width(last.Label, metrics.Tick)) - inside);
    }

    private static Caption Centred(string text, double y, Box plot, Box cell, FigureMetrics metrics)
    {
        double half = 0.5 * TextMetrics.Width(text, metrics.Label);
        double x = Math.Min(plot.MiddleX, cell.Right - half);
        return new(new(Math.Max(x, cell.Left + half), y), text, metrics.Label, "ink", TextAnchor.Middle);
    }

    private static Caption Upright(string text, double x, Box plot, Box cell, FigureMetrics metrics)
    {
        double half = 0.5 * TextMetrics.Width(text, metrics.Label);
        double y = Math.Max(plot.MiddleY, cell.Top + half);
        return new(new(x, Math.Min(y, Math.Max(cell.Top + half, cell.Bottom - half))), text, metrics.Label, "ink", TextAnchor.Middle, Turn: -90);
    }
}
