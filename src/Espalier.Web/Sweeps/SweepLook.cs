using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Web.Parts;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Espalier.Web.Sweeps;

/// <summary>How a sweep is looked at: everything that stands in the address of its page, so that a link shows the same again.</summary>
public sealed record SweepLook
{
    /// <summary>The sweep.</summary>
    public string Name { get; init; } = "";

    /// <summary>The measure drawn upwards, or empty for the first.</summary>
    public string Y { get; init; } = "";

    /// <summary>The parameter or measure drawn to the right, or empty for the parameter with the most values.</summary>
    public string X { get; init; } = "";

    /// <summary>The one parameter whose values get a colour each; empty for all that vary, together.</summary>
    public string Colour { get; init; } = "";

    /// <summary>The parameter whose values get a panel each, or empty.</summary>
    public string Panel { get; init; } = "";

    /// <summary>Parameters that are held, each at one value.</summary>
    public ImmutableSortedDictionary<string, string> Held { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>A logarithmic axis to the right.</summary>
    public bool LogX { get; init; }

    /// <summary>A logarithmic axis upwards.</summary>
    public bool LogY { get; init; }

    /// <summary>What stands for the replicates.</summary>
    public PoolKind Pool { get; init; }

    /// <summary>What the bars show.</summary>
    public BarKind Bars { get; init; }

    /// <summary>The ends of the axes: x, x, y, y; or empty.</summary>
    public string Zoom { get; init; } = "";

    /// <summary>The column that the table is sorted by; a minus before it turns the order.</summary>
    public string Sort { get; init; } = "";

    /// <summary>The conditions on the table's rows.</summary>
    public string Filter { get; init; } = "";

    /// <summary>The page of the table, from 1 on.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Reads what stands after the question mark.</summary>
    public static SweepLook Of(string query)
    {
        Dictionary<string, StringValues> all = QueryHelpers.ParseQuery(query);
        string Text(string key) => all.TryGetValue(key, out StringValues value) ? value.ToString() : "";
        return new()
        {
            Name = Text("name"),
            Y = Text("y"),
            X = Text("x"),
            Colour = Text("colour"),
            Panel = Text("panel"),
            Held = all.Where(pair => pair.Key.StartsWith("at.", StringComparison.Ordinal)).ToImmutableSortedDictionary(
                pair => pair.Key[3..], pair => pair.Value.ToString(), StringComparer.Ordinal),
            LogX = Text("logx") == "1",
            LogY = Text("logy") == "1",
            Pool = Enum.TryParse(Text("pool"), ignoreCase: true, out PoolKind pool) && Enum.IsDefined(pool) ? pool : PoolKind.Mean,
            Bars = Enum.TryParse(Text("bars"), ignoreCase: true, out BarKind bars) && Enum.IsDefined(bars) ? bars : BarKind.Interval,
            Zoom = Text("zoom"),
            Sort = Text("sort"),
            Filter = Text("filter"),
            Page = int.TryParse(Text("page"), NumberStyles.None, CultureInfo.InvariantCulture, out int page) ? Math.Max(1, page) : 1,
        };
    }

    /// <summary>What stands after the question mark.</summary>
    public string Query(string path)
    {
        List<KeyValuePair<string, string?>> all = [new("name", Name)];
        Add("y", Y);
        Add("x", X);
        Add("colour", Colour);
        Add("panel", Panel);
        foreach ((string name, string value) in Held) Add("at." + name, value);
        Add("logx", LogX ? "1" : "");
        Add("logy", LogY ? "1" : "");
        Add("pool", Pool == PoolKind.Mean ? "" : $"{Pool}".ToLowerInvariant());
        Add("bars", Bars == BarKind.Interval ? "" : $"{Bars}".ToLowerInvariant());
        Add("zoom", Zoom);
        Add("sort", Sort);
        Add("filter", Filter);
        Add("page", Page == 1 ? "" : Page.ToString(CultureInfo.InvariantCulture));
        return QueryHelpers.AddQueryString(path, all);

        void Add(string key, string value)
        {
            if (value.Length > 0) all.Add(new(key, value));
        }
    }

    /// <summary>The figure.</summary>
    /// <exception cref="InvalidInputException">It cannot be drawn so.</exception>
    public Figure Draw(RecordTable table)
    {
        string measure = Y.Length > 0 ? Y : PointSummary.NumericMeasures(table).FirstOrDefault()?.Name
            ?? throw new InvalidInputException(Name, null, "the experiment measures no number", "look at the table");
        Figure whole = SweepFigure.Of(
            table,
            new(measure, Given(X), [.. Held], LogX, LogY) { Colour = Given(Colour), Panel = Given(Panel), Pool = Pool, Bars = Bars });
        return Zoomed(whole with { Title = whole.Title.Replace(table.Schema.Experiment, Name, StringComparison.Ordinal) });
    }

    /// <summary>The command that draws the same, but for a part of the axes.</summary>
    public string Command(string store, string measure)
    {
        string held = string.Join(',', Held.Select(pair => $"{pair.Key}={pair.Value}"));
        return $"espalier lab figure {Shown.Word(store)} --sweep {Shown.Word(Name)} --measure {Shown.Word(measure)}"
            + (X.Length > 0 ? $" --x {Shown.Word(X)}" : "")
            + (Held.IsEmpty ? "" : $" --where {Shown.Word(held)}")
            + (LogX ? " --log-x" : "")
            + (LogY ? " --log-y" : "")
            + (Colour.Length > 0 ? $" --colour {Shown.Word(Colour)}" : "")
            + (Panel.Length > 0 ? $" --panel {Shown.Word(Panel)}" : "")
            + (Pool == PoolKind.Mean ? "" : $" --pool {Pool}".ToLowerInvariant())
            + (Bars == BarKind.Interval ? "" : $" --bars {Bars}".ToLowerInvariant());
    }

    private static string? Given(string text) => text.Length > 0 ? text : null;

    private Figure Zoomed(Figure figure)
    {
        double[] ends = [.. Zoom.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
            text =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                    ? value
                    : double.NaN)];
        if (ends.Length != 4 || ends.Any(double.IsNaN) || ends[0] >= ends[1] || ends[2] >= ends[3]) return figure;
        return figure with
        {
            Panels = [.. figure.Panels.Select(panel => panel with { X = Ends(panel.X, ends[0], ends[1]), Y = Ends(panel.Y, ends[2], ends[3]) })],
        };
    }

    private static Axis Ends(Axis axis, double low, double high) =>
        axis.Scale == AxisScale.Categories || (axis.Scale is AxisScale.Log10 or AxisScale.Log2 && low <= 0)
            ? axis
            : axis with { Low = low, High = high };
}
