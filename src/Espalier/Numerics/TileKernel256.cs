using System.Runtime.Intrinsics;

namespace Espalier.Numerics;

/// <summary>Tiles of 6 rows × 2 vectors of 256 bits: 12 accumulators, 2 columns and a factor fill the 16 registers.</summary>
internal unsafe struct TileKernel256<T> : ITileKernel<T>
    where T : unmanaged
{
    public static int Rows => 6;

    public static int Lanes => Vector256<T>.Count;

    public static void Wide(nint depth, T* a, T* b, nint bStride, T* c, nint cStride, bool load)
    {
        Vector256<T> c00 = Vector256<T>.Zero;
        Vector256<T> c01 = Vector256<T>.Zero;
        Vector256<T> c10 = Vector256<T>.Zero;
        Vector256<T> c11 = Vector256<T>.Zero;
        Vector256<T> c20 = Vector256<T>.Zero;
        Vector256<T> c21 = Vector256<T>.Zero;
        Vector256<T> c30 = Vector256<T>.Zero;
        Vector256<T> c31 = Vector256<T>.Zero;
        Vector256<T> c40 = Vector256<T>.Zero;
        Vector256<T> c41 = Vector256<T>.Zero;
        Vector256<T> c50 = Vector256<T>.Zero;
        Vector256<T> c51 = Vector256<T>.Zero;
        if (load)
        {
            c00 = Vector256.Load(c);
            c01 = Vector256.Load(c + Vector256<T>.Count);
            c10 = Vector256.Load(c + cStride);
            c11 = Vector256.Load(c + cStride + Vector256<T>.Count);
            c20 = Vector256.Load(c + (2 * cStride));
            c21 = Vector256.Load(c + (2 * cStride) + Vector256<T>.Count);
            c30 = Vector256.Load(c + (3 * cStride));
            c31 = Vector256.Load(c + (3 * cStride) + Vector256<T>.Count);
            c40 = Vector256.Load(c + (4 * cStride));
            c41 = Vector256.Load(c + (4 * cStride) + Vector256<T>.Count);
            c50 = Vector256.Load(c + (5 * cStride));
            c51 = Vector256.Load(c + (5 * cStride) + Vector256<T>.Count);
        }

        for (; depth > 0; depth--)
        {
            Vector256<T> b0 = Vector256.Load(b);
            Vector256<T> b1 = Vector256.Load(b + Vector256<T>.Count);
            Vector256<T> a0 = Vector256.Create(a[0]);
            c00 = Fused.MultiplyAdd(a0, b0, c00);
            c01 = Fused.MultiplyAdd(a0, b1, c01);
            Vector256<T> a1 = Vector256.Create(a[1]);
            c10 = Fused.MultiplyAdd(a1, b0, c10);
            c11 = Fused.MultiplyAdd(a1, b1, c11);
            Vector256<T> a2 = Vector256.Create(a[2]);
            c20 = Fused.MultiplyAdd(a2, b0, c20);
            c21 = Fused.MultiplyAdd(a2, b1, c21);
            Vector256<T> a3 = Vector256.Create(a[3]);
            c30 = Fused.MultiplyAdd(a3, b0, c30);
            c31 = Fused.MultiplyAdd(a3, b1, c31);
            Vector256<T> a4 = Vector256.Create(a[4]);
            c40 = Fused.MultiplyAdd(a4, b0, c40);
            c41 = Fused.MultiplyAdd(a4, b1, c41);
            Vector256<T> a5 = Vector256.Create(a[5]);
            c50 = Fused.MultiplyAdd(a5, b0, c50);
            c51 = Fused.MultiplyAdd(a5, b1, c51);
            a += 6;
            b += bStride;
        }

        c00.Store(c);
        c01.Store(c + Vector256<T>.Count);
        c10.Store(c + cStride);
        c11.Store(c + cStride + Vector256<T>.Count);
        c20.Store(c + (2 * cStride));
        c21.Store(c + (2 * cStride) + Vector256<T>.Count);
        c30.Store(c + (3 * cStride));
        c31.Store(c + (3 * cStride) + Vector256<T>.Count);
        c40.Store(c + (4 * cStride));
        c41.Store(c + (4 * cStride) + Vector256<T>.Count);
        c50.Store(c + (5 * cStride));
        c51.Store(c + (5 * cStride) + Vector256<T>.Count);
    }

    public static void Narrow(nint depth, T* a, T* b, nint bStride, T* c, nint cStride, bool load)
    {
        Vector256<T> c00 = Vector256<T>.Zero;
        Vector256<T> c10 = Vector256<T>.Zero;
        Vector256<T> c20 = Vector256<T>.Zero;
        Vector256<T> c30 = Vector256<T>.Zero;
        Vector256<T> c40 = Vector256<T>.Zero;
        Vector256<T> c50 = Vector256<T>.Zero;
        if (load)
        {
            c00 = Vector256.Load(c);
            c10 = Vector256.Load(c + cStride);
            c20 = Vector256.Load(c + (2 * cStride));
            c30 = Vector256.Load(c + (3 * cStride));
            c40 = Vector256.Load(c + (4 * cStride));
            c50 = Vector256.Load(c + (5 * cStride));
        }

        for (; depth > 0; depth--)
        {
            Vector256<T> b0 = Vector256.Load(b);
            c00 = Fused.MultiplyAdd(Vector256.Create(a[0]), b0, c00);
            c10 = Fused.MultiplyAdd(Vector256.Create(a[1]), b0, c10);
            c20 = Fused.MultiplyAdd(Vector256.Create(a[2]), b0, c20);
            c30 = Fused.MultiplyAdd(Vector256.Create(a[3]), b0, c30);
            c40 = Fused.MultiplyAdd(Vector256.Create(a[4]), b0, c40);
            c50 = Fused.MultiplyAdd(Vector256.Create(a[5]), b0, c50);
            a += 6;
            b += bStride;
        }

        c00.Store(c);
        c10.Store(c + cStride);
        c20.Store(c + (2 * cStride));
        c30.Store(c + (3 * cStride));
        c40.Store(c + (4 * cStride));
        c50.Store(c + (5 * cStride));
    }
}
