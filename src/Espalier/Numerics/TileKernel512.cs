using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Numerics;

/// <summary>Tiles of 8 rows × 2 vectors of 512 bits: 16 accumulators cover the latency of the fused multiply-add, and fit the registers.</summary>
/// <remarks>Written out row by row: only named locals are sure to stay in registers.</remarks>
internal unsafe struct TileKernel512<T> : ITileKernel<T>
    where T : unmanaged
{
    public static int Rows => 8;

    public static int Lanes => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Wide(nint depth, T* a, nint aRow, nint aColumn, T* b, nint bStride, T* c, nint cStride, int rows, bool load)
    {
        // A missing row repeats the last one, and is not stored.
        nint row1 = Math.Min(1, rows - 1);
        nint row2 = Math.Min(2, rows - 1);
        nint row3 = Math.Min(3, rows - 1);
        nint row4 = Math.Min(4, rows - 1);
        nint row5 = Math.Min(5, rows - 1);
        nint row6 = Math.Min(6, rows - 1);
        nint row7 = Math.Min(7, rows - 1);
        nint a1At = row1 * aRow * sizeof(T);
        nint a2At = row2 * aRow * sizeof(T);
        nint a3At = row3 * aRow * sizeof(T);
        nint a4At = row4 * aRow * sizeof(T);
        nint a5At = row5 * aRow * sizeof(T);
        nint a6At = row6 * aRow * sizeof(T);
        nint a7At = row7 * aRow * sizeof(T);
        Vector512<T> c00 = Vector512<T>.Zero, c10 = c00, c20 = c00, c30 = c00, c40 = c00, c50 = c00, c60 = c00, c70 = c00;
        Vector512<T> c01 = c00, c11 = c00, c21 = c00, c31 = c00, c41 = c00, c51 = c00, c61 = c00, c71 = c00;
        if (load)
        {
            c00 = Vector512.Load(c);
            c01 = Vector512.Load(c + Vector512<T>.Count);
            c10 = Vector512.Load(c + (row1 * cStride));
            c11 = Vector512.Load(c + (row1 * cStride) + Vector512<T>.Count);
            c20 = Vector512.Load(c + (row2 * cStride));
            c21 = Vector512.Load(c + (row2 * cStride) + Vector512<T>.Count);
            c30 = Vector512.Load(c + (row3 * cStride));
            c31 = Vector512.Load(c + (row3 * cStride) + Vector512<T>.Count);
            c40 = Vector512.Load(c + (row4 * cStride));
            c41 = Vector512.Load(c + (row4 * cStride) + Vector512<T>.Count);
            c50 = Vector512.Load(c + (row5 * cStride));
            c51 = Vector512.Load(c + (row5 * cStride) + Vector512<T>.Count);
            c60 = Vector512.Load(c + (row6 * cStride));
            c61 = Vector512.Load(c + (row6 * cStride) + Vector512<T>.Count);
            c70 = Vector512.Load(c + (row7 * cStride));
            c71 = Vector512.Load(c + (row7 * cStride) + Vector512<T>.Count);
        }

        for (; depth > 0; depth--)
        {
            Vector512<T> b0 = Vector512.Load(b);
            Vector512<T> b1 = Vector512.Load(b + Vector512<T>.Count);
            Vector512<T> a0 = Vector512.Create(*a);
            c00 = Fused.MultiplyAdd(a0, b0, c00);
            c01 = Fused.MultiplyAdd(a0, b1, c01);
            Vector512<T> a1 = Vector512.Create(*(T*)((byte*)a + a1At));
            c10 = Fused.MultiplyAdd(a1, b0, c10);
            c11 = Fused.MultiplyAdd(a1, b1, c11);
            Vector512<T> a2 = Vector512.Create(*(T*)((byte*)a + a2At));
            c20 = Fused.MultiplyAdd(a2, b0, c20);
            c21 = Fused.MultiplyAdd(a2, b1, c21);
            Vector512<T> a3 = Vector512.Create(*(T*)((byte*)a + a3At));
            c30 = Fused.MultiplyAdd(a3, b0, c30);
            c31 = Fused.MultiplyAdd(a3, b1, c31);
            Vector512<T> a4 = Vector512.Create(*(T*)((byte*)a + a4At));
            c40 = Fused.MultiplyAdd(a4, b0, c40);
            c41 = Fused.MultiplyAdd(a4, b1, c41);
            Vector512<T> a5 = Vector512.Create(*(T*)((byte*)a + a5At));
            c50 = Fused.MultiplyAdd(a5, b0, c50);
            c51 = Fused.MultiplyAdd(a5, b1, c51);
            Vector512<T> a6 = Vector512.Create(*(T*)((byte*)a + a6At));
            c60 = Fused.MultiplyAdd(a6, b0, c60);
            c61 = Fused.MultiplyAdd(a6, b1, c61);
            Vector512<T> a7 = Vector512.Create(*(T*)((byte*)a + a7At));
            c70 = Fused.MultiplyAdd(a7, b0, c70);
            c71 = Fused.MultiplyAdd(a7, b1, c71);
            a += aColumn;
            b += bStride;
        }

        c00.Store(c);
        c01.Store(c + Vector512<T>.Count);
        if (rows == 1) return;
        c10.Store(c + cStride);
        c11.Store(c + cStride + Vector512<T>.Count);
        if (rows == 2) return;
        c20.Store(c + (2 * cStride));
        c21.Store(c + (2 * cStride) + Vector512<T>.Count);
        if (rows == 3) return;
        c30.Store(c + (3 * cStride));
        c31.Store(c + (3 * cStride) + Vector512<T>.Count);
        if (rows == 4) return;
        c40.Store(c + (4 * cStride));
        c41.Store(c + (4 * cStride) + Vector512<T>.Count);
        if (rows == 5) return;
        c50.Store(c + (5 * cStride));
        c51.Store(c + (5 * cStride) + Vector512<T>.Count);
        if (rows == 6) return;
        c60.Store(c + (6 * cStride));
        c61.Store(c + (6 * cStride) + Vector512<T>.Count);
        if (rows == 7) return;
        c70.Store(c + (7 * cStride));
        c71.Store(c + (7 * cStride) + Vector512<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow(nint depth, T* a, nint aRow, nint aColumn, T* b, nint bStride, T* c, nint cStride, int rows, bool load)
    {
        // A missing row repeats the last one, and is not stored.
        nint row1 = Math.Min(1, rows - 1);
        nint row2 = Math.Min(2, rows - 1);
        nint row3 = Math.Min(3, rows - 1);
        nint row4 = Math.Min(4, rows - 1);
        nint row5 = Math.Min(5, rows - 1);
        nint row6 = Math.Min(6, rows - 1);
        nint row7 = Math.Min(7, rows - 1);
        nint a1At = row1 * aRow * sizeof(T);
        nint a2At = row2 * aRow * sizeof(T);
        nint a3At = row3 * aRow * sizeof(T);
        nint a4At = row4 * aRow * sizeof(T);
        nint a5At = row5 * aRow * sizeof(T);
        nint a6At = row6 * aRow * sizeof(T);
        nint a7At = row7 * aRow * sizeof(T);
        Vector512<T> c0 = Vector512<T>.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        if (load)
        {
            c0 = Vector512.Load(c);
            c1 = Vector512.Load(c + (row1 * cStride));
            c2 = Vector512.Load(c + (row2 * cStride));
            c3 = Vector512.Load(c + (row3 * cStride));
            c4 = Vector512.Load(c + (row4 * cStride));
            c5 = Vector512.Load(c + (row5 * cStride));
            c6 = Vector512.Load(c + (row6 * cStride));
            c7 = Vector512.Load(c + (row7 * cStride));
        }

        for (; depth > 0; depth--)
        {
            Vector512<T> b0 = Vector512.Load(b);
            Vector512<T> a0 = Vector512.Create(*a);
            c0 = Fused.MultiplyAdd(a0, b0, c0);
            Vector512<T> a1 = Vector512.Create(*(T*)((byte*)a + a1At));
            c1 = Fused.MultiplyAdd(a1, b0, c1);
            Vector512<T> a2 = Vector512.Create(*(T*)((byte*)a + a2At));
            c2 = Fused.MultiplyAdd(a2, b0, c2);
            Vector512<T> a3 = Vector512.Create(*(T*)((byte*)a + a3At));
            c3 = Fused.MultiplyAdd(a3, b0, c3);
            Vector512<T> a4 = Vector512.Create(*(T*)((byte*)a + a4At));
            c4 = Fused.MultiplyAdd(a4, b0, c4);
            Vector512<T> a5 = Vector512.Create(*(T*)((byte*)a + a5At));
            c5 = Fused.MultiplyAdd(a5, b0, c5);
            Vector512<T> a6 = Vector512.Create(*(T*)((byte*)a + a6At));
            c6 = Fused.MultiplyAdd(a6, b0, c6);
            Vector512<T> a7 = Vector512.Create(*(T*)((byte*)a + a7At));
            c7 = Fused.MultiplyAdd(a7, b0, c7);
            a += aColumn;
            b += bStride;
        }

        c0.Store(c);
        if (rows == 1) return;
        c1.Store(c + cStride);
        if (rows == 2) return;
        c2.Store(c + (2 * cStride));
        if (rows == 3) return;
        c3.Store(c + (3 * cStride));
        if (rows == 4) return;
        c4.Store(c + (4 * cStride));
        if (rows == 5) return;
        c5.Store(c + (5 * cStride));
        if (rows == 6) return;
        c6.Store(c + (6 * cStride));
        if (rows == 7) return;
        c7.Store(c + (7 * cStride));
    }
}
