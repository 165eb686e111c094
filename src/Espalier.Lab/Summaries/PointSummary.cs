using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Statistics;
using Espalier.Lab.Storage;
using Espalier.Numerics.Special;

namespace Espalier.Lab.Summaries;

/// <summary>One measure at one point of the grid, over its replicates.</summary>
/// <param name="Parameters">The point, in the schema's order.</param>
/// <param name="Count">Replicates that have the measure.</param>
/// <param name="Mean">Their mean; of shares of trials, where cells have more and fewer of them, the share of all trials.</param>
/// <param name="Interval">
/// Clopper's and Pearson's exact interval for flags and for shares of independent trials; otherwise Student's interval for the mean, which
/// holds for values that are nearly normal. Where it would leave the bounds of the measure the values are not, and where all are equal they say
/// nothing about the spread: then it is the distribution-free interval of <see cref="BoundedMean"/>. Null for fewer than two values, and for
/// equal ones of a measure without bounds.
/// </param>
/// <param name="Least">The smallest value.</param>
/// <param name="Median">The median.</param>
/// <param name="Greatest">The largest value.</param>
public sealed record PointSummary(
    ImmutableArray<Scalar> Parameters, int Count, double Mean, ConfidenceInterval? Interval, double Least, double Median, double Greatest)
{
    /// <summary>Summarises a measure at every point that has it, in the order of the parameters.</summary>
    /// <exception cref="InvalidInputException">There is no such measure, or it is not a number.</exception>
    public static IReadOnlyList<PointSummary> Of(RecordTable table, string measure, double confidence = 0.95) => Of(table, measure, confidence, []);

    /// <summary>
    /// Summarises a measure as if some parameters were more replicates: they have no value in the points. An interval then speaks of the
    /// mixture.
    /// </summary>
    /// <exception cref="InvalidInputException">There is no such measure, or it is not a number.</exception>
    public static IReadOnlyList<PointSummary> Of(RecordTable table, string measure, double confidence, ImmutableArray<string> pooled)
    {
        ArgumentNullException.ThrowIfNull(table);
        Statistics.ConfidenceInterval.RequireConfidence(confidence);
        Column column = table[measure];
        if (column.IsParameter || column.Kind == ScalarKind.Text)
            throw new InvalidInputException(
                table.Schema.Experiment,
                measure,
                "this is not a measured number",
                $"name one of {string.Join(", ", NumericMeasures(table).Select(numeric => numeric.Name))}");
        var summaries = new List<PointSummary>();
        var values = new List<double>();
        TrialCounter? trials = TrialCounter.Of(table, column);
        ImmutableArray<Column> told = [.. table.Parameters.Where(parameter => !pooled.Contains(parameter.Name))];
        MeasureBounds? bounds = BoundsOf(table, column);
        int[] rows = table.SortedRows(told);
        for (int i = 0; i < rows.Length; i++)
        {
            if (column.Has(rows[i]))
            {
                values.Add(column.Number(rows[i]));
                trials?.Add(rows[i]);
            }

            bool isLast = i + 1 == rows.Length || RecordTable.Compare(told, rows[i], rows[i + 1]) != 0;
            if (!isLast) continue;
            if (values.Count > 0)
            {
                int row = rows[i];
                ImmutableArray<Scalar> point = [.. table.Parameters.Select(parameter => told.Contains(parameter) ? parameter[row] : default)];
                summaries.Add(Of(point, values, trials, bounds, confidence));
            }

            values.Clear();
            trials?.Clear();
        }

        return summaries;
    }

    /// <summary>The measures that can be summarised.</summary>
    public static IEnumerable<Column> NumericMeasures(RecordTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Measures.Where(measure => measure.Kind != ScalarKind.Text);
    }

    /// <summary>Which interval a measure gets, in words.</summary>
    public static string IntervalName(RecordTable table, Column measure)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(measure);
        if (TrialCounter.Of(table, measure) is not null) return "exact binomial intervals (Clopper and Pearson) over all trials";
        return BoundsOf(table, measure) is { } bounds
            ? Invariant($"Student's intervals for the mean; where these would leave [{bounds.Low}, {bounds.High}] or all values are equal, ")
                + "intervals for any law within these bounds (Hoeffding and Bentkus)"
            : "Student's intervals for the mean";
    }

    private static MeasureBounds? BoundsOf(RecordTable table, Column measure) =>
        table.Schema.Measures[table.Schema.IndexOfMeasure(measure.Name)].Bounds;

    private static PointSummary Of(
        ImmutableArray<Scalar> parameters, List<double> values, TrialCounter? trials, MeasureBounds? bounds, double confidence)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        (double mean, double squares) = Moments.Of(sorted);
        return new(
            parameters,
            sorted.Length,
            trials?.UnevenShare ?? mean,
            trials?.Interval(confidence) ?? IntervalOf(sorted, mean, squares, bounds, confidence),
            sorted[0],
            Quantiles.Value(sorted, 0.5),
            sorted[^1]);
    }

    private static ConfidenceInterval? IntervalOf(double[] sorted, double mean, double squares, MeasureBounds? bounds, double confidence)
    {
        int n = sorted.Length;
        if (n < 2) return null;
        bool isSpread = sorted[0] < sorted[^1];
        double half = StudentLaw.UpperQuantile((1 - confidence) / 2, n - 1) * Math.Sqrt(squares / (n - 1) / n);
        if (bounds is { } ends && (!isSpread || !ends.Contains(mean - half) || !ends.Contains(mean + half)))
            return BoundedMean.Of(Math.Clamp(mean, ends.Low, ends.High), n, ends.Low, ends.High, confidence);
        return isSpread ? new(mean - half, mean + half, confidence) : null;
    }
}
