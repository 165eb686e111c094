namespace Espalier.Lab.Figures;

/// <summary>From the values of a heat map to shares of the colour scale.</summary>
internal sealed record HeatScale(double Low, double High, bool Logarithmic)
{
    public static HeatScale Of(HeatMapTrace map, TraceData data)
    {
        double[] shown = [.. map.Values.Where((_, i) => data.Drawn(i))];
        if (shown.Length == 0) return map.Logarithmic ? new(1, 10, true) : new(0, 1, false);
        (double low, double high) = (shown.Min(), shown.Max());
        if (high - low > 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high))) return new(low, high, map.Logarithmic);
        double half = low == 0 ? 1 : 0.5 * Math.Abs(low);
        return map.Logarithmic ? new(low / 3, low * 3, true) : new(low - half, low + half, false);
    }

    public TickSet Ticks => TickSet.For(Logarithmic ? AxisScale.Log10 : AxisScale.Linear, Low, High);

    public double Share(double value) =>
        Logarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);
}
