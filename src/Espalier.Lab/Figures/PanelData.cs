using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Lab.Figures;

/// <summary>A trace with the fate of each of its rows.</summary>
internal sealed record TraceData(Trace Trace, ImmutableArray<Admission> Fates)
{
    public bool Drawn(int row) => Fates[row] == Admission.Drawn;
}

/// <summary>A panel with its axes fixed and its rows admitted.</summary>
internal sealed record PanelData(Panel Panel, AxisFrame X, AxisFrame Y, ImmutableArray<TraceData> Traces)
{
    public HeatMapTrace? HeatMap => Panel.Traces.OfType<HeatMapTrace>().FirstOrDefault();

    /// <summary>Whether nothing at all is drawn.</summary>
    public bool IsEmpty => Traces.All(trace => trace.Fates.All(fate => fate != Admission.Drawn));

    public static PanelData Of(Panel panel)
    {
        bool bars = panel.Traces.Any(trace => trace is BarTrace);
        AxisFrame x = AxisFrame.Of(panel.X, Values(panel, row => [row.X]), false);
        AxisFrame y = AxisFrame.Of(panel.Y, Values(panel, row => [row.Y, Finite(row.Lower), Finite(row.Upper)]), bars);
        return new(panel, x, y, [.. panel.Traces.Select(trace => Admitted(trace, panel))]);
    }

    /// <summary>What is missing, as a sentence for the description, or empty.</summary>
    public string Note(string name)
    {
        List<string> reasons = [];
        Count(Admission.NotFinite, "not finite");
        Count(Admission.NotPositive, "not positive on a logarithmic axis");
        Count(Admission.Outside, "outside the range of the axes");
        string missing = reasons.Count == 0 ? "" : $" Not drawn{name}: {string.Join(", ", reasons)}.";
        return IsEmpty ? $"{missing} No data{name}." : missing;

        void Count(Admission fate, string reason)
        {
            int count = Traces.Sum(trace => trace.Fates.Count(f => f == fate));
            if (count > 0) reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {reason}"));
        }
    }

    private static IEnumerable<double> Values(Panel panel, Func<Datum, double?[]> columns)
    {
        foreach (Trace trace in panel.Traces)
        {
            for (int i = 0; i < trace.Count; i++)
            {
                foreach (double? value in columns(trace.Row(i)))
                {
                    if (value is { } number) yield return number;
                }
            }
        }
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static TraceData Admitted(Trace trace, Panel panel)
    {
        ImmutableArray<Admission>.Builder fates = ImmutableArray.CreateBuilder<Admission>(trace.Count);
        for (int i = 0; i < trace.Count; i++) fates.Add(Fate(trace, trace.Row(i), panel));
        return new(trace, fates.MoveToImmutable());
    }

    private static Admission Fate(Trace trace, Datum row, Panel panel)
    {
        // What can be cut at the edge is cut; what stands at one place is in or out.
        bool cut = trace is LineTrace or BandTrace or BarTrace;
        Admission x = row.X is { } h ? AxisFrame.Admit(cut && trace is not BarTrace ? Open(panel.X) : panel.X, h) : Admission.Drawn;
        Admission y = row.Y is { } v ? AxisFrame.Admit(cut ? Open(panel.Y) : panel.Y, v) : Admission.Drawn;
        if (x != Admission.Drawn) return x;
        if (y != Admission.Drawn) return y;
        bool ends = !(row.Lower is { } low && double.IsNaN(low)) && !(row.Upper is { } high && double.IsNaN(high));
        bool value = row.Value is not { } number || (trace is HeatMapTrace { Logarithmic: true } ? number > 0 : true);
        if (!ends || (row.Value is { } shown && !(Math.Abs(shown) <= AxisFrame.Largest))) return Admission.NotFinite;
        return value ? Admission.Drawn : Admission.NotPositive;
    }

    private static Axis Open(Axis axis) => axis with { Low = null, High = null };
}
