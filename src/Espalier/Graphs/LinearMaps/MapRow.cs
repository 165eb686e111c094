namespace Espalier.Graphs.LinearMaps;

/// <summary>
/// One row of a linear map: the columns that may be nonzero, each once and in rising order, and what stands there. It is filled
/// again and again.
/// </summary>
internal sealed class MapRow
{
    private int[] _columns = new int[16];
    private double[] _weights = new double[16];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, Count);

    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Moves all columns.</summary>
    public void Shift(int by)
    {
        foreach (ref int column in _columns.AsSpan(0, Count)) column += by;
    }

    public void Add(int column, double weight)
    {
        if (Count == _columns.Length)
        {
            Array.Resize(ref _columns, 2 * Count);
            Array.Resize(ref _weights, 2 * Count);
        }

        _columns[Count] = column;
        _weights[Count++] = weight;
    }

    /// <summary>start + Σ w_j·x_j, a chain of fused multiply-adds.</summary>
    public double Times(ReadOnlySpan<double> vector, double start)
    {
        for (int k = 0; k < Count; k++) start = Math.FusedMultiplyAdd(_weights[k], vector[_columns[k]], start);
        return start;
    }
}
