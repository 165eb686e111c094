namespace Espalier.Lab.Figures;

/// <summary>All sizes, from the size of text.</summary>
internal readonly record struct FigureMetrics(double FontSize)
{
    /// <summary>One pixel at the usual size of text.</summary>
    public double Unit => FontSize / 13;

    public double Title => 1.2 * FontSize;

    public double PanelTitle => FontSize;

    public double Label => 0.95 * FontSize;

    public double Tick => 0.85 * FontSize;

    public double Legend => 0.9 * FontSize;

    public double Stroke => 1.6 * Unit;

    public double Hairline => 0.9 * Unit;

    public double Marker => 3.2 * Unit;

    public static double LineHeight(double size) => 1.3 * size;
}
