using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Gap;

/// <summary>All points of a request that a store has, and what is still missing.</summary>
/// <param name="Points">In the order of the methods, then by dimension, then by falling tolerance.</param>
/// <param name="Cells">How many draws the request asks for.</param>
/// <param name="Missing">How many of them the store does not have.</param>
public sealed record GapTable(ImmutableArray<GapPoint> Points, long Cells, long Missing)
{
    /// <summary>The methods that have points.</summary>
    public IEnumerable<GapMethod> Methods => Points.Select(point => point.Method).Distinct();

    /// <summary>The dimensions that have points, ascending.</summary>
    public IEnumerable<int> Dimensions => Points.Select(point => point.Dimension).Distinct().Order();

    /// <summary>Points whose whole interval lies below what is proven of their method; more than none would be a contradiction.</summary>
    public int BelowProven => Points.Count(point => point.Upper < GapBounds.Proven(point.Method, point.Dimension, point.Epsilon));

    /// <summary>The curve of a method in a dimension, by falling tolerance.</summary>
    public IReadOnlyList<GapPoint> Curve(GapMethod method, int dimension) =>
        [.. Points.Where(point => point.Method == method && point.Dimension == dimension)];

    /// <summary>Reads the points of a sweep; what else is in the store does not matter.</summary>
    public static GapTable Read(Sweep sweep, IStoredSweep store, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ImmutableArray<ImmutableArray<Scalar>> asked = [.. sweep.Points()];
        long trials = sweep.Stopping.MostReplicates;
        var table = RecordTable.Load(store, cancel);
        int[] rows = [.. table.SortedRows().Where(row => table.Replicate(row) < trials)];
        ILookup<string, int> byPoint = rows.ToLookup(row => Key(table.Parameters.Select(column => column[row])), StringComparer.Ordinal);
        ImmutableArray<GapPoint> points =
        [
            .. asked.Where(point => byPoint[Key(point)].Any())
                .Select(point => Point(table, point, [.. byPoint[Key(point)]]))
                .OrderBy(point => GapMethod.All.IndexOf(point.Method)).ThenBy(point => point.Dimension).ThenByDescending(point => point.Epsilon),
        ];
        return new(points, asked.Length * trials, (asked.Length * trials) - points.Sum(point => (long)point.Count));
    }

    /// <summary>The points that a measurement wrote down: see <see cref="GapFiles.Data"/>.</summary>
    /// <param name="csv">The text of the file.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="InvalidInputException">The text is no such table.</exception>
    public static GapTable Of(string csv, string source) => GapRecord.Read(csv, source);

    /// <summary>The points of a sweep of any grid; of several that differ in how far was searched alone, the one with the most draws.</summary>
    /// <exception cref="InvalidInputException">The records are of another experiment.</exception>
    public static GapTable Of(RecordTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Schema.Experiment != WidthNeededExperiment.ExperimentName)
            throw new InvalidInputException(
                table.Schema.Experiment, null, "it measures no widths", $"take a sweep of {WidthNeededExperiment.ExperimentName}");
        ImmutableArray<GapPoint> points =
        [
            .. table.SortedRows().GroupBy(row => Key(table.Parameters.Select(column => column[row])), StringComparer.Ordinal)
                .Select(rows => Point(table, [.. table.Parameters.Select(column => column[rows.First()])], [.. rows]))
                .GroupBy(point => (point.Method, point.Dimension, point.Epsilon)).Select(same => same.MaxBy(point => point.Count)!)
                .OrderBy(point => GapMethod.All.IndexOf(point.Method)).ThenBy(point => point.Dimension).ThenByDescending(point => point.Epsilon),
        ];
        return new(points, points.Sum(point => (long)point.Count), 0);
    }

    private static GapPoint Point(RecordTable table, ImmutableArray<Scalar> values, int[] rows)
    {
        Column width = table["width"];
        Column least = table["least-possible"];
        ImmutableArray<GapDraw> draws = [.. rows.Select(row => new GapDraw(width.NumberOrNull(row) ?? double.PositiveInfinity, least.Number(row)))];
        return new(
            GapMethod.Find(Value("method").Text), (int)Value("dimension").Integer, Value("epsilon").Number, Value("most-width").Integer, draws);

        Scalar Value(string name) => values[table.Schema.IndexOfParameter(name)];
    }

    private static string Key(IEnumerable<Scalar> values) => string.Join('\n', values);
}
