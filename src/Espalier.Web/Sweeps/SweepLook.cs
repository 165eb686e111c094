using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Clusters;
using Espalier.Lab.Figures;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Web.Jobs;
using Espalier.Work.Inputs;

namespace Espalier.Web.Sweeps;

/// <summary>How a sweep is looked at: everything that stands in the address of its page, so that a link shows the same again.</summary>
public sealed record SweepLook
{
    /// <summary>The page.</summary>
    public const string Path = "/sweeps/one";

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
        var read = new AddressReader(query);
        return new()
        {
            Name = read.Text("name"),
            Y = read.Text("y"),
            X = read.Text("x"),
            Colour = read.Text("colour"),
            Panel = read.Text("panel"),
            Held = read.Behind("at.").ToImmutableSortedDictionary(StringComparer.Ordinal),
            LogX = read.Flag("logx"),
            LogY = read.Flag("logy"),
            Pool = read.Choice("pool", PoolKind.Mean),
            Bars = read.Choice("bars", BarKind.Interval),
            Zoom = read.Text("zoom"),
            Sort = read.Text("sort"),
            Filter = read.Text("filter"),
            Page = read.Whole("page", 1, int.MaxValue, 1),
        };
    }

    /// <summary>What stands after the question mark, behind a path.</summary>
    public string Query(string path) => AddressWriter.Write(
        path,
        [
            ("name", Name),
            ("y", Y),
            ("x", X),
            ("colour", Colour),
            ("panel", Panel),
            .. Held.Select(pair => ("at." + pair.Key, pair.Value)),
            ("logx", AddressWriter.Flag(LogX)),
            ("logy", AddressWriter.Flag(LogY)),
            ("pool", AddressWriter.Word(Pool, PoolKind.Mean)),
            ("bars", AddressWriter.Word(Bars, BarKind.Interval)),
            ("zoom", Zoom),
            ("sort", Sort),
            ("filter", Filter),
            ("page", AddressWriter.Number(Page, 1)),
        ]);

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
        return $"espalier lab figure {ShellText.Quoted(store)} --sweep {ShellText.Quoted(Name)} --measure {ShellText.Quoted(measure)}"
            + (X.Length > 0 ? $" --x {ShellText.Quoted(X)}" : "")
            + (Held.IsEmpty ? "" : $" --where {ShellText.Quoted(held)}")
            + (LogX ? " --log-x" : "")
            + (LogY ? " --log-y" : "")
            + (Colour.Length > 0 ? $" --colour {ShellText.Quoted(Colour)}" : "")
            + (Panel.Length > 0 ? $" --panel {ShellText.Quoted(Panel)}" : "")
            + (Pool == PoolKind.Mean ? "" : $" --pool {Words.Of(Pool)}")
            + (Bars == BarKind.Interval ? "" : $" --bars {Words.Of(Bars)}");
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
