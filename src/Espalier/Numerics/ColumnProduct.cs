using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Numerics;

/// <summary>Tiles of which only some columns exist: one column at a time, with the rows of packed A as the lanes of vectors.</summary>
internal static unsafe class ColumnProduct
{
    private const int Vectors = 8;

    /// <summary>Whether the rows of a packed tile fill whole vectors.</summary>
    public static bool Fits<T>(int rows)
        where T : unmanaged => rows % Vector256<T>.Count == 0;

    /// <summary>Continues or starts the chains of one column for a number of tiles that stand one after the other.</summary>
    /// <param name="a">The packed tiles, each of depth × rows.</param>
    /// <param name="rows">The rows of a tile, for which <see cref="Fits"/>.</param>
    /// <param name="tiles">The number of tiles.</param>
    /// <param name="depth">The links of each chain.</param>
    /// <param name="b">The first factor of the column; the next stands <paramref name="width"/> further on.</param>
    /// <param name="c">The first sum of the column; the next likewise.</param>
    /// <param name="width">The distance between rows of B and of C.</param>
    /// <param name="load">Whether the chains start from C rather than from +0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(T* a, int rows, int tiles, int depth, T* b, T* c, nint width, bool load)
        where T : unmanaged
    {
        int lanes = Vector256<T>.Count, perTile = rows / lanes, vectors = tiles * perTile;
        T* sums = stackalloc T[Vectors * lanes];
        for (int first = 0; first < vectors; first += Vectors)
        {
            int count = Math.Min(Vectors, vectors - first);
            for (int i = 0; i < count * lanes; i++) sums[i] = load ? c[((first * lanes) + i) * width] : default;
            T* a0 = At(a, first, perTile, rows, depth);
            if (count < Vectors)
                for (int i = 0; i < count; i++) One(At(a, first + i, perTile, rows, depth), rows, depth, b, width, sums + (i * lanes));
            else
                Eight(
                    a0,
                    (nint)(At(a, first + 1, perTile, rows, depth) - a0),
                    (nint)(At(a, first + 2, perTile, rows, depth) - a0),
                    rows,
                    depth,
                    b,
                    width,
                    sums);
            for (int i = 0; i < count * lanes; i++) c[((first * lanes) + i) * width] = sums[i];
        }
    }

    private static T* At<T>(T* a, int vector, int perTile, int rows, int depth)
        where T : unmanaged => a + (vector / perTile * (nint)rows * depth) + (vector % perTile * Vector256<T>.Count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<T>(T* a, int rows, int depth, T* b, nint width, T* sums)
        where T : unmanaged
    {
        Vector256<T> sum = Vector256.Load(sums);
        for (; depth > 0; depth--, a += rows, b += width) sum = Fused.MultiplyAdd(Vector256.Load(a), Vector256.Create(*b), sum);
        sum.Store(sums);
    }

    /// <summary>Eight chains of vectors hide each other's latency; vector i starts at (i / 2)·two + (i % 2)·one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<T>(T* a, nint one, nint two, int rows, int depth, T* b, nint width, T* sums)
        where T : unmanaged
    {
        int lanes = Vector256<T>.Count;
        T* a2 = a + two, a4 = a2 + two, a6 = a4 + two;
        Vector256<T> s0 = Vector256.Load(sums), s1 = Vector256.Load(sums + lanes);
        Vector256<T> s2 = Vector256.Load(sums + (2 * lanes)), s3 = Vector256.Load(sums + (3 * lanes));
        Vector256<T> s4 = Vector256.Load(sums + (4 * lanes)), s5 = Vector256.Load(sums + (5 * lanes));
        Vector256<T> s6 = Vector256.Load(sums + (6 * lanes)), s7 = Vector256.Load(sums + (7 * lanes));
        for (; depth > 0; depth--)
        {
            Vector256<T> factor = Vector256.Create(*b);
            s0 = Fused.MultiplyAdd(Vector256.Load(a), factor, s0);
            s1 = Fused.MultiplyAdd(Vector256.Load(a + one), factor, s1);
            s2 = Fused.MultiplyAdd(Vector256.Load(a2), factor, s2);
            s3 = Fused.MultiplyAdd(Vector256.Load(a2 + one), factor, s3);
            s4 = Fused.MultiplyAdd(Vector256.Load(a4), factor, s4);
            s5 = Fused.MultiplyAdd(Vector256.Load(a4 + one), factor, s5);
            s6 = Fused.MultiplyAdd(Vector256.Load(a6), factor, s6);
            s7 = Fused.MultiplyAdd(Vector256.Load(a6 + one), factor, s7);
            a += rows;
            a2 += rows;
            a4 += rows;
            a6 += rows;
            b += width;
        }

        s0.Store(sums);
        s1.Store(sums + lanes);
        s2.Store(sums + (2 * lanes));
        s3.Store(sums + (3 * lanes));
        s4.Store(sums + (4 * lanes));
        s5.Store(sums + (5 * lanes));
        s6.Store(sums + (6 * lanes));
        s7.Store(sums + (7 * lanes));
    }
}
