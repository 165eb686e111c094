using Espalier.Lab.Experiments;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Summaries;

/// <summary>The cells of one side of a comparison, and its measure.</summary>
internal sealed class ComparedSide
{
    private readonly RecordTable _table;
    private readonly List<int> _rows;

    public ComparedSide(string name, RecordTable table, string measure, List<int> rows)
    {
        (Name, _table, _rows) = (name, table, rows);
        Measure = PointSummary.NumericMeasures(table).FirstOrDefault(column => column.Name == measure)
            ?? throw new InvalidInputException(
                name,
                null,
                $"there is no measured number \"{measure}\"",
                $"there are {string.Join(", ", PointSummary.NumericMeasures(table).Select(column => column.Name))}");
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The measure.</summary>
    public Column Measure { get; }

    /// <summary>The measure as it is declared.</summary>
    public Measure Declared => _table.Schema.Measures[_table.Schema.IndexOfMeasure(Measure.Name)];

    /// <summary>The names of the parameters.</summary>
    public IEnumerable<string> Parameters => _table.Parameters.Select(parameter => parameter.Name);

    /// <summary>A side for each sweep, of the cells whose parameters have the values given.</summary>
    public static ComparedSide[] Of(
        IReadOnlyList<(string Name, RecordTable Table)> sweeps, string measure, IReadOnlyList<KeyValuePair<string, string>> held) =>
        [.. sweeps.Select(sweep => new ComparedSide(sweep.Name, sweep.Table, measure, Rows(sweep.Table, held)))];

    /// <summary>The parameters that all sides have, of the same kind.</summary>
    public static string[] Shared(ComparedSide[] sides) =>
        [.. sides[0].Parameters.Where(parameter => sides.All(side => side.KindOf(parameter) == sides[0].KindOf(parameter)))];

    /// <summary>The rows whose parameters have the values given.</summary>
    public static List<int> Rows(RecordTable table, IReadOnlyList<KeyValuePair<string, string>> held)
    {
        List<int> rows = [.. table.SortedRows()];
        foreach ((string name, string text) in held)
        {
            int index = table.Schema.IndexOfParameter(name);
            if (index < 0) continue;
            Scalar value = table.Schema.Parameters[index].Parse(text, out string? problem);
            if (problem is not null) throw new InvalidInputException("where", null, problem, "give a value that the sweep has");
            rows.RemoveAll(row => table.Parameters[index][row] != value);
        }

        return rows;
    }

    /// <summary>The kind of a parameter, or null where there is none of that name.</summary>
    public ScalarKind? KindOf(string parameter) => _table.Parameters.FirstOrDefault(column => column.Name == parameter)?.Kind;

    /// <summary>A parameter as it is declared.</summary>
    public Parameter Parameter(string name) => _table.Schema.Parameters[_table.Schema.IndexOfParameter(name)];

    /// <summary>The value of the measure in a row that has one.</summary>
    public double Value(int row) => Measure.Number(row);

    /// <summary>The rows that have the measure.</summary>
    public IEnumerable<int> Measured => _rows.Where(Measure.Has);

    /// <summary>The replicate of a row.</summary>
    public long Replicate(int row) => _table.Replicate(row);

    /// <summary>The values of some parameters in a row.</summary>
    public IEnumerable<Scalar> Values(int row, string[] names) => names.Select(name => _table[name][row]);

    /// <summary>A whole number of a row, be it a parameter or a measure.</summary>
    public Scalar Whole(int row, string name) => Scalar.Of((long)_table[name].Number(row));

    /// <summary>The rows that have the measure, by the parameters they are paired by and the replicate.</summary>
    public Dictionary<string, int> Index(string[] shared)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (int row in Measured)
        {
            string key = Invariant($"{string.Join('\n', Values(row, shared))}\n{Replicate(row)}");
            if (!index.TryAdd(key, row))
                throw new InvalidInputException(
                    Name,
                    null,
                    $"several cells have the same {string.Join(", ", [.. shared, "replicate"])}, and it is not clear which to compare",
                    $"hold {string.Join(", ", Parameters.Except(shared))} with `where` NAME=VALUE");
        }

        return index;
    }
}
