using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Numerics;

/// <summary>Products that need no tiles: few rows times a row-major B, and every product where vectors have no fused multiply-add.</summary>
internal static unsafe class RowProduct
{
    /// <summary>The fewest columns that <see cref="Run"/> accepts.</summary>
    public static int StripColumns<T>() => 8 * Vector256<T>.Count;

    /// <summary>Row by row: strips of a row stay in registers while B streams by.</summary>
    public static void Run<T>(in ProductPart<T> part)
        where T : unmanaged
    {
        int strip = StripColumns<T>();
        T* before = stackalloc T[strip];
        for (int i = 0; i < part.Rows; i++)
        {
            T* a = part.A + (i * part.ARow);
            T* c = part.C + (i * part.CRow);

            // The last strip may overlap the one before it: kept here, its old values start the same chains again.
            int last = part.Columns - strip;
            new ReadOnlySpan<T>(c + last, strip).CopyTo(new Span<T>(before, strip));
            for (int j = 0; j < last; j += strip) Strip(part, a, part.B + j, c + j, c + j);
            Strip(part, a, part.B + last, before, c + last);
        }
    }

    /// <summary>The scalar twin of every kernel.</summary>
    public static void Plain<T>(in ProductPart<T> part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < part.Rows; i++)
        {
            var row = new Span<T>(part.C + (i * part.CRow), part.Columns);
            if (!part.Accumulate) row.Clear();
            for (int k = 0; k < part.Depth; k++)
            {
                T factor = part.A[(i * part.ARow) + (k * part.AColumn)];
                T* b = part.B + (k * part.BRow);
                for (int j = 0; j < row.Length; j++) row[j] = T.FusedMultiplyAdd(factor, b[j * part.BColumn], row[j]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<T>(in ProductPart<T> part, T* a, T* b, T* old, T* c)
        where T : unmanaged
    {
        nint lanes = Vector256<T>.Count;
        Vector256<T> c0 = Vector256<T>.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        if (part.Accumulate)
        {
            c0 = Vector256.Load(old);
            c1 = Vector256.Load(old + lanes);
            c2 = Vector256.Load(old + (2 * lanes));
            c3 = Vector256.Load(old + (3 * lanes));
            c4 = Vector256.Load(old + (4 * lanes));
            c5 = Vector256.Load(old + (5 * lanes));
            c6 = Vector256.Load(old + (6 * lanes));
            c7 = Vector256.Load(old + (7 * lanes));
        }

        nint aColumn = part.AColumn, bRow = part.BRow;
        for (nint k = part.Depth; k > 0; k--)
        {
            Vector256<T> factor = Vector256.Create(*a);
            c0 = Fused.MultiplyAdd(factor, Vector256.Load(b), c0);
            c1 = Fused.MultiplyAdd(factor, Vector256.Load(b + lanes), c1);
            c2 = Fused.MultiplyAdd(factor, Vector256.Load(b + (2 * lanes)), c2);
            c3 = Fused.MultiplyAdd(factor, Vector256.Load(b + (3 * lanes)), c3);
            c4 = Fused.MultiplyAdd(factor, Vector256.Load(b + (4 * lanes)), c4);
            c5 = Fused.MultiplyAdd(factor, Vector256.Load(b + (5 * lanes)), c5);
            c6 = Fused.MultiplyAdd(factor, Vector256.Load(b + (6 * lanes)), c6);
            c7 = Fused.MultiplyAdd(factor, Vector256.Load(b + (7 * lanes)), c7);
            a += aColumn;
            b += bRow;
        }

        c0.Store(c);
        c1.Store(c + lanes);
        c2.Store(c + (2 * lanes));
        c3.Store(c + (3 * lanes));
        c4.Store(c + (4 * lanes));
        c5.Store(c + (5 * lanes));
        c6.Store(c + (6 * lanes));
        c7.Store(c + (7 * lanes));
    }
}
