namespace Espalier.Lab.Storage.Databases;

/// <summary>
/// Columns of values for a statement that speaks of <c>{rows}</c>: one server takes them at once, the embedded engine one after the other.
/// </summary>
internal sealed class RowSet
{
    private readonly List<(string Name, Array Values)> _columns = [];

    /// <summary>The columns in the order they were added.</summary>
    public IReadOnlyList<(string Name, Array Values)> Columns => _columns;

    /// <summary>How many rows.</summary>
    public int Count => _columns.Count == 0 ? 0 : _columns[0].Values.Length;

    /// <summary>Adds a column of whole numbers.</summary>
    public RowSet With(string name, IEnumerable<long> values) => Add(name, values.ToArray());

    /// <summary>Adds a column of texts.</summary>
    public RowSet With(string name, IEnumerable<string> values) => Add(name, values.ToArray());

    /// <summary>Adds a column of bytes.</summary>
    public RowSet With(string name, IEnumerable<byte[]> values) => Add(name, values.ToArray());

    private RowSet Add(string name, Array values)
    {
        if (_columns.Count > 0 && values.Length != Count) throw new ArgumentException("columns differ in length", nameof(values));
        _columns.Add((name, values));
        return this;
    }
}
