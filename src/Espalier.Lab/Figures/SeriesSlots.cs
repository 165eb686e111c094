using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Lab.Figures;

/// <summary>How one series looks: its colour, marker and dashes. The first seven differ in all three, the first 49 in some.</summary>
internal readonly record struct SeriesLook(int Colour, int Marker, int Dash)
{
    private static readonly double[][] Dashes = [[], [7, 3], [2, 2.5], [9, 3, 2, 3], [13, 3], [5, 2, 1.5, 2, 1.5, 2], [4, 4]];

    /// <summary>The dashes for a stroke, or null for a solid line.</summary>
    public string? DashArray(double unit) =>
        Dash == 0 ? null : string.Join(' ', Dashes[Dash].Select(length => (length * unit).ToString("0.##", CultureInfo.InvariantCulture)));
}

/// <summary>Which look belongs to which series of a figure: in the order of first appearance, the same in all panels.</summary>
internal sealed class SeriesSlots
{
    public const int Most = Palette.SeriesColours * Palette.SeriesColours;
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _drawn;

    public SeriesSlots(Figure figure, ImmutableArray<PanelData> panels)
    {
        foreach (string name in Names(figure)) _slots.TryAdd(name, _slots.Count);
        _drawn = [
            .. panels.SelectMany(panel => panel.Traces).Where(trace => trace.Fates.Contains(Admission.Drawn)).Select(trace => trace.Trace.Series),
        ];
    }

    public SeriesLook this[string series]
    {
        get
        {
            int slot = _slots.GetValueOrDefault(series);
            int shifted = (slot + (slot / Palette.SeriesColours)) % Palette.SeriesColours;
            return new(slot % Palette.SeriesColours, shifted, shifted);
        }
    }

    /// <summary>Whether something of a series is drawn in some panel; a legend names no other.</summary>
    public bool IsDrawn(string series) => _drawn.Contains(series);

    /// <summary>The series in order; the nameless share one look, which they take when they come.</summary>
    public static IReadOnlyList<string> Names(Figure figure) =>
        [
            .. figure.Panels.SelectMany(panel => panel.Traces).Where(trace => trace is not (HeatMapTrace or ReferenceTrace or AnnotationTrace))
                .Select(trace => trace.Series).Distinct(StringComparer.Ordinal),
        ];
}
