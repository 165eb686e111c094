using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Figures;
using Espalier.Lab.Statistics;
using Espalier.Lab.Storage;
using Espalier.Numerics.Special;

namespace Espalier.Lab.Summaries;

/// <summary>
/// Differences of a measure between sweeps, or between the values of one parameter, pair by pair: cells are paired that have the same parameters
/// otherwise and the same replicate.
/// </summary>
/// <param name="Measure">The measure.</param>
/// <param name="Baseline">What the others are compared with.</param>
/// <param name="Differences">
/// A table with the parameters that all have, one called <c>versus</c> which says what is compared with the baseline, and one measure,
/// <c>difference</c>.
/// </param>
/// <param name="Overall">The mean difference over all points, for each of the others.</param>
/// <param name="Unpaired">Cells without a partner, which count nowhere.</param>
public sealed record SweepComparison(
    string Measure, string Baseline, RecordTable Differences, ImmutableArray<OverallDifference> Overall, int Unpaired)
{
    /// <summary>The parameter of the differences that names what is compared.</summary>
    public const string Versus = "versus";

    /// <summary>The measure of the differences.</summary>
    public const string Difference = "difference";

    /// <summary>Compares sweeps with the first of them.</summary>
    public static SweepComparison Of(
        IReadOnlyList<(string Name, RecordTable Table)> sweeps, string measure, IReadOnlyList<KeyValuePair<string, string>> held, double confidence)
    {
        ArgumentNullException.ThrowIfNull(sweeps);
        ComparedSide[] sides = ComparedSide.Of(sweeps, measure, held);
        return Of(sides, ComparedSide.Shared(sides), confidence);
    }

    /// <summary>Compares the cells of one sweep by the values of a parameter, with the first of them.</summary>
    public static SweepComparison Of(
        RecordTable table, string by, string? baseline, string measure, IReadOnlyList<KeyValuePair<string, string>> held, double confidence)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column column = table.Parameters.FirstOrDefault(parameter => parameter.Name == by)
            ?? throw new InvalidInputException(
                "by", null, $"{table.Schema.Experiment} has no parameter \"{by}\"",
                $"its parameters are {string.Join(", ", table.Parameters.Select(p => p.Name))}");
        List<int> rows = ComparedSide.Rows(table, held);
        ILookup<string, int> values = rows.ToLookup(row => column[row].ToString(), StringComparer.Ordinal);
        if (values.Count < 2)
            throw new InvalidInputException(
                "by", null, $"the cells have {values.Count} values of {by}, and two are needed", "name a parameter that varies");
        string first = baseline ?? values.First().Key;
        if (!values.Contains(first))
            throw new InvalidInputException(
                "baseline", null, $"no cell has {by} {first}", $"give one of {string.Join(", ", values.Select(v => v.Key))}");
        ComparedSide[] sides = [
            .. values.OrderBy(value => value.Key != first).Select(value => new ComparedSide($"{by} {value.Key}", table, measure, [.. value])),
        ];
        return Of(sides, [.. table.Parameters.Select(parameter => parameter.Name).Where(name => name != by)], confidence);
    }

    /// <summary>The differences against a parameter, with their intervals and a line at no difference.</summary>
    public Figure Draw(string? across, double confidence)
    {
        var request = new SweepFigureRequest(Difference, across, [], IsLogX: false, IsLogY: false, confidence)
        { Title = $"{Measure}: difference to {Baseline}" };
        Figure figure = SweepFigure.Of(Differences, request);
        return figure with
        {
            Panels = [.. figure.Panels.Select(panel => panel with { Traces = panel.Traces.Add(ReferenceTrace.AtY(0, "no difference")) })],
        };
    }

    private static SweepComparison Of(ComparedSide[] sides, string[] shared, double confidence)
    {
        ConfidenceInterval.RequireConfidence(confidence);
        ExperimentSchema schema = Schema(sides, shared);
        Dictionary<string, int>[] cells = [.. sides.Select(side => side.Index(shared))];
        var records = new List<CellRecord>();
        int paired = 0;
        for (int other = 1; other < sides.Length; other++)
        {
            foreach ((string key, int row) in cells[other])
            {
                if (!cells[0].TryGetValue(key, out int partner)) continue;
                paired++;
                Scalar difference = Scalar.Of(sides[other].Value(row) - sides[0].Value(partner));
                records.Add(new(
                    default, sides[other].Replicate(row), [.. sides[other].Values(row, shared), Scalar.Of(sides[other].Name)], [difference], null));
            }
        }

        if (paired == 0)
            throw new InvalidInputException(
                "compare", null, "no two cells have the same parameters and the same replicate", "compare sweeps over the same grid");
        RecordTable table = RecordTable.Of(schema, records);
        ImmutableArray<OverallDifference> overall = [
            .. sides[1..].Select(side => OverallDifference.Of(table, side.Name, confidence)).OfType<OverallDifference>(),
        ];
        return new(sides[0].Measure.Name, sides[0].Name, table, overall, cells[1..].Sum(side => side.Count) - paired);
    }

    private static ExperimentSchema Schema(ComparedSide[] sides, string[] shared)
    {
        Measure measure = sides[0].Declared;
        MeasureBounds? bounds = sides.All(side => side.Declared.Reach == measure.Reach) && measure.Reach is { } own
            ? new(own.Low - own.High, own.High - own.Low)
            : null;
        string[] names = [.. sides[1..].Select(side => side.Name).Distinct(StringComparer.Ordinal)];
        if (names.Length < sides.Length - 1) throw new InvalidInputException("compare", null, "a sweep is named twice", "name different ones");
        if (shared.Contains(Versus) || shared.Contains(Difference))
            throw new InvalidInputException("compare", null, $"a parameter is called {Versus} or {Difference}", "give it another name");
        return new(
            "comparison",
            1,
            [.. shared.Select(sides[0].Parameter), Parameter.OneOf(Versus, "what is compared with the baseline", names[0], [.. names])],
            [new Measure(Difference, ScalarKind.Number, $"{measure.Name}, less that of {sides[0].Name}", measure.Unit) { Bounds = bounds }]);
    }
}

/// <summary>The mean difference over all points.</summary>
/// <param name="Other">What is compared with the baseline.</param>
/// <param name="Points">Points with pairs.</param>
/// <param name="Pairs">Pairs.</param>
/// <param name="Mean">The mean over the points of their mean differences.</param>
/// <param name="Interval">Its interval, or null where the values show no spread and have no bounds.</param>
/// <param name="IsOverSample">
/// Whether the interval is for points of which these are a sample, by their mean differences, because some point has one pair only; otherwise it is
/// for these very points, by the pairs within each of them.
/// </param>
/// <param name="Statistic">
/// Which interval it is: Student's over the points, or Welch's and Satterthwaite's over the pairs; where that would leave the bounds of the
/// difference, or nothing varies, the distribution-free one of <see cref="BoundedMean"/>.
/// </param>
public sealed record OverallDifference(
    string Other, int Points, int Pairs, double Mean, ConfidenceInterval? Interval, bool IsOverSample, string Statistic)
{
    internal static OverallDifference? Of(RecordTable differences, string other, double confidence)
    {
        Column versus = differences[SweepComparison.Versus];
        Column difference = differences[SweepComparison.Difference];
        var points = new List<List<double>>();
        int last = -1;
        foreach (int row in differences.SortedRows().Where(row => versus.Text(row) == other))
        {
            if (last < 0 || !differences.IsSamePoint(last, row)) points.Add([]);
            points[^1].Add(difference.Number(row));
            last = row;
        }

        if (points.Count == 0) return null;
        (double Mean, double Squares, int Count)[] summaries = [.. points.Select(Summary)];
        double mean = summaries.Average(point => point.Mean);
        bool isOverSample = summaries.Any(point => point.Count < 2);
        (double error, double freedom) = isOverSample ? OverPoints([.. summaries.Select(point => point.Mean)]) : WithinPoints(summaries);
        double half = error > 0 ? StudentLaw.UpperQuantile((1 - confidence) / 2, freedom) * error : 0;
        MeasureBounds? bounds = differences.Schema.Measures[0].Bounds;
        (ConfidenceInterval? interval, string statistic) =
            bounds is { } ends && !(half > 0 && ends.Contains(mean - half) && ends.Contains(mean + half))
            ? (Bounded(summaries, mean, isOverSample, ends, confidence), Invariant(
                $"any law within [{ends.Low}, {ends.High}]: Hoeffding and Bentkus"))
            : (half > 0 ? new ConfidenceInterval(mean - half, mean + half, confidence) : null, isOverSample ? "Student" : "Welch and Satterthwaite");
        return new(other, points.Count, summaries.Sum(point => point.Count), mean, interval, isOverSample, interval is null ? "" : statistic);
    }

    private static ConfidenceInterval? Bounded(
        (double Mean, double Squares, int Count)[] points, double mean, bool isOverSample, MeasureBounds ends, double confidence)
    {
        double inside = Math.Clamp(mean, ends.Low, ends.High);
        if (isOverSample) return points.Length < 2 ? null : BoundedMean.Of(inside, points.Length, ends.Low, ends.High, confidence);
        int pairs = points.Sum(point => point.Count);
        double heaviest = pairs / (double)(points.Length * points.Min(point => point.Count));
        return BoundedMean.OfWeighted(inside, pairs, heaviest, ends.Low, ends.High, confidence);
    }

    private static (double Mean, double Squares, int Count) Summary(List<double> values)
    {
        (double mean, double squares) = Moments.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values));
        return (mean, squares, values.Count);
    }

    private static (double Error, double Freedom) OverPoints(double[] means)
    {
        (_, double squares) = Moments.Of(means);
        return means.Length < 2 ? (0, 1) : (Math.Sqrt(squares / (means.Length - 1) / means.Length), means.Length - 1);
    }

    private static (double Error, double Freedom) WithinPoints((double Mean, double Squares, int Count)[] points)
    {
        double sum = 0;
        double squares = 0;
        foreach ((_, double spread, int count) in points)
        {
            double variance = spread / (count - 1) / count;
            sum += variance;
            squares += variance * variance / (count - 1);
        }

        return sum == 0 ? (0, 1) : (Math.Sqrt(sum) / points.Length, sum * sum / squares);
    }
}
