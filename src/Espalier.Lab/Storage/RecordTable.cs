using System.Collections.Immutable;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>All finished cells of a sweep in columns, each cell once: what statistics, figures and exports read.</summary>
public sealed class RecordTable
{
    private readonly List<CellAddress> _addresses = [];
    private readonly List<int> _replicates = [];
    private readonly List<FailedCell> _failures = [];
    private int[]? _sorted;

    private RecordTable(ExperimentSchema schema)
    {
        Schema = schema;
        Parameters = [.. schema.Parameters.Select(p => new Column(p.Name, p.Kind, true, p.Unit, p.Description))];
        Measures = [.. schema.Measures.Select(m => new Column(m.Name, m.Kind, false, m.Unit, m.Description))];
    }

    /// <summary>The experiment's schema.</summary>
    public ExperimentSchema Schema { get; }

    /// <summary>The parameters in the schema's order.</summary>
    public ImmutableArray<Column> Parameters { get; }

    /// <summary>The measures in the schema's order.</summary>
    public ImmutableArray<Column> Measures { get; }

    /// <summary>Finished cells.</summary>
    public int Rows => _addresses.Count;

    /// <summary>Failed cells that no later run finished.</summary>
    public IReadOnlyList<FailedCell> Failures => _failures;

    /// <summary>What the reading left out.</summary>
    public ReadingReport Reading { get; private set; } = new(0, []);

    /// <summary>Reads all records of a sweep.</summary>
    /// <exception cref="InvalidInputException">The store cannot be read, or it contradicts itself.</exception>
    public static RecordTable Load(IStoredSweep sweep, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return Load(sweep, static _ => { }, cancel);
    }

    /// <summary>The same, told the number of every record.</summary>
    internal static RecordTable Load(IStoredSweep sweep, Action<long> told, CancellationToken cancel)
    {
        var table = new RecordTable(sweep.Schema);
        ReadingReport reading = sweep.Read(
            (CellRecord record, in RecordPlace place) =>
            {
                table.Take(record);
                told(place.Number);
            },
            cancel);
        table.Finish(reading);
        return table;
    }

    /// <summary>A table with the same rows, to add to.</summary>
    internal RecordTable Copy()
    {
        var copy = new RecordTable(Schema);
        Fill(copy._addresses, _addresses);
        Fill(copy._replicates, _replicates);
        Fill(copy._failures, _failures);
        foreach ((Column from, Column to) in Parameters.Zip(copy.Parameters).Concat(Measures.Zip(copy.Measures))) to.AddAll(from);
        return copy;
    }

    /// <summary>Copies a list with some room behind it: a list that is full doubles at the next row.</summary>
    internal static void Fill<T>(List<T> list, List<T> from)
    {
        const int Room = 4096;
        list.Capacity = from.Count + Room;
        list.AddRange(from);
    }

    /// <summary>Takes a record that is not there yet.</summary>
    internal void Take(CellRecord record)
    {
        if (record.Failure is { } failure) _failures.Add(new(record.Address, record.Replicate, record.Parameters, failure));
        else Add(record);
    }

    /// <summary>Ends the reading.</summary>
    internal void Finish(ReadingReport reading)
    {
        Reading = reading;
        _failures.Sort((one, other) => string.CompareOrdinal(one.Address.ToString(), other.Address.ToString()));
    }

    /// <summary>A table of records that are at hand.</summary>
    internal static RecordTable Of(ExperimentSchema schema, IEnumerable<CellRecord> records)
    {
        var table = new RecordTable(schema);
        foreach (CellRecord record in records) table.Add(record);
        return table;
    }

    /// <summary>A column by name.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public Column this[string name] =>
        Parameters.Concat(Measures).FirstOrDefault(column => column.Name == name)
        ?? throw new InvalidInputException(
            Schema.Experiment,
            null,
            $"there is no parameter or measure \"{name}\"",
            $"there are {string.Join(", ", Parameters.Concat(Measures).Select(column => column.Name))}");

    /// <summary>The address of a row.</summary>
    public CellAddress Address(int row) => _addresses[row];

    /// <summary>The replicate of a row.</summary>
    public long Replicate(int row) => _replicates[row];

    /// <summary>The rows ordered by parameters and replicate: an order that does not depend on how the cells came to run.</summary>
    public int[] SortedRows() => _sorted ??= Sort();

    /// <summary>The rows ordered by some columns, then by all parameters and the replicate.</summary>
    internal int[] SortedRows(ImmutableArray<Column> by) => by.Length == Parameters.Length
        ? SortedRows()
        : [.. SortedRows().Order(Comparer<int>.Create((left, right) => Compare(by, left, right)))];

    /// <summary>Whether two rows are replicates of one point.</summary>
    public bool IsSamePoint(int left, int right) => Compare(Parameters, left, right) == 0;

    /// <summary>How two rows stand to each other in some columns, the first that differs deciding.</summary>
    internal static int Compare(ImmutableArray<Column> by, int left, int right)
    {
        foreach (Column column in by)
        {
            int order = column.Compare(left, right);
            if (order != 0) return order;
        }

        return 0;
    }

    private void Add(CellRecord record)
    {
        _addresses.Add(record.Address);
        _replicates.Add((int)record.Replicate);
        for (int i = 0; i < Parameters.Length; i++) Parameters[i].Add(record.Parameters[i]);
        for (int i = 0; i < Measures.Length; i++) Measures[i].Add(record.Measures[i]);
    }

    /// <summary>
    /// A sweep has few values of each parameter: the ranks of a row's values are the digits of a number, and numbers sort at once.
    /// </summary>
    private int[] Sort()
    {
        int[] rows = [.. Enumerable.Range(0, Rows)];
        UInt128 places = (UInt128)(_replicates.Count == 0 ? 1 : _replicates.Max() + 1L);
        (int[] Ranks, int Count)[] columns = [.. Parameters.Select(column => column.Ranks())];
        foreach ((_, int count) in columns) places = UInt128.Min(places * (ulong)count, UInt128.MaxValue >> 32);
        if (places > ulong.MaxValue)
        {
            Array.Sort(rows, Compare);
            return rows;
        }

        ulong[] keys = new ulong[rows.Length];
        foreach ((int[] ranks, int count) in columns)
        {
            for (int row = 0; row < keys.Length; row++) keys[row] = (keys[row] * (ulong)count) + (ulong)ranks[row];
        }

        ulong replicates = (ulong)(_replicates.Count == 0 ? 1 : _replicates.Max() + 1L);
        for (int row = 0; row < keys.Length; row++) keys[row] = (keys[row] * replicates) + (ulong)_replicates[row];
        Array.Sort(keys, rows);
        return rows;
    }

    private int Compare(int left, int right) =>
        Compare(Parameters, left, right) is not 0 and var order ? order : _replicates[left].CompareTo(_replicates[right]);
}

/// <summary>A cell that failed.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Replicate">Its replicate.</param>
/// <param name="Parameters">Its parameters in the schema's order.</param>
/// <param name="Failure">Why.</param>
public sealed record FailedCell(CellAddress Address, long Replicate, ImmutableArray<Scalar> Parameters, CellFailure Failure);
