namespace Espalier.Numerics;

/// <summary>The innermost loop of the matrix product: one tile of C, held in registers over a stretch of k.</summary>
/// <remarks>
/// Element (i, k) of A stands at <c>i·aRow + k·aColumn</c>, row k of B starts at <c>k·bStride</c>, row i of C at <c>i·cStride</c>.
/// The tile has <c>rows</c> rows, at most <see cref="Rows"/>; nothing outside is touched. The chains start from C if <c>load</c>
/// is set, else from +0.
/// </remarks>
internal unsafe interface ITileKernel<T>
    where T : unmanaged
{
    /// <summary>The rows of a full tile.</summary>
    static abstract int Rows { get; }

    /// <summary>The columns of a narrow tile; a wide one has twice as many.</summary>
    static abstract int Lanes { get; }

    /// <summary>Computes a tile of two vectors per row.</summary>
    static abstract void Wide(nint depth, T* a, nint aRow, nint aColumn, T* b, nint bStride, T* c, nint cStride, int rows, bool load);

    /// <summary>Computes a tile of one vector per row.</summary>
    static abstract void Narrow(nint depth, T* a, nint aRow, nint aColumn, T* b, nint bStride, T* c, nint cStride, int rows, bool load);
}
