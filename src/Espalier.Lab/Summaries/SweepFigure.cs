using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Figures;
using Espalier.Lab.Statistics;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Summaries;

/// <summary>What a figure of a sweep shall show.</summary>
/// <param name="Measure">The measure on the vertical axis.</param>
/// <param name="Across">The parameter on the horizontal axis; null takes the number with the most values.</param>
/// <param name="Where">Values that parameters are held at; what else varies becomes series.</param>
/// <param name="IsLogX">Whether the horizontal axis is logarithmic.</param>
/// <param name="IsLogY">Whether the vertical axis is logarithmic.</param>
/// <param name="Confidence">The confidence of the intervals.</param>
public sealed record SweepFigureRequest(string Measure, string? Across, ImmutableArray<KeyValuePair<string, string>> Where, bool IsLogX, bool IsLogY, double Confidence = 0.95);

/// <summary>Draws a measure against a parameter, one line for each combination of the others, with intervals over the replicates.</summary>
public static class SweepFigure
{
    private const int MostSeries = 12;

    /// <summary>Makes the figure.</summary>
    /// <exception cref="InvalidInputException">The request does not fit the records.</exception>
    public static Figure Of(RecordTable table, SweepFigureRequest request)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(request);
        IReadOnlyList<PointSummary> points = Held(table, request);
        if (points.Count == 0) throw new InvalidInputException(table.Schema.Experiment, request.Measure, "no record has this measure at these parameters", "name other values, or run the sweep first");
        int across = Across(table, request.Across, points);
        int[] series = [.. Enumerable.Range(0, table.Parameters.Length).Where(i => i != across && points.Select(point => point.Parameters[i]).Distinct().Skip(1).Any())];
        ILookup<string, PointSummary> lines = points.ToLookup(point => string.Join(", ", series.Select(i => $"{table.Parameters[i].Name} {point.Parameters[i]}")), StringComparer.Ordinal);
        if (lines.Count > MostSeries) throw new InvalidInputException(table.Schema.Experiment, request.Measure, $"there are {lines.Count} lines, for {string.Join(", ", series.Select(i => table.Parameters[i].Name))}, and more than {MostSeries} cannot be told apart", "hold parameters with --where NAME=VALUE");
        return Draw(table, request, across, lines);
    }

    private static Figure Draw(RecordTable table, SweepFigureRequest request, int across, ILookup<string, PointSummary> lines)
    {
        Column x = table.Parameters[across];
        Column y = table[request.Measure];
        ImmutableArray<string> words = x.Kind is ScalarKind.Text or ScalarKind.Flag ? [.. lines.SelectMany(line => line).Select(point => point.Parameters[across].ToString()).Distinct()] : [];
        Axis horizontal = words.IsEmpty ? new(Label(x), request.IsLogX ? AxisScale.Log10 : AxisScale.Linear) : Axis.Of(Label(x), words);
        var layers = ImmutableArray.CreateBuilder<Layer>();
        foreach (IGrouping<string, PointSummary> line in lines)
        {
            ImmutableArray<double> xs = [.. line.Select(point => words.IsEmpty ? point.Parameters[across].Number : words.IndexOf(point.Parameters[across].ToString()))];
            string name = line.Key.Length > 0 ? line.Key : y.Name;
            layers.Add(new LineLayer(name, xs, [.. line.Select(point => point.Mean)]) { Markers = true });
            (double X, PointSummary Point, Interval Interval)[] known = [.. line.Select((point, i) => (xs[i], point, point.Interval)).Where(item => item.Interval is not null).Select(item => (item.Item1, item.point, item.Interval!.Value))];
            if (known.Length == 0) continue;
            layers.Add(new ErrorBarLayer(name, [.. known.Select(item => item.X)], [.. known.Select(item => item.Point.Mean)], [.. known.Select(item => item.Interval.Lower)], [.. known.Select(item => item.Interval.Upper)]));
        }

        string held = string.Concat(request.Where.Select(pair => $", {pair.Key} {pair.Value}"));
        string description = $"{y.Description}: mean over the replicates against {x.Name}{held}; bars are Student intervals at confidence {CanonicalJson.Text(request.Confidence)}.";
        var panel = new Panel { X = horizontal, Y = new(Label(y), request.IsLogY ? AxisScale.Log10 : AxisScale.Linear), Layers = layers.ToImmutable(), Legend = lines.Count > 1 ? LegendPlacement.Auto : LegendPlacement.None };
        return Figure.Of($"{table.Schema.Experiment}: {y.Name}{held}", description, panel);
    }

    private static IReadOnlyList<PointSummary> Held(RecordTable table, SweepFigureRequest request)
    {
        IEnumerable<PointSummary> points = PointSummary.Of(table, request.Measure, request.Confidence);
        foreach ((string name, string text) in request.Where)
        {
            int index = table.Schema.IndexOfParameter(name);
            if (index < 0) throw new InvalidInputException("--where", null, $"{table.Schema.Experiment} has no parameter \"{name}\"", $"its parameters are {string.Join(", ", table.Parameters.Select(p => p.Name))}");
            Scalar value = table.Schema.Parameters[index].Parse(text, out string? problem);
            if (problem is not null) throw new InvalidInputException("--where", null, problem, "give a value that the sweep has");
            points = points.Where(point => point.Parameters[index] == value);
        }

        return [.. points];
    }

    private static int Across(RecordTable table, string? name, IReadOnlyList<PointSummary> points)
    {
        if (name is not null)
        {
            int index = table.Schema.IndexOfParameter(name);
            return index >= 0 ? index : throw new InvalidInputException("--x", null, $"{table.Schema.Experiment} has no parameter \"{name}\"", $"its parameters are {string.Join(", ", table.Parameters.Select(p => p.Name))}");
        }

        if (table.Parameters.IsEmpty) throw new InvalidInputException(table.Schema.Experiment, null, "the experiment has no parameter to draw against", "use `espalier lab export`");
        return Enumerable.Range(0, table.Parameters.Length).MaxBy(i => (table.Parameters[i].Kind is ScalarKind.Integer or ScalarKind.Number ? 1 : 0, points.Select(point => point.Parameters[i]).Distinct().Count()));
    }

    private static string Label(Column column) => column.Unit is null ? column.Name : $"{column.Name} ({column.Unit})";
}
