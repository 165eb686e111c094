using System.Runtime.Intrinsics;

namespace Espalier.Numerics;

/// <summary>Tiles of 8 rows × 2 vectors of 512 bits: 16 accumulators cover the latency of the fused multiply-add, and fit the registers.</summary>
internal unsafe struct TileKernel512<T> : ITileKernel<T>
    where T : unmanaged
{
    public static int Rows => 8;

    public static int Lanes => Vector512<T>.Count;

    public static void Wide(nint depth, T* a, T* b, nint bStride, T* c, nint cStride, bool load)
    {
        Vector512<T> c00 = Vector512<T>.Zero;
        Vector512<T> c01 = Vector512<T>.Zero;
        Vector512<T> c10 = Vector512<T>.Zero;
        Vector512<T> c11 = Vector512<T>.Zero;
        Vector512<T> c20 = Vector512<T>.Zero;
        Vector512<T> c21 = Vector512<T>.Zero;
        Vector512<T> c30 = Vector512<T>.Zero;
        Vector512<T> c31 = Vector512<T>.Zero;
        Vector512<T> c40 = Vector512<T>.Zero;
        Vector512<T> c41 = Vector512<T>.Zero;
        Vector512<T> c50 = Vector512<T>.Zero;
        Vector512<T> c51 = Vector512<T>.Zero;
        Vector512<T> c60 = Vector512<T>.Zero;
        Vector512<T> c61 = Vector512<T>.Zero;
        Vector512<T> c70 = Vector512<T>.Zero;
        Vector512<T> c71 = Vector512<T>.Zero;
        if (load)
        {
            c00 = Vector512.Load(c);
            c01 = Vector512.Load(c + Vector512<T>.Count);
            c10 = Vector512.Load(c + cStride);
            c11 = Vector512.Load(c + cStride + Vector512<T>.Count);
            c20 = Vector512.Load(c + (2 * cStride));
            c21 = Vector512.Load(c + (2 * cStride) + Vector512<T>.Count);
            c30 = Vector512.Load(c + (3 * cStride));
            c31 = Vector512.Load(c + (3 * cStride) + Vector512<T>.Count);
            c40 = Vector512.Load(c + (4 * cStride));
            c41 = Vector512.Load(c + (4 * cStride) + Vector512<T>.Count);
            c50 = Vector512.Load(c + (5 * cStride));
            c51 = Vector512.Load(c + (5 * cStride) + Vector512<T>.Count);
            c60 = Vector512.Load(c + (6 * cStride));
            c61 = Vector512.Load(c + (6 * cStride) + Vector512<T>.Count);
            c70 = Vector512.Load(c + (7 * cStride));
            c71 = Vector512.Load(c + (7 * cStride) + Vector512<T>.Count);
        }

        for (; depth > 0; depth--)
        {
            Vector512<T> b0 = Vector512.Load(b);
            Vector512<T> b1 = Vector512.Load(b + Vector512<T>.Count);
            Vector512<T> a0 = Vector512.Create(a[0]);
            c00 = Fused.MultiplyAdd(a0, b0, c00);
            c01 = Fused.MultiplyAdd(a0, b1, c01);
            Vector512<T> a1 = Vector512.Create(a[1]);
            c10 = Fused.MultiplyAdd(a1, b0, c10);
            c11 = Fused.MultiplyAdd(a1, b1, c11);
            Vector512<T> a2 = Vector512.Create(a[2]);
            c20 = Fused.MultiplyAdd(a2, b0, c20);
            c21 = Fused.MultiplyAdd(a2, b1, c21);
            Vector512<T> a3 = Vector512.Create(a[3]);
            c30 = Fused.MultiplyAdd(a3, b0, c30);
            c31 = Fused.MultiplyAdd(a3, b1, c31);
            Vector512<T> a4 = Vector512.Create(a[4]);
            c40 = Fused.MultiplyAdd(a4, b0, c40);
            c41 = Fused.MultiplyAdd(a4, b1, c41);
            Vector512<T> a5 = Vector512.Create(a[5]);
            c50 = Fused.MultiplyAdd(a5, b0, c50);
            c51 = Fused.MultiplyAdd(a5, b1, c51);
            Vector512<T> a6 = Vector512.Create(a[6]);
            c60 = Fused.MultiplyAdd(a6, b0, c60);
            c61 = Fused.MultiplyAdd(a6, b1, c61);
            Vector512<T> a7 = Vector512.Create(a[7]);
            c70 = Fused.MultiplyAdd(a7, b0, c70);
            c71 = Fused.MultiplyAdd(a7, b1, c71);
            a += 8;
            b += bStride;
        }

        c00.Store(c);
        c01.Store(c + Vector512<T>.Count);
        c10.Store(c + cStride);
        c11.Store(c + cStride + Vector512<T>.Count);
        c20.Store(c + (2 * cStride));
        c21.Store(c + (2 * cStride) + Vector512<T>.Count);
        c30.Store(c + (3 * cStride));
        c31.Store(c + (3 * cStride) + Vector512<T>.Count);
        c40.Store(c + (4 * cStride));
        c41.Store(c + (4 * cStride) + Vector512<T>.Count);
        c50.Store(c + (5 * cStride));
        c51.Store(c + (5 * cStride) + Vector512<T>.Count);
        c60.Store(c + (6 * cStride));
        c61.Store(c + (6 * cStride) + Vector512<T>.Count);
        c70.Store(c + (7 * cStride));
        c71.Store(c + (7 * cStride) + Vector512<T>.Count);
    }

    public static void Narrow(nint depth, T* a, T* b, nint bStride, T* c, nint cStride, bool load)
    {
        Vector512<T> c00 = Vector512<T>.Zero;
        Vector512<T> c10 = Vector512<T>.Zero;
        Vector512<T> c20 = Vector512<T>.Zero;
        Vector512<T> c30 = Vector512<T>.Zero;
        Vector512<T> c40 = Vector512<T>.Zero;
        Vector512<T> c50 = Vector512<T>.Zero;
        Vector512<T> c60 = Vector512<T>.Zero;
        Vector512<T> c70 = Vector512<T>.Zero;
        if (load)
        {
            c00 = Vector512.Load(c);
            c10 = Vector512.Load(c + cStride);
            c20 = Vector512.Load(c + (2 * cStride));
            c30 = Vector512.Load(c + (3 * cStride));
            c40 = Vector512.Load(c + (4 * cStride));
            c50 = Vector512.Load(c + (5 * cStride));
            c60 = Vector512.Load(c + (6 * cStride));
            c70 = Vector512.Load(c + (7 * cStride));
        }

        for (; depth > 0; depth--)
        {
            Vector512<T> b0 = Vector512.Load(b);
            c00 = Fused.MultiplyAdd(Vector512.Create(a[0]), b0, c00);
            c10 = Fused.MultiplyAdd(Vector512.Create(a[1]), b0, c10);
            c20 = Fused.MultiplyAdd(Vector512.Create(a[2]), b0, c20);
            c30 = Fused.MultiplyAdd(Vector512.Create(a[3]), b0, c30);
            c40 = Fused.MultiplyAdd(Vector512.Create(a[4]), b0, c40);
            c50 = Fused.MultiplyAdd(Vector512.Create(a[5]), b0, c50);
            c60 = Fused.MultiplyAdd(Vector512.Create(a[6]), b0, c60);
            c70 = Fused.MultiplyAdd(Vector512.Create(a[7]), b0, c70);
            a += 8;
            b += bStride;
        }

        c00.Store(c);
        c10.Store(c + cStride);
        c20.Store(c + (2 * cStride));
        c30.Store(c + (3 * cStride));
        c40.Store(c + (4 * cStride));
        c50.Store(c + (5 * cStride));
        c60.Store(c + (6 * cStride));
        c70.Store(c + (7 * cStride));
    }
}
