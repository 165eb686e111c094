using System.Runtime.CompilerServices;

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
    private const int CacheLine = 64;

    /// <summary>Depth of a block: a packed panel of B, this deep, leaves room in a first-level cache of 32 KiB.</summary>
    private static int BlockDepth => 768 / sizeof(T);

    /// <summary>Rows of a block: packed A, about 192 KiB, stays in the second-level cache.</summary>
    private static int BlockRows => 32 * TKernel.Rows;

    /// <summary>Columns of a block: packed B stays in the third-level cache.</summary>
    private static int BlockColumns => 64 * TKernel.Lanes;

    private static int Width => 2 * TKernel.Lanes;

    /// <summary>The bytes that <see cref="Run"/> wants for packing.</summary>
    public static int BufferBytes(in ProductPart<T> part) => (PackedA(part) + PackedB(part)) * sizeof(T);

    public static void Run(in ProductPart<T> part, byte* buffer)
    {
        int depthBlocks = (part.Depth + BlockDepth - 1) / BlockDepth;
        int blockDepth = (part.Depth + depthBlocks - 1) / depthBlocks;
        T* packedA = (T*)buffer;
        T* packedB = packedA + PackedA(part);
        for (int j = 0; j < part.Columns; j += BlockColumns)
        {
            int columns = Math.Min(BlockColumns, part.Columns - j);
            for (int k = 0; k < part.Depth; k += blockDepth)
            {
                ProductPart<T> stretch = part.Stretch(k, Math.Min(blockDepth, part.Depth - k)).Slice(0, part.Rows, j, columns);
                bool packB = !StreamsB(part);
                if (packB) PackB(stretch, packedB);
                for (int i = 0; i < part.Rows; i += BlockRows)
                {
                    ProductPart<T> block = stretch.Slice(i, Math.Min(BlockRows, part.Rows - i), 0, columns);
                    bool packA = !StreamsA(part);
                    if (packA) PackA(block, packedA);
                    RunBlock(block, packA ? packedA : null, packedB, packB);
                }
            }
        }
    }

    /// <summary>With few columns of tiles each element of A is used a few times: packing it would cost more than it saves.</summary>
    private static bool StreamsA(in ProductPart<T> part) => part.Columns <= 4 * Width;

    /// <summary>Likewise B with few rows of tiles, if a vector can be loaded from where it stands.</summary>
    private static bool StreamsB(in ProductPart<T> part) => part.BColumn == 1 && part.Rows <= 2 * TKernel.Rows;

    private static int PackedA(in ProductPart<T> part)
    {
        int elements = StreamsA(part) ? 0 : Math.Min(part.Depth, BlockDepth) * RoundUp(Math.Min(part.Rows, BlockRows), TKernel.Rows);
        return RoundUp(elements, CacheLine / sizeof(T));
    }

    private static int PackedB(in ProductPart<T> part)
    {
        int columns = StreamsB(part) ? Width : RoundUp(Math.Min(part.Columns, BlockColumns), Width);
        return Math.Min(part.Depth, BlockDepth) * columns;
    }

    private static void PackA(in ProductPart<T> block, T* packed)
    {
        for (int i = 0; i < block.Rows; i += TKernel.Rows)
        {
            int rows = Math.Min(TKernel.Rows, block.Rows - i);
            Packing.Pack(block.A + (i * block.ARow), block.ARow, block.AColumn, rows, block.Depth, packed + (i * block.Depth), TKernel.Rows);
        }
    }

    private static void PackB(in ProductPart<T> stretch, T* packed)
    {
        for (int j = 0; j < stretch.Columns; j += Width) PackPanel(stretch, j, packed + (j * stretch.Depth));
    }

    private static void PackPanel(in ProductPart<T> stretch, int column, T* packed)
    {
        int lanes = Math.Min(Width, stretch.Columns - column);
        Packing.Pack(stretch.B + (column * stretch.BColumn), stretch.BColumn, stretch.BRow, lanes, stretch.Depth, packed, PanelWidth(lanes));
    }

    /// <summary>Runs the tiles of a block, panel after panel.</summary>
    /// <param name="block">The part to compute.</param>
    /// <param name="packedA">Packed A, or null to read A where it stands.</param>
    /// <param name="packedB">Packed B, or space for one panel.</param>
    /// <param name="isPackedB">Whether B is packed; if not, only a last panel that is not full will be.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunBlock(in ProductPart<T> block, T* packedA, T* packedB, bool isPackedB)
    {
        T* tile = stackalloc T[TKernel.Rows * Width];
        for (int j = 0; j < block.Columns; j += Width)
        {
            int lanes = Math.Min(Width, block.Columns - j);
            T* b = isPackedB ? packedB + (j * block.Depth) : block.B + j;
            nint bStride = isPackedB ? PanelWidth(lanes) : block.BRow;
            if (!isPackedB && lanes < Width)
            {
                PackPanel(block, j, packedB);
                b = packedB;
                bStride = PanelWidth(lanes);
            }

            for (int i = 0; i < block.Rows; i += TKernel.Rows)
            {
                ProductPart<T> part = block.Slice(i, Math.Min(TKernel.Rows, block.Rows - i), j, lanes);
                RunTile(
                    packedA is null ? part : part with { A = packedA + (i * block.Depth), ARow = 1, AColumn = TKernel.Rows },
                    b,
                    bStride,
                    tile);
            }
        }
    }

    /// <summary>A tile at the right edge goes through a buffer, so that the kernel never touches what lies beside C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunTile(in ProductPart<T> part, T* b, nint bStride, T* tile)
    {
        int width = PanelWidth(part.Columns);
        bool whole = part.Columns == width;
        if (!whole && part.Accumulate) Copy(part.C, part.CRow, tile, width, part.Rows, part.Columns);
        T* c = whole ? part.C : tile;
        nint cRow = whole ? part.CRow : width;
        if (width < Width) TKernel.Narrow(part.Depth, part.A, part.ARow, part.AColumn, b, bStride, c, cRow, part.Rows, part.Accumulate);
        else TKernel.Wide(part.Depth, part.A, part.ARow, part.AColumn, b, bStride, c, cRow, part.Rows, part.Accumulate);
        if (!whole) Copy(tile, width, part.C, part.CRow, part.Rows, part.Columns);
    }

    private static int PanelWidth(int lanes) => lanes <= TKernel.Lanes ? TKernel.Lanes : Width;

    private static void Copy(T* from, nint fromStride, T* to, nint toStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++) new ReadOnlySpan<T>(from + (i * fromStride), columns).CopyTo(new Span<T>(to + (i * toStride), columns));
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;
}
