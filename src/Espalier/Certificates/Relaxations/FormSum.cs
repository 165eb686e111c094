using Espalier.Graphs.LinearMaps;

namespace Espalier.Certificates.Relaxations;

/// <summary>Forms while they are added up. What comes first is written rather than added, and only gaps are cleared.</summary>
internal sealed class FormSum
{
    private readonly FormMatrix _to;
    private readonly int _rows;
    private readonly MapWorkspace _workspace;

    /// <summary>How many columns hold numbers, and how many of these may be other than 0.</summary>
    private int _written, _used;

    public FormSum(FormMatrix to, int rows, int columns, MapWorkspace workspace)
    {
        _to = to;
        _rows = rows;
        _workspace = workspace;
        to.Reshape(rows, ColumnMatrix.Padded(columns));
    }

    /// <summary>Adds a map of rows.</summary>
    /// <param name="map">The map.</param>
    /// <param name="rows">What it is applied to.</param>
    /// <param name="used">How many columns of the rows are in use.</param>
    public void Add(MapOnRows map, FormMatrix rows, int used)
    {
        int columns = Math.Min(rows.Stride, _to.Stride);
        bool isFirst = _written == 0;
        if (!isFirst) Fill(columns);
        map.Times(rows.Data, rows.Stride, columns, _to.Data, _to.Stride, accumulate: !isFirst, _workspace);
        _written = Math.Max(_written, columns);
        _used = Math.Max(_used, used);
    }

    /// <summary>Adds a map of pending symbols, each of which occurs in the row of one neuron only.</summary>
    public void Add(LinearMap map, Symbols symbols)
    {
        if (symbols.Pending == 0) return;
        int end = symbols.Block + symbols.Pending;
        bool isFresh = symbols.Block >= _used;
        Fill(isFresh ? symbols.Block : end);
        map.ScaledColumns(symbols.Columns, symbols.Coefficients, _to.Data.AsSpan(symbols.Block), _to.Stride, accumulate: !isFresh);
        _written = Math.Max(_written, end);
        _used = Math.Max(_used, end);
    }

    /// <summary>Clears what is left.</summary>
    public void Finish() => Fill(_to.Stride);

    private void Fill(int columns)
    {
        if (columns <= _written) return;
        for (int i = 0; i < _rows; i++) _to.Data.AsSpan((i * _to.Stride) + _written, columns - _written).Clear();
        _written = columns;
    }
}
