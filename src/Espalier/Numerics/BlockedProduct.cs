namespace Espalier.Numerics;

/// <summary>The matrix product in blocks that fit the caches, after K. Goto and R. van de Geijn, ACM TOMS 34(3), 2008.</summary>
/// <remarks>
/// A stretch of B (depth × columns) is packed once, then stretches of A (rows × depth); the tile kernel runs over both.
/// Between two stretches of the depth the chains rest in C, so blocking never changes a bit.
/// </remarks>
internal static unsafe class BlockedProduct<T, TKernel>
    where T : unmanaged
    where TKernel : struct, ITileKernel<T>
{
    /// <summary>Depth of a block: a packed panel of B, this deep, leaves room in a first-level cache of 32 KiB.</summary>
    private static int BlockDepth => 768 / sizeof(T);

    /// <summary>Rows of a block: packed A, about 192 KiB, stays in the second-level cache.</summary>
    private static int BlockRows => 32 * TKernel.Rows;

    /// <summary>Columns of a block: packed B stays in the third-level cache.</summary>
    private static int BlockColumns => 64 * TKernel.Lanes;

    private static int Width => 2 * TKernel.Lanes;

    /// <summary>The bytes that <see cref="Run"/> wants for packing.</summary>
    public static int BufferBytes(in ProductPart<T> part)
    {
        int depth = Math.Min(part.Depth, BlockDepth);
        int rows = RoundUp(Math.Min(part.Rows, BlockRows), TKernel.Rows);
        int columns = Direct(part) ? Width : RoundUp(Math.Min(part.Columns, BlockColumns), Width);
        return (Aligned(depth * rows) + (depth * columns)) * sizeof(T);
    }

    public static void Run(in ProductPart<T> part, byte* buffer)
    {
        int depthBlocks = (part.Depth + BlockDepth - 1) / BlockDepth;
        int blockDepth = (part.Depth + depthBlocks - 1) / depthBlocks;
        T* packedA = (T*)buffer;
        T* packedB = packedA + Aligned(Math.Min(part.Depth, BlockDepth) * RoundUp(Math.Min(part.Rows, BlockRows), TKernel.Rows));
        for (int j = 0; j < part.Columns; j += BlockColumns)
        {
            int columns = Math.Min(BlockColumns, part.Columns - j);
            for (int k = 0; k < part.Depth; k += blockDepth)
            {
                int depth = Math.Min(blockDepth, part.Depth - k);
                bool load = part.Accumulate || k > 0;
                T* b = part.B + (k * part.BRow) + (j * part.BColumn);
                if (Direct(part))
                {
                    PackA(part, 0, part.Rows, k, depth, packedA);
                    RunDirect(part, depth, packedA, b, packedB, part.C + j, columns, load);
                    continue;
                }

                PackB(part, b, columns, depth, packedB);
                for (int i = 0; i < part.Rows; i += BlockRows)
                {
                    int rows = Math.Min(BlockRows, part.Rows - i);
                    PackA(part, i, rows, k, depth, packedA);
                    RunBlock(depth, packedA, packedB, part.C + (i * part.CRow) + j, part.CRow, rows, columns, load);
                }
            }
        }
    }

    /// <summary>With one row of tiles, each element of B is used once: packing it would cost more than it saves.</summary>
    private static bool Direct(in ProductPart<T> part) => part.BColumn == 1 && part.Rows <= TKernel.Rows;

    private static void PackA(in ProductPart<T> part, int row, int rows, int k, int depth, T* packed)
    {
        T* a = part.A + (row * part.ARow) + (k * part.AColumn);
        for (int i = 0; i < rows; i += TKernel.Rows)
            Packing.Pack(a + (i * part.ARow), part.ARow, part.AColumn, Math.Min(TKernel.Rows, rows - i), depth, packed + (i * depth), TKernel.Rows);
    }

    private static void PackB(in ProductPart<T> part, T* b, int columns, int depth, T* packed)
    {
        for (int j = 0; j < columns; j += Width)
        {
            int lanes = Math.Min(Width, columns - j);
            Packing.Pack(b + (j * part.BColumn), part.BColumn, part.BRow, lanes, depth, packed + (j * depth), lanes <= TKernel.Lanes ? TKernel.Lanes : Width);
        }
    }

    private static void RunBlock(int depth, T* a, T* b, T* c, nint cRow, int rows, int columns, bool load)
    {
        T* tile = stackalloc T[TKernel.Rows * Width];
        for (int j = 0; j < columns; j += Width)
        {
            int lanes = Math.Min(Width, columns - j);
            nint bStride = lanes <= TKernel.Lanes ? TKernel.Lanes : Width;
            for (int i = 0; i < rows; i += TKernel.Rows)
                RunTile(depth, a + (i * depth), b + (j * depth), bStride, c + (i * cRow) + j, cRow, Math.Min(TKernel.Rows, rows - i), lanes, load, tile);
        }
    }

    /// <summary>Full panels of B are read where they stand; the last one is packed if it is not full.</summary>
    private static void RunDirect(in ProductPart<T> part, int depth, T* a, T* b, T* packed, T* c, int columns, bool load)
    {
        T* tile = stackalloc T[TKernel.Rows * Width];
        for (int j = 0; j < columns; j += Width)
        {
            int lanes = Math.Min(Width, columns - j);
            T* panel = b + j;
            nint bStride = part.BRow;
            if (lanes < Width)
            {
                int width = lanes <= TKernel.Lanes ? TKernel.Lanes : Width;
                Packing.Pack(panel, 1, part.BRow, lanes, depth, packed, width);
                panel = packed;
                bStride = width;
            }

            RunTile(depth, a, panel, bStride, c + j, part.CRow, part.Rows, lanes, load, tile);
        }
    }

    /// <summary>A tile at the edge goes through a buffer, so that the kernel never touches what lies beside C.</summary>
    private static void RunTile(int depth, T* a, T* b, nint bStride, T* c, nint cRow, int rows, int columns, bool load, T* tile)
    {
        bool narrow = columns <= TKernel.Lanes;
        int width = narrow ? TKernel.Lanes : Width;
        bool whole = rows == TKernel.Rows && columns == width;
        if (!whole && load) Copy(c, cRow, tile, width, rows, columns);
        T* target = whole ? c : tile;
        nint stride = whole ? cRow : width;
        if (narrow) TKernel.Narrow(depth, a, b, bStride, target, stride, load);
        else TKernel.Wide(depth, a, b, bStride, target, stride, load);
        if (!whole) Copy(tile, width, c, cRow, rows, columns);
    }

    private static void Copy(T* from, nint fromStride, T* to, nint toStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++) new ReadOnlySpan<T>(from + (i * fromStride), columns).CopyTo(new Span<T>(to + (i * toStride), columns));
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;

    /// <summary>Rounds a number of elements up to whole cache lines.</summary>
    private static int Aligned(int elements) => RoundUp(elements, 64 / sizeof(T));
}
