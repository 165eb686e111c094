using System.Numerics;

namespace Espalier.Numerics;

/// <summary>C = A·B or C += A·B, with an order of arithmetic that is part of the contract.</summary>
/// <remarks>
/// Every element of C is the chain c ← fma(a_ik, b_kj, c) for k ascending, from +0 or from its old value.
/// So its bits depend on nothing else: no blocking, thread count, vector width or instruction set. (Which NaN is meant by
/// NaN is not promised.)
/// </remarks>
public static class MatrixProduct
{
    /// <summary>Multiplies two matrices into a row-major third.</summary>
    /// <param name="a">The left factor, m×k.</param>
    /// <param name="b">The right factor, k×n.</param>
    /// <param name="c">The m×n result; row i starts at <c>i·rowStride</c>. It must not overlap the factors.</param>
    /// <param name="rowStride">The distance between rows of the result, at least n.</param>
    /// <param name="accumulate">Whether the chains start from the old values of the result rather than from +0.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="workspace">Buffers to reuse, or null to borrow some from the shared pool for this call.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or the result overlaps a factor.</exception>
    public static void Multiply<T>(
        MatrixView<T> a,
        MatrixView<T> b,
        Span<T> c,
        int rowStride,
        bool accumulate = false,
        int threads = 1,
        MatrixWorkspace? workspace = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double)) throw new NotSupportedException("matrices hold float or double");
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (a.Columns != b.Rows)
            throw new ArgumentException(Invariant($"a {a.Rows}×{a.Columns} matrix cannot multiply a {b.Rows}×{b.Columns} matrix"));
        if (a.Rows == 0 || b.Columns == 0) return;
        if (rowStride < b.Columns || ((a.Rows - 1L) * rowStride) + b.Columns > c.Length)
            throw new ArgumentException(Invariant($"a result of {a.Rows}×{b.Columns} with row stride {rowStride} does not fit {c.Length} elements"));
        if (c.Overlaps(a.Data) || c.Overlaps(b.Data)) throw new ArgumentException("the result overlaps a factor");
        if (workspace is not null)
        {
            Run(a, b, c, rowStride, accumulate, threads, workspace);
            return;
        }

        workspace = new MatrixWorkspace();
        Run(a, b, c, rowStride, accumulate, threads, workspace);
        workspace.Release();
    }

    /// <summary>Multiplies two matrices into a row-major third without gaps.</summary>
    /// <inheritdoc cref="Multiply{T}(MatrixView{T}, MatrixView{T}, Span{T}, int, bool, int, MatrixWorkspace?)"/>
    public static void Multiply<T>(
        MatrixView<T> a,
        MatrixView<T> b,
        Span<T> c,
        bool accumulate = false,
        int threads = 1,
        MatrixWorkspace? workspace = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(a, b, c, b.Columns, accumulate, threads, workspace);

    private static unsafe void Run<T>(
        MatrixView<T> a, MatrixView<T> b, Span<T> c, int rowStride, bool accumulate, int threads, MatrixWorkspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* pinnedA = a.Data, pinnedB = b.Data, pinnedC = c)
        {
            var product = new ProductPart<T>
            {
                A = pinnedA,
                B = pinnedB,
                C = pinnedC,
                ARow = a.RowStride,
                AColumn = a.ColumnStride,
                BRow = b.RowStride,
                BColumn = b.ColumnStride,
                CRow = rowStride,
                Rows = a.Rows,
                Columns = b.Columns,
                Depth = a.Columns,
                Accumulate = accumulate,
            };
            if (a.Columns == 0) RowProduct.Plain(product);
            else workspace.Run(product, threads);
        }
    }
}
