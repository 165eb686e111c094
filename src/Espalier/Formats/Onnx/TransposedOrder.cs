namespace Espalier.Formats.Onnx;

/// <summary>
/// All positions of a matrix, each with its position in the transposed one, in square tiles so that both sides stay in the cache.
/// </summary>
internal struct TransposedOrder(int rows, int columns)
{
    private const int Tile = 32;

    private int _top;
    private int _left;
    private int _row;
    private int _column = -1;

    public readonly (int To, int From) Current => ((_column * rows) + _row, (_row * columns) + _column);

    public readonly TransposedOrder GetEnumerator() => this;

    public bool MoveNext()
    {
        if (rows == 0 || columns == 0) return false;
        if (++_column < Math.Min(columns, _left + Tile)) return true;
        _column = _left;
        if (++_row < Math.Min(rows, _top + Tile)) return true;
        _left += Tile;
        if (_left >= columns)
        {
            _left = 0;
            _top += Tile;
        }

        (_row, _column) = (_top, _left);
        return _top < rows;
    }
}
