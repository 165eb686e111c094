using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Numerics;

/// <summary>Tiles of 6 rows × 2 vectors of 256 bits: 12 accumulators, 2 columns and a factor fill the 16 registers.</summary>
/// <remarks>Written out row by row: only named locals are sure to stay in registers.</remarks>
internal unsafe struct TileKernel256<T> : ITileKernel<T>
    where T : unmanaged
{
    public static int Rows => 6;

    public static int Lanes => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Wide(nint depth, T* a, nint aRow, nint aColumn, T* b, nint bStride, T* c, nint cStride, int rows, bool load)
    {
        // A missing row repeats the last one, and is not stored.
        nint row1 = Math.Min(1, rows - 1);
        nint row2 = Math.Min(2, rows - 1);
        nint row3 = Math.Min(3, rows - 1);
        nint row4 = Math.Min(4, rows - 1);
        nint row5 = Math.Min(5, rows - 1);
        nint a1At = row1 * aRow * sizeof(T);
        nint a2At = row2 * aRow * sizeof(T);
        nint a3At = row3 * aRow * sizeof(T);
        nint a4At = row4 * aRow * sizeof(T);
        nint a5At = row5 * aRow * sizeof(T);
        Vector256<T> c00 = Vector256<T>.Zero, c10 = c00, c20 = c00, c30 = c00, c40 = c00, c50 = c00;
        Vector256<T> c01 = c00, c11 = c00, c21 = c00, c31 = c00, c41 = c00, c51 = c00;
        if (load)
        {
            c00 = Vector256.Load(c);
            c01 = Vector256.Load(c + Vector256<T>.Count);
            c10 = Vector256.Load(c + (row1 * cStride));
            c11 = Vector256.Load(c + (row1 * cStride) + Vector256<T>.Count);
            c20 = Vector256.Load(c + (row2 * cStride));
            c21 = Vector256.Load(c + (row2 * cStride) + Vector256<T>.Count);
            c30 = Vector256.Load(c + (row3 * cStride));
            c31 = Vector256.Load(c + (row3 * cStride) + Vector256<T>.Count);
            c40 = Vector256.Load(c + (row4 * cStride));
            c41 = Vector256.Load(c + (row4 * cStride) + Vector256<T>.Count);
            c50 = Vector256.Load(c + (row5 * cStride));
            c51 = Vector256.Load(c + (row5 * cStride) + Vector256<T>.Count);
        }

        for (; depth > 0; depth--)
        {
            Vector256<T> b0 = Vector256.Load(b);
            Vector256<T> b1 = Vector256.Load(b + Vector256<T>.Count);
            Vector256<T> a0 = Vector256.Create(*a);
            c00 = Fused.MultiplyAdd(a0, b0, c00);
            c01 = Fused.MultiplyAdd(a0, b1, c01);
            Vector256<T> a1 = Vector256.Create(*(T*)((byte*)a + a1At));
            c10 = Fused.MultiplyAdd(a1, b0, c10);
            c11 = Fused.MultiplyAdd(a1, b1, c11);
            Vector256<T> a2 = Vector256.Create(*(T*)((byte*)a + a2At));
            c20 = Fused.MultiplyAdd(a2, b0, c20);
            c21 = Fused.MultiplyAdd(a2, b1, c21);
            Vector256<T> a3 = Vector256.Create(*(T*)((byte*)a + a3At));
            c30 = Fused.MultiplyAdd(a3, b0, c30);
            c31 = Fused.MultiplyAdd(a3, b1, c31);
            Vector256<T> a4 = Vector256.Create(*(T*)((byte*)a + a4At));
            c40 = Fused.MultiplyAdd(a4, b0, c40);
            c41 = Fused.MultiplyAdd(a4, b1, c41);
            Vector256<T> a5 = Vector256.Create(*(T*)((byte*)a + a5At));
            c50 = Fused.MultiplyAdd(a5, b0, c50);
            c51 = Fused.MultiplyAdd(a5, b1, c51);
            a += aColumn;
            b += bStride;
        }

        c00.Store(c);
        c01.Store(c + Vector256<T>.Count);
        if (rows == 1) return;
        c10.Store(c + cStride);
        c11.Store(c + cStride + Vector256<T>.Count);
        if (rows == 2) return;
        c20.Store(c + (2 * cStride));
        c21.Store(c + (2 * cStride) + Vector256<T>.Count);
        if (rows == 3) return;
        c30.Store(c + (3 * cStride));
        c31.Store(c + (3 * cStride) + Vector256<T>.Count);
        if (rows == 4) return;
        c40.Store(c + (4 * cStride));
        c41.Store(c + (4 * cStride) + Vector256<T>.Count);
        if (rows == 5) return;
        c50.Store(c + (5 * cStride));
        c51.Store(c + (5 * cStride) + Vector256<T>.Count);
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
        nint a1At = row1 * aRow * sizeof(T);
        nint a2At = row2 * aRow * sizeof(T);
        nint a3At = row3 * aRow * sizeof(T);
        nint a4At = row4 * aRow * sizeof(T);
        nint a5At = row5 * aRow * sizeof(T);
        Vector256<T> c0 = Vector256<T>.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0;
        if (load)
        {
            c0 = Vector256.Load(c);
            c1 = Vector256.Load(c + (row1 * cStride));
            c2 = Vector256.Load(c + (row2 * cStride));
            c3 = Vector256.Load(c + (row3 * cStride));
            c4 = Vector256.Load(c + (row4 * cStride));
            c5 = Vector256.Load(c + (row5 * cStride));
        }

        for (; depth > 0; depth--)
        {
            Vector256<T> b0 = Vector256.Load(b);
            Vector256<T> a0 = Vector256.Create(*a);
            c0 = Fused.MultiplyAdd(a0, b0, c0);
            Vector256<T> a1 = Vector256.Create(*(T*)((byte*)a + a1At));
            c1 = Fused.MultiplyAdd(a1, b0, c1);
            Vector256<T> a2 = Vector256.Create(*(T*)((byte*)a + a2At));
            c2 = Fused.MultiplyAdd(a2, b0, c2);
            Vector256<T> a3 = Vector256.Create(*(T*)((byte*)a + a3At));
            c3 = Fused.MultiplyAdd(a3, b0, c3);
            Vector256<T> a4 = Vector256.Create(*(T*)((byte*)a + a4At));
            c4 = Fused.MultiplyAdd(a4, b0, c4);
            Vector256<T> a5 = Vector256.Create(*(T*)((byte*)a + a5At));
            c5 = Fused.MultiplyAdd(a5, b0, c5);
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
    }
}
