namespace Espalier.Numerics;

/// <summary>Pinned factors and result of a product, or of the part of it that one worker computes.</summary>
internal readonly unsafe struct ProductPart<T>
    where T : unmanaged
{
    public required T* A { get; init; }

    public required T* B { get; init; }

    public required T* C { get; init; }

    public required nint ARow { get; init; }

    public required nint AColumn { get; init; }

    public required nint BRow { get; init; }

    public required nint BColumn { get; init; }

    public required nint CRow { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int Depth { get; init; }

    public required bool Accumulate { get; init; }

    /// <summary>The multiply-adds of the part.</summary>
    public long Work => (long)Rows * Columns * Depth;

    /// <summary>The product of some rows of A with some columns of B.</summary>
    public ProductPart<T> Slice(int row, int rows, int column, int columns) => this with
    {
        A = A + (row * ARow),
        B = B + (column * BColumn),
        C = C + (row * CRow) + column,
        Rows = rows,
        Columns = columns,
    };

    /// <summary>The links of every chain from one depth on; all but the first stretch continue what is in C.</summary>
    public ProductPart<T> Stretch(int start, int depth) => this with
    {
        A = A + (start * AColumn),
        B = B + (start * BRow),
        Depth = depth,
        Accumulate = Accumulate || start > 0,
    };

    /// <summary>Bᵀ·Aᵀ, for a result of one column without gaps.</summary>
    public ProductPart<T> Transposed() => this with
    {
        A = B,
        ARow = BColumn,
        AColumn = BRow,
        B = A,
        BRow = AColumn,
        BColumn = ARow,
        CRow = Rows,
        Rows = Columns,
        Columns = Rows,
    };
}
