namespace Espalier.Numerics;

/// <summary>A matrix laid over a span by two strides; nothing is copied.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref struct MatrixView<T>
    where T : unmanaged
{
    /// <summary>Lays a matrix over a span: element (i, j) stands at <c>i·rowStride + j·columnStride</c>.</summary>
    /// <exception cref="ArgumentException">An extent or stride is negative, or an element would lie outside the span.</exception>
    public MatrixView(ReadOnlySpan<T> data, int rows, int columns, int rowStride, int columnStride)
    {
        if (rows < 0 || columns < 0 || rowStride < 0 || columnStride < 0)
            throw new ArgumentException(Invariant($"a view of {rows}×{columns} with strides {rowStride} and {columnStride} is no matrix"));
        if (rows > 0 && columns > 0 && ((rows - 1L) * rowStride) + ((columns - 1L) * columnStride) >= data.Length)
            throw new ArgumentException(
                Invariant($"a view of {rows}×{columns} with strides {rowStride} and {columnStride} does not fit {data.Length} elements"));
        Data = data;
        Rows = rows;
        Columns = columns;
        RowStride = rowStride;
        ColumnStride = columnStride;
    }

    /// <summary>A row-major matrix without gaps.</summary>
    /// <exception cref="ArgumentException">An extent is negative or the span is too short.</exception>
    public MatrixView(ReadOnlySpan<T> data, int rows, int columns)
        : this(data, rows, columns, columns, 1)
    {
    }

    /// <summary>The span that holds the elements.</summary>
    public ReadOnlySpan<T> Data { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The distance between an element and the one below it.</summary>
    public int RowStride { get; }

    /// <summary>The distance between an element and the one to its right.</summary>
    public int ColumnStride { get; }

    /// <summary>The same elements with rows and columns exchanged.</summary>
    public MatrixView<T> Transposed => new(Data, Columns, Rows, ColumnStride, RowStride);

    /// <summary>The element at a row and a column.</summary>
    public T this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
            return Data[(row * RowStride) + (column * ColumnStride)];
        }
    }
}
