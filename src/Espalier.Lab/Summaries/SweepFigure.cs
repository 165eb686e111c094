using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Experiments;
using Espalier.Lab.Figures;
using Espalier.Lab.Statistics;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Summaries;

/// <summary>What a figure of a sweep shall show.</summary>
/// <param name="Measure">The measure on the vertical axis.</param>
/// <param name="Across">
/// The parameter on the horizontal axis, or a numeric measure, of which the mean is taken; null takes the numeric parameter with the most values.
/// </param>
/// <param name="Where">Values that parameters are held at; what else varies becomes series.</param>
/// <param name="IsLogX">Whether the horizontal axis is logarithmic.</param>
/// <param name="IsLogY">Whether the vertical axis is logarithmic.</param>
/// <param name="Confidence">The confidence of the intervals.</param>
public sealed record SweepFigureRequest(
    string Measure, string? Across, ImmutableArray<KeyValuePair<string, string>> Where, bool IsLogX, bool IsLogY, double Confidence = 0.95)
{
    /// <summary>Whether each series gets its least-squares line, with the slope beside its name, in place of a line from point to point.</summary>
    public bool IsFitted { get; init; }

    /// <summary>The title, or null for one made from the request.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// The one parameter whose values become lines, while all others but the horizontal axis count as more replicates; null for all that vary,
    /// together.
    /// </summary>
    public string? Colour { get; init; }

    /// <summary>The parameter whose values get a panel each, or null for one panel.</summary>
    public string? Panel { get; init; }

    /// <summary>Parameters whose values count as more replicates.</summary>
    public ImmutableArray<string> Pooled { get; init; } = [];

    /// <summary>What stands for the replicates of a point.</summary>
    public PoolKind Pool { get; init; }

    /// <summary>What the bars show.</summary>
    public BarKind Bars { get; init; }
}

/// <summary>What stands for the replicates of a point.</summary>
public enum PoolKind
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their median.</summary>
    Median,

    /// <summary>The smallest.</summary>
    Least,

    /// <summary>The largest.</summary>
    Greatest,
}

/// <summary>What the bars of a figure show.</summary>
public enum BarKind
{
    /// <summary>A confidence interval for the mean; nothing where something else is drawn.</summary>
    Interval,

    /// <summary>From the smallest to the largest value.</summary>
    Range,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>
/// Draws a measure against a parameter or another measure, one line for each combination of the parameters that the horizontal axis does not
/// determine, with intervals over the replicates.
/// </summary>
public static class SweepFigure
{
    private const int MostSeries = 12;
    private const int MostPanels = 6;

    /// <summary>Makes the figure.</summary>
    /// <exception cref="InvalidInputException">The request does not fit the records.</exception>
    public static Figure Of(RecordTable table, SweepFigureRequest request)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(request);
        RequireStraightAxes(request);
        request = request with { Pooled = Pooled(table, request), Colour = null };
        return request.Panel is { } name ? Panels(table, request, Parameter(table, "panel", name)) : Of(table, request, Held(table, request));
    }

    /// <summary>
    /// What is pooled where one parameter has the colours; without a choice the axis keeps the numeric parameter with the most values.
    /// </summary>
    private static ImmutableArray<string> Pooled(RecordTable table, SweepFigureRequest request)
    {
        if (request.Colour is null) return request.Pooled;
        string[] taken = [
            Parameter(table, "colour", request.Colour).Name, .. request.Where.Select(pair => pair.Key),
            .. request.Panel is { } panel ? [panel] : Array.Empty<string>(),
        ];
        string? across = request.Across ?? table.Parameters
            .Where(parameter => parameter.Kind is ScalarKind.Integer or ScalarKind.Number && !taken.Contains(parameter.Name))
            .MaxBy(parameter => parameter.Values().Count())?.Name;
        return [.. table.Parameters.Select(parameter => parameter.Name).Where(name => name != across && !taken.Contains(name))];
    }

    /// <summary>The same figure for every value of a parameter, side by side.</summary>
    private static Figure Panels(RecordTable table, SweepFigureRequest request, Column column)
    {
        string[] values = [.. column.Values().Select(value => value.ToString())];
        if (values.Length is 0 or > MostPanels)
            throw new InvalidInputException(
                "panel",
                null,
                $"{column.Name} has {values.Length} values, and a figure has 1 to {MostPanels} panels",
                "choose another parameter");
        KeyValuePair<string, string>[] held = [.. request.Where.Where(pair => pair.Key != column.Name)];
        Figure[] all = [
            .. values.Select(value =>
            {
                SweepFigureRequest one = request with { Where = [.. held, KeyValuePair.Create(column.Name, value)] };
                return Of(table, one, Held(table, one));
            }),
        ];
        return all[0] with
        {
            Title = request.Title ?? $"{table.Schema.Experiment}: {request.Measure} by {column.Name}",
            Panels = [.. all.Zip(values, (figure, value) => figure.Panels[0] with { Title = $"{column.Name} {value}" })],
        };
    }

    private static Column Parameter(RecordTable table, string field, string name) =>
        table.Parameters.FirstOrDefault(parameter => parameter.Name == name)
        ?? throw new InvalidInputException(
            field,
            null,
            $"{table.Schema.Experiment} has no parameter \"{name}\"",
            $"its parameters are {string.Join(", ", table.Parameters.Select(p => p.Name))}");

    /// <summary>The same, of points that are summarised already, as the request asks for them.</summary>
    internal static Figure Of(RecordTable table, SweepFigureRequest request, IReadOnlyList<PointSummary> points)
    {
        if (points.Count == 0)
            throw new InvalidInputException(
                table.Schema.Experiment,
                request.Measure,
                "no record has this measure at these parameters",
                "name other values, or run the sweep first");
        var across = SweepAbscissa.Of(table, request.Across, points, request.Confidence, request.Pooled);
        int[] series = [
            .. Enumerable.Range(0, table.Parameters.Length).Where(
                i => points.Select(point => point.Parameters[i]).Distinct().Skip(1).Any() && !across.Determines(i, points)),
        ];
        ILookup<string, PointSummary> lines = points.ToLookup(
            point => string.Join(", ", series.Select(i => $"{table.Parameters[i].Name} {point.Parameters[i]}")), StringComparer.Ordinal);
        if (lines.Count > MostSeries)
            throw new InvalidInputException(
                table.Schema.Experiment,
                request.Measure,
                $"there are {lines.Count} lines, for {string.Join(", ", series.Select(i => table.Parameters[i].Name))}, and more than "
                    + $"{MostSeries} cannot be told apart",
                "hold parameters with `where` NAME=VALUE");
        return Draw(table, request, across, lines);
    }

    private static void RequireStraightAxes(SweepFigureRequest request)
    {
        if (request is { IsFitted: true, IsLogX: true } or { IsFitted: true, IsLogY: true })
            throw new InvalidInputException("fit", null, "a line is fitted on linear axes", "leave out `logX` and `logY`");
    }

    private static Figure Draw(RecordTable table, SweepFigureRequest request, SweepAbscissa across, ILookup<string, PointSummary> lines)
    {
        Column y = table[request.Measure];
        var layers = ImmutableArray.CreateBuilder<Trace>();
        foreach (IGrouping<string, PointSummary> line in lines)
        {
            PointSummary[] points = [.. line.OrderBy(across.Of)];
            layers.AddRange(
                Series(line.Key.Length > 0 ? line.Key : y.Name, [.. points.Select(across.Of)], points, request, Notes(table, request, points)));
        }

        string held = string.Concat(request.Where.Select(pair => $", {pair.Key} {pair.Value}"));
        string description =
            $"{Sentence(y.Description)}: {Words(request.Pool)} over the replicates{PooledWords(request)} against {across.Name}{held}"
                + $"{BarWords(table, y, request)}.";
        var panel = new Panel
        {
            X = across.Axis(request.IsLogX),
            Y = new(Label(y), request.IsLogY ? AxisScale.Log10 : AxisScale.Linear),
            Traces = layers.ToImmutable(),
            Legend = lines.Count > 1 || request.IsFitted ? LegendPlacement.Auto : LegendPlacement.None,
        };
        return Figure.Of(request.Title ?? $"{table.Schema.Experiment}: {y.Name}{held}", description, panel);
    }

    private static IEnumerable<Trace> Series(
        string name, ImmutableArray<double> xs, PointSummary[] points, SweepFigureRequest request, ImmutableArray<string> notes)
    {
        ImmutableArray<double> ys = [.. points.Select(point => Value(point, request.Pool))];
        LineFit? fit = request.IsFitted ? LineFit.Fit(xs.AsSpan(), ys.AsSpan(), confidence: request.Confidence).Fit : null;
        if (fit is not null)
        {
            name += $": slope {Short(fit.Slope.Value)}";
            if (fit.Slope.Interval is { } range) name += $" ({Short(range.Lower)} to {Short(range.Upper)})";
        }

        if (fit is not null) yield return new LineTrace(name, [xs[0], xs[^1]], [fit.At(xs[0]), fit.At(xs[^1])]);
        yield return request.IsFitted
            ? new ScatterTrace(name, xs, ys) { Notes = notes }
            : new LineTrace(name, xs, ys) { Markers = true, Notes = notes };
        (double Lower, double Upper)?[] bars = [.. points.Select(point => Bar(point, request))];
        int[] known = [.. Enumerable.Range(0, points.Length).Where(i => bars[i] is not null)];
        if (known.Length > 0)
            yield return new ErrorBarTrace(
                name,
                [.. known.Select(i => xs[i])],
                [.. known.Select(i => ys[i])],
                [.. known.Select(i => bars[i]!.Value.Lower)],
                [.. known.Select(i => bars[i]!.Value.Upper)])
            { Notes = [.. known.Select(i => notes[i])] };
    }

    private static double Value(PointSummary point, PoolKind pool) => pool switch
    {
        PoolKind.Median => point.Median,
        PoolKind.Least => point.Least,
        PoolKind.Greatest => point.Greatest,
        PoolKind.Mean => point.Mean,
        _ => throw new ArgumentOutOfRangeException(nameof(pool), pool, "this is no way to pool"),
    };

    private static (double Lower, double Upper)? Bar(PointSummary point, SweepFigureRequest request) => request.Bars switch
    {
        BarKind.Range when point.Count > 1 => (point.Least, point.Greatest),
        BarKind.Interval when request.Pool == PoolKind.Mean && point.Interval is { } interval => (interval.Lower, interval.Upper),
        _ => null,
    };

    /// <summary>What a reader is told of each point: what it is, its value, its bar, and of how many.</summary>
    private static ImmutableArray<string> Notes(RecordTable table, SweepFigureRequest request, PointSummary[] points) =>
    [
        .. points.Select(point =>
        {
            string cell = string.Join(
                ", ",
                table.Parameters.Select((parameter, i) => (parameter.Name, Value: point.Parameters[i]))
                    .Where(pair => pair.Value.Kind != ScalarKind.None).Select(pair => $"{pair.Name} {pair.Value}"));
            string bar = Bar(point, request) is { } ends ? $" [{Digits(ends.Lower)}, {Digits(ends.Upper)}]" : "";
            return Invariant($"{request.Measure} {Digits(Value(point, request.Pool))}{bar}, n = {point.Count}; {cell}");
        }),
    ];

    private static string Digits(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private static string Words(PoolKind pool) => pool switch
    {
        PoolKind.Median => "median",
        PoolKind.Least => "smallest value",
        PoolKind.Greatest => "largest value",
        _ => "mean",
    };

    private static string PooledWords(SweepFigureRequest request) => request.Pooled.IsEmpty ? "" : $" and over {string.Join(", ", request.Pooled)}";

    private static string BarWords(RecordTable table, Column y, SweepFigureRequest request) => request switch
    {
        { Bars: BarKind.Range } => "; bars reach from the smallest to the largest value",
        { Bars: BarKind.Interval, Pool: PoolKind.Mean } =>
            $"; bars are {PointSummary.IntervalName(table, y)} at confidence {CanonicalJson.Text(request.Confidence)}",
        _ => "",
    };

    private static IReadOnlyList<PointSummary> Held(RecordTable table, SweepFigureRequest request)
    {
        IEnumerable<PointSummary> points = PointSummary.Of(table, request.Measure, request.Confidence, request.Pooled);
        foreach ((string name, string text) in request.Where)
        {
            int index = table.Schema.IndexOfParameter(Parameter(table, "where", name).Name);
            Scalar value = table.Schema.Parameters[index].Parse(text, out string? problem);
            if (problem is not null) throw new InvalidInputException("where", null, problem, "give a value that the sweep has");
            points = points.Where(point => point.Parameters[index] == value);
        }

        return [.. points];
    }

    /// <summary>A description that begins a sentence.</summary>
    internal static string Sentence(string description) => description.Length == 0 ? "" : char.ToUpperInvariant(description[0]) + description[1..];

    private static string Short(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Label(Column column) => column.Unit is null ? column.Name : $"{column.Name} ({column.Unit})";
}
