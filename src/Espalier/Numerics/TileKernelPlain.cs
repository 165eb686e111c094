using System.Numerics;

namespace Espalier.Numerics;

/// <summary>The scalar twin of the other tiles, for machines whose vectors have no fused multiply-add.</summary>
internal unsafe struct TileKernelPlain<T> : ITileKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Rows => 4;

    public static int Lanes => 8;

    public static void Wide(nint depth, T* a, nint aRow, nint aColumn, T* b, nint bStride, T* c, nint cStride, int rows, bool load) =>
        Run(2 * Lanes, depth, a, aRow, aColumn, b, bStride, c, cStride, rows, load);

    public static void Narrow(nint depth, T* a, nint aRow, nint aColumn, T* b, nint bStride, T* c, nint cStride, int rows, bool load) =>
        Run(Lanes, depth, a, aRow, aColumn, b, bStride, c, cStride, rows, load);

    private static void Run(
        int lanes, nint depth, T* a, nint aRow, nint aColumn, T* b, nint bStride, T* c, nint cStride, int rows, bool load)
    {
        for (int i = 0; i < rows; i++)
        {
            var row = new Span<T>(c + (i * cStride), lanes);
            if (!load) row.Clear();
            for (nint k = 0; k < depth; k++)
            {
                T factor = a[(i * aRow) + (k * aColumn)];
                for (int j = 0; j < lanes; j++) row[j] = T.FusedMultiplyAdd(factor, b[(k * bStride) + j], row[j]);
            }
        }
    }
}
