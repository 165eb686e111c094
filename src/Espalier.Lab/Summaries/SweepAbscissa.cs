using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Figures;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Summaries;

/// <summary>The horizontal axis of a sweep's figure: a parameter, or the mean of a measure.</summary>
internal sealed class SweepAbscissa
{
    /// <summary>A short description says more than the name of a measure.</summary>
    private const int LongestLabel = 48;

    private readonly Column _column;
    private readonly int _parameter;
    private readonly ImmutableArray<string> _words;
    private readonly Dictionary<string, double> _means;

    private SweepAbscissa(Column column, int parameter, ImmutableArray<string> words, Dictionary<string, double> means) =>
        (_column, _parameter, _words, _means) = (column, parameter, words, means);

    public string Name => _column.Name;

    /// <summary>Finds the axis by name, or chooses the numeric parameter with the most values.</summary>
    /// <exception cref="InvalidInputException">There is no such parameter or numeric measure, or some point lacks the measure.</exception>
    public static SweepAbscissa Of(
        RecordTable table, string? name, IReadOnlyList<PointSummary> points, double confidence, ImmutableArray<string> pooled)
    {
        int parameter = name is null ? Widest(table, points) : table.Schema.IndexOfParameter(name);
        if (parameter >= 0)
        {
            Column column = table.Parameters[parameter];
            ImmutableArray<string> words = column.Kind is ScalarKind.Text or ScalarKind.Flag
                ? [.. points.Select(point => point.Parameters[parameter].ToString()).Distinct()]
                : [];
            return new(column, parameter, words, []);
        }

        Column measure = PointSummary.NumericMeasures(table).FirstOrDefault(measure => measure.Name == name)
            ?? throw new InvalidInputException(
                "x",
                null,
                $"{table.Schema.Experiment} has no parameter or numeric measure \"{name}\"",
                $"its parameters are {string.Join(", ", table.Parameters.Select(p => p.Name))}");
        var means = PointSummary.Of(table, measure.Name, confidence, pooled).ToDictionary(Key, point => point.Mean, StringComparer.Ordinal);
        PointSummary? missing = points.FirstOrDefault(point => !means.ContainsKey(Key(point)));
        if (missing is not null)
            throw new InvalidInputException(
                "x", null, $"no record has {measure.Name} at {string.Join(", ", missing.Parameters)}", "hold parameters with `where` NAME=VALUE");
        return new(measure, -1, [], means);
    }

    /// <summary>Where a point stands.</summary>
    public double Of(PointSummary point)
    {
        if (_parameter < 0) return _means[Key(point)];
        return _words.IsEmpty ? point.Parameters[_parameter].Number : _words.IndexOf(point.Parameters[_parameter].ToString());
    }

    /// <summary>Whether points that stand at one place agree in a parameter, so that it makes no series of its own.</summary>
    public bool Determines(int parameter, IReadOnlyList<PointSummary> points)
    {
        if (_parameter >= 0) return parameter == _parameter;
        return points.GroupBy(Of).All(place => !place.Select(point => point.Parameters[parameter]).Distinct().Skip(1).Any());
    }

    /// <summary>The axis itself.</summary>
    public Axis Axis(bool isLogarithmic)
    {
        string name = _column.IsParameter || _column.Description.Length > LongestLabel ? Name : _column.Description;
        string label = _column.Unit is not null ? $"{name} ({_column.Unit})" : name;
        bool isWhole = _column is { IsParameter: true, Kind: ScalarKind.Integer };
        return _words.IsEmpty
            ? new(label, isLogarithmic ? AxisScale.Log10 : AxisScale.Linear) { IsWhole = isWhole }
            : Figures.Axis.Of(label, _words);
    }

    private static int Widest(RecordTable table, IReadOnlyList<PointSummary> points)
    {
        if (table.Parameters.IsEmpty)
            throw new InvalidInputException(
                table.Schema.Experiment, null, "the experiment has no parameter to draw against", "use `espalier lab export`");
        return Enumerable.Range(0, table.Parameters.Length).MaxBy(
            i =>
                (
                    table.Parameters[i].Kind is ScalarKind.Integer or ScalarKind.Number ? 1 : 0,
                    points.Select(point => point.Parameters[i]).Distinct().Count()));
    }

    private static string Key(PointSummary point) => string.Join('\n', point.Parameters);
}
