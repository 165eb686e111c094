using System.Numerics;

namespace Espalier.SubsetSums;

/// <summary>
/// The distinct sums a + b of two lists, in ascending or descending order, each with its preferred subset, in the memory of one
/// heap over the first list.
/// </summary>
/// <remarks>R. Schroeppel, A. Shamir, "A T = O(2^(n/2)), S = O(2^(n/4)) algorithm for certain NP-complete problems", 1981.</remarks>
internal sealed class SumStream<T>
    where T : IBinaryInteger<T>
{
    private readonly SubsetList<T> _rows;
    private readonly SubsetList<T> _columns;
    private readonly bool _descending;
    private readonly int[] _heap;
    private readonly int[] _column;
    private readonly T[] _key;
    private int _size;

    public SumStream(SubsetList<T> rows, SubsetList<T> columns, bool descending)
    {
        _rows = rows;
        _columns = columns;
        _descending = descending;
        _heap = new int[rows.Count];
        _column = new int[rows.Count];
        _key = new T[rows.Count];
        _size = rows.Count;

        // The rows ascend, so the heap order holds from the start when they enter in stream order.
        for (int i = 0; i < rows.Count; i++)
        {
            int row = descending ? rows.Count - 1 - i : i;
            _heap[i] = row;
            _column[row] = descending ? columns.Count - 1 : 0;
            _key[row] = rows.Sums[row] + columns.Sums[_column[row]];
        }

        Value = T.Zero;
        MoveNext();
    }

    /// <summary>Whether <see cref="Value"/> is a sum; false once the stream is past its end.</summary>
    public bool HasValue { get; private set; }

    public T Value { get; private set; }

    public ulong Mask { get; private set; }

    public void MoveNext()
    {
        HasValue = _size > 0;
        if (!HasValue) return;
        Value = _key[_heap[0]];
        Mask = Take();
        while (_size > 0 && _key[_heap[0]] == Value)
        {
            ulong other = Take();
            if (SubsetList<T>.Prefers(other, Mask)) Mask = other;
        }
    }

    /// <summary>Takes the first entry's subset and moves its row on by one column.</summary>
    private ulong Take()
    {
        int row = _heap[0];
        ulong mask = _rows.Masks[row] | _columns.Masks[_column[row]];
        _column[row] += _descending ? -1 : 1;
        if ((uint)_column[row] < (uint)_columns.Count) _key[row] = _rows.Sums[row] + _columns.Sums[_column[row]];
        else _heap[0] = _heap[--_size];
        if (_size > 0) SiftDown();
        return mask;
    }

    private void SiftDown()
    {
        int moved = _heap[0];
        T key = _key[moved];
        int hole = 0;
        for (int child = 1; child < _size; child = (2 * hole) + 1)
        {
            if (child + 1 < _size && Before(_key[_heap[child + 1]], _key[_heap[child]])) child++;
            if (!Before(_key[_heap[child]], key)) break;
            _heap[hole] = _heap[child];
            hole = child;
        }

        _heap[hole] = moved;
    }

    private bool Before(T a, T b) => _descending ? a > b : a < b;
}
