using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;
using Espalier.Lab.Statistics;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;

namespace Espalier.Lab.Curves;

/// <summary>What a method reached at one budget.</summary>
/// <param name="Method">The method.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">The images.</param>
/// <param name="Kept">The kept share that was asked for.</param>
/// <param name="Acting">The share of all weights that act, in the mean: what curves are drawn over.</param>
/// <param name="Accuracy">The mean accuracy.</param>
/// <param name="Interval">The interval of the mean at 95 %, as <see cref="PointSummary"/> has it; null for fewer than two replicates.</param>
/// <param name="Replicates">The replicates that did not diverge.</param>
public sealed record CurvePoint(
    string Method, string Network, string Data, double Kept, double Acting, double Accuracy, ConfidenceInterval? Interval, int Replicates);

/// <summary>All points of a request that a store has.</summary>
/// <param name="Points">By network, data and method, then by falling kept share.</param>
/// <param name="Cells">The searches that are asked for.</param>
/// <param name="Missing">Those that the store does not have.</param>
/// <param name="Diverged">Those that diverged, which are in no mean.</param>
public sealed record CurveTable(ImmutableArray<CurvePoint> Points, long Cells, long Missing, int Diverged)
{
    /// <summary>Reads the points of a sweep.</summary>
    public static CurveTable Read(CurveRequest request, Sweep sweep, IStoredSweep store, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(sweep);
        var table = RecordTable.Load(store, cancel);
        var asked = sweep.Points().Select(Key).ToHashSet(StringComparer.Ordinal);
        Dictionary<string, double> acting = Shares(table);
        ImmutableArray<CurvePoint> points =
        [
            .. PointSummary.Of(table, "accuracy").Where(point => asked.Contains(Key(point.Parameters))).Select(Point)
                .OrderBy(point => request.Networks.IndexOf(point.Network)).ThenBy(point => request.Data.IndexOf(point.Data))
                .ThenBy(point => request.Methods.IndexOf(point.Method)).ThenByDescending(point => point.Kept),
        ];
        long cells = (long)asked.Count * request.Replicates;
        int diverged = Enumerable.Range(0, table.Rows).Count(row => !table["accuracy"].Has(row) && asked.Contains(Key(At(table, row))));
        return new(points, cells, cells - diverged - points.Sum(point => (long)point.Replicates), diverged);

        CurvePoint Point(PointSummary point)
        {
            Scalar Value(string name) => point.Parameters[table.Schema.IndexOfParameter(name)];
            return new(
                Value("method").Text,
                Value("network").Text,
                Value("data").Text,
                Value("kept").Number,
                acting[Key(point.Parameters)],
                point.Mean,
                point.Interval,
                point.Count);
        }
    }

    /// <summary>The mean share of weights that act, of the rows that have an accuracy.</summary>
    private static Dictionary<string, double> Shares(RecordTable table) =>
        Enumerable.Range(0, table.Rows).Where(table["accuracy"].Has)
            .GroupBy(row => Key(At(table, row)), StringComparer.Ordinal)
            .ToDictionary(
                rows => rows.Key, rows => rows.Average(row => table["acting"].Number(row) / table["parameters"].Number(row)), StringComparer.Ordinal);

    private static IEnumerable<Scalar> At(RecordTable table, int row) => table.Parameters.Select(column => column[row]);

    private static string Key(IEnumerable<Scalar> values) => string.Join('\n', values);

    private static string Key(ImmutableArray<Scalar> values) => Key(values.AsEnumerable());
}
