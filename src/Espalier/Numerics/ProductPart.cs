namespace Espalier.Numerics;

/// <summary>Pinned factors and result of a product, or of the part of it that one worker computes.</summary>
internal unsafe struct ProductPart<T>
    where T : unmanaged
{
    public T* A;
    public T* B;
    public T* C;
    public nint ARow;
    public nint AColumn;
    public nint BRow;
    public nint BColumn;
    public nint CRow;
    public int Rows;
    public int Columns;
    public int Depth;
    public bool Accumulate;

    /// <summary>The multiply-adds of the part.</summary>
    public readonly long Work => (long)Rows * Columns * Depth;

    /// <summary>The product of some rows of A with some columns of B.</summary>
    public readonly ProductPart<T> Slice(int row, int rows, int column, int columns)
    {
        ProductPart<T> part = this;
        part.A += row * ARow;
        part.B += column * BColumn;
        part.C += (row * CRow) + column;
        part.Rows = rows;
        part.Columns = columns;
        return part;
    }

    /// <summary>Bᵀ·Aᵀ, for a result of one column without gaps.</summary>
    public readonly ProductPart<T> Transposed()
    {
        ProductPart<T> part = this;
        part.A = B;
        part.B = A;
        (part.ARow, part.AColumn) = (BColumn, BRow);
        (part.BRow, part.BColumn) = (AColumn, ARow);
        (part.Rows, part.Columns) = (Columns, Rows);
        part.CRow = Rows;
        return part;
    }
}
