using System.Collections.Immutable;

namespace Espalier.Lab.Figures;

/// <summary>All panels of a figure in their places.</summary>
internal sealed record FigureLayout(
    FigureMetrics Metrics, ImmutableArray<Caption> Title, ImmutableArray<PanelLayout> Panels, PlacedLegend? Shared, double Height)
{
    /// <summary>Panels narrower than this are wrapped.</summary>
    private const double LeastPanelWidth = 190;

    public static FigureLayout Arrange(Figure figure, FigureStyle style)
    {
        FigureMetrics metrics = new(style.FontSize);
        ImmutableArray<PanelData> data = [.. figure.Panels.Select(PanelData.Of)];
        SeriesSlots slots = new(figure, data);
        double margin = 12 * metrics.Unit;
        double inner = style.Width - (2 * margin);
        ImmutableArray<Caption> title = TitleLines(figure, style, inner, margin, metrics);
        double top = margin + (title.Length * FigureMetrics.LineHeight(metrics.Title)) + (title.Length > 0 ? 8 * metrics.Unit : 0);

        ImmutableArray<LegendEntry> shared = SharedLegend(figure, slots);
        Grid grid = Grid.Of(data.Length, inner, style, metrics);
        ImmutableArray<LegendPlacement> places =
            [.. data.Select((d, i) => !shared.IsEmpty ? LegendPlacement.None : Decide(d, grid.Cell(i, margin, top), slots, metrics))];
        double below = data.Select(
            (d, i) => places[i] == LegendPlacement.Below ? PanelLayout.HeightBelow(d.Panel, grid.Width, slots, metrics) : 0).Max();
        grid = grid with { Height = grid.Height + below };
        ImmutableArray<PanelLayout> panels =
            [.. data.Select((d, i) => PanelLayout.Arrange(d, Room(grid.Cell(i, margin, top), places[i], below), places[i], slots, metrics))];

        double bottom = top + grid.TotalHeight;
        PlacedLegend? legend = null;
        if (!shared.IsEmpty)
        {
            Legend rows = Legend.Rows(shared, inner, metrics);
            legend = new(rows, margin + (0.5 * (inner - rows.Width)), bottom + (10 * metrics.Unit));
            bottom += (10 * metrics.Unit) + rows.Height;
        }

        return new(metrics, title, panels, legend, Math.Ceiling(bottom + margin));
    }

    /// <summary>Panels without a legend below leave the added height free, so that plots of a row stay aligned.</summary>
    private static Box Room(Box cell, LegendPlacement place, double below) =>
        place == LegendPlacement.Below ? cell : cell with { Bottom = cell.Bottom - below };

    private static ImmutableArray<Caption> TitleLines(Figure figure, FigureStyle style, double inner, double margin, FigureMetrics metrics)
    {
        if (!style.ShowTitle) return [];
        double line = FigureMetrics.LineHeight(metrics.Title);
        return
        [
            .. RichText.Wrap(figure.Title, metrics.Title, inner, bold: true)
                .Select((text, i) => new Caption(new(margin, margin + ((i + 0.5) * line)), text, metrics.Title, "ink", TextAnchor.Start, Bold: true)),
        ];
    }

    /// <summary>The legend that panels share if they leave the place open and one of them names all series; empty if each has its own.</summary>
    private static ImmutableArray<LegendEntry> SharedLegend(Figure figure, SeriesSlots slots)
    {
        if (figure.Panels.Length < 2 || figure.Panels.Any(panel => panel.Legend != LegendPlacement.Auto)) return [];
        ImmutableArray<LegendEntry>[] all = [.. figure.Panels.Select(panel => LegendEntry.Of(panel.Traces, slots))];
        ImmutableArray<LegendEntry> most = all.MaxBy(entries => entries.Length);
        return all.All(entries => !entries.IsEmpty && entries.All(most.Contains)) ? most : [];
    }

    private static LegendPlacement Decide(PanelData data, Box cell, SeriesSlots slots, FigureMetrics metrics)
    {
        if (data.Panel.Legend != LegendPlacement.Auto)
            return data.Panel.Legend == LegendPlacement.Right && data.HeatMap is not null ? LegendPlacement.Below : data.Panel.Legend;
        ImmutableArray<LegendEntry> entries = LegendEntry.Of(data.Panel.Traces, slots);
        if (entries.IsEmpty) return LegendPlacement.None;
        if (PanelLayout.Arrange(data, cell, LegendPlacement.Auto, slots, metrics).Legend is not null) return LegendPlacement.Auto;
        bool wide = cell.Width > 480 * metrics.Unit && Legend.Column(entries, cell.Width, metrics) is { } column
            && column.Width < 0.3 * cell.Width && column.Height < 0.8 * cell.Height;
        return wide && data.HeatMap is null ? LegendPlacement.Right : LegendPlacement.Below;
    }

    private sealed record Grid(int Count, int Columns, double Width, double Height, double Gap)
    {
        public double TotalHeight
        {
            get
            {
                int rows = (Count + Columns - 1) / Columns;
                return (rows * Height) + ((rows - 1) * Gap);
            }
        }

        public static Grid Of(int count, double inner, FigureStyle style, FigureMetrics metrics)
        {
            double gap = 18 * metrics.Unit;
            int columns = Math.Clamp((int)((inner + gap) / ((LeastPanelWidth * metrics.Unit) + gap)), 1, count);
            int rows = (count + columns - 1) / columns;
            columns = (count + rows - 1) / rows;
            double width = (inner - ((columns - 1) * gap)) / columns;
            double height = style.PanelHeight ?? Math.Clamp(0.62 * width, 210 * metrics.Unit, Math.Max(210 * metrics.Unit, 460 * metrics.Unit));
            return new(count, columns, width, height, gap);
        }

        public Box Cell(int index, double left, double top) =>
            Box.At(left + (index % Columns * (Width + Gap)), top + (index / Columns * (Height + Gap)), Width, Height);
    }
}
