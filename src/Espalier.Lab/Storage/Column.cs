using System.Runtime.InteropServices;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>One parameter or measure of all records in a table.</summary>
public sealed class Column
{
    private readonly List<long> _bits = [];
    private readonly List<string> _words = [];
    private readonly Dictionary<string, int> _wordNumbers = new(StringComparer.Ordinal);
    private readonly List<bool> _present = [];
    private ColumnValues? _distinct;

    internal Column(string name, ScalarKind kind, bool isParameter, string? unit, string description)
    {
        Name = name;
        Kind = kind;
        IsParameter = isParameter;
        Unit = unit;
        Description = description;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public ScalarKind Kind { get; }

    /// <summary>Whether it is a parameter, not a measure.</summary>
    public bool IsParameter { get; }

    /// <summary>The unit, or null.</summary>
    public string? Unit { get; }

    /// <summary>What it means.</summary>
    public string Description { get; }

    /// <summary>Whether a row has a value: a measure may be missing.</summary>
    public bool Has(int row) => _present[row];

    /// <summary>The value of a row; of kind none where it is missing.</summary>
    public Scalar this[int row] => !_present[row] ? default : Kind switch
    {
        ScalarKind.Integer => Scalar.Of(_bits[row]),
        ScalarKind.Number => Scalar.Of(BitConverter.Int64BitsToDouble(_bits[row])),
        ScalarKind.Flag => Scalar.Of(_bits[row] != 0),
        _ => Scalar.Of(_words[(int)_bits[row]]),
    };

    /// <summary>The number of a row that has one; flags count as 0 and 1.</summary>
    public double Number(int row)
    {
        if (!_present[row] || Kind == ScalarKind.Text) throw new InvalidOperationException(Invariant($"row {row} has no number for {Name}"));
        return Kind == ScalarKind.Number ? BitConverter.Int64BitsToDouble(_bits[row]) : _bits[row];
    }

    /// <summary>The number of a row, or null where it is missing.</summary>
    public double? NumberOrNull(int row) => Has(row) ? Number(row) : null;

    /// <summary>The text of a row that has one.</summary>
    public string Text(int row)
    {
        if (!_present[row] || Kind != ScalarKind.Text) throw new InvalidOperationException(Invariant($"row {row} has no text for {Name}"));
        return _words[(int)_bits[row]];
    }

    /// <summary>Takes over the rows of a column of the same kind; this one has none.</summary>
    internal void AddAll(Column other)
    {
        _distinct = null;
        RecordTable.Fill(_bits, other._bits);
        RecordTable.Fill(_present, other._present);
        foreach (string word in other._words) WordNumber(word);
    }

    internal void Add(Scalar value)
    {
        _distinct = null;
        _present.Add(value.Kind != ScalarKind.None);
        _bits.Add(value.Kind switch
        {
            ScalarKind.None => 0,
            ScalarKind.Integer => value.Integer,
            ScalarKind.Number => BitConverter.DoubleToInt64Bits(value.Number),
            ScalarKind.Flag => value.Flag ? 1 : 0,
            _ => WordNumber(value.Text),
        });
    }

    /// <summary>−1, 0 or 1 as the value of one row stands to that of another; missing values come first.</summary>
    internal int Compare(int left, int right)
    {
        if (!_present[left] || !_present[right]) return _present[left].CompareTo(_present[right]);
        return Kind switch
        {
            ScalarKind.Number => Number(left).CompareTo(Number(right)),
            ScalarKind.Text => string.CompareOrdinal(Text(left), Text(right)),
            _ => _bits[left].CompareTo(_bits[right]),
        };
    }

    /// <summary>The values, each once, in their order; a row without one counts as a value of kind none.</summary>
    public IEnumerable<Scalar> Values() => Distinct().Ordered.Select(row => this[row]);

    /// <summary>The rank of every row's value among the values of the column, and how many values there are.</summary>
    internal (int[] Ranks, int Count) Ranks() => (Distinct().Ranks, Math.Max(1, Distinct().Ordered.Length));

    /// <summary>Found once for all who ask, as long as no row comes.</summary>
    private ColumnValues Distinct() => _distinct ??= Find();

    private ColumnValues Find()
    {
        var numbers = new Dictionary<(bool, long), int>();
        var firsts = new List<int>();
        int[] ranks = new int[_bits.Count];
        for (int row = 0; row < ranks.Length; row++)
        {
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, (_present[row], _bits[row]), out bool isKnown);
            if (!isKnown)
            {
                number = firsts.Count;
                firsts.Add(row);
            }

            ranks[row] = number;
        }

        int[] ordered = [.. firsts];
        Array.Sort(ordered, Compare);
        int[] rankOf = new int[ordered.Length];
        for (int rank = 0; rank < ordered.Length; rank++) rankOf[ranks[ordered[rank]]] = rank;
        for (int row = 0; row < ranks.Length; row++) ranks[row] = rankOf[ranks[row]];
        return new(ranks, ordered);
    }

    private int WordNumber(string word)
    {
        if (_wordNumbers.TryGetValue(word, out int number)) return number;
        _words.Add(word);
        _wordNumbers.Add(word, _words.Count - 1);
        return _words.Count - 1;
    }

    /// <summary>The rank of each row's value, and a row of each value in their order.</summary>
    private sealed record ColumnValues(int[] Ranks, int[] Ordered);
}
