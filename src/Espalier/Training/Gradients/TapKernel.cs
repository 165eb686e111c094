using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Training.Gradients;

/// <summary>Sums over the taps of a sliding kernel, where every tap is the same image seen from another offset; nothing is gathered.</summary>
/// <remarks>Written out row by row: only named locals are sure to stay in registers.</remarks>
internal static unsafe class TapKernel
{
    /// <summary>The rows of a tile.</summary>
    public const int Rows = 6;

    /// <summary>The taps of a tile of <see cref="Correlate"/>.</summary>
    public const int Taps = 3;

    /// <summary>c[row][n] ← Σ over taps k, ascending, of w[k][row]·x[offsets[k] + n]: the chain c ← fma(w, x, c).</summary>
    /// <param name="weights">The weights of a tile: <see cref="Rows"/> for each tap, those of missing rows 0.</param>
    /// <param name="offsets">Where each tap sees the image.</param>
    /// <param name="taps">Their number.</param>
    /// <param name="x">The image.</param>
    /// <param name="c">The results.</param>
    /// <param name="cRow">The distance between rows of the results.</param>
    /// <param name="rows">The rows that are stored, at most <see cref="Rows"/>.</param>
    /// <param name="length">How many results a row has: a multiple of 16.</param>
    /// <param name="adds">Whether the chains continue what is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Slide(float* weights, int* offsets, int taps, float* x, float* c, nint cRow, int rows, nint length, bool adds)
    {
        nint r1 = Math.Min(1, rows - 1) * cRow, r2 = Math.Min(2, rows - 1) * cRow, r3 = Math.Min(3, rows - 1) * cRow;
        nint r4 = Math.Min(4, rows - 1) * cRow, r5 = Math.Min(5, rows - 1) * cRow;
        for (nint n = 0; n < length; n += 2 * Lanes.Count)
        {
            // A missing second vector repeats the first, and a missing row the last one.
            nint second = n + Lanes.Count < length ? Lanes.Count : 0;
            float* to = c + n;
            Vector512<float> c00 = Vector512<float>.Zero, c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
            Vector512<float> c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
            if (adds)
            {
                c00 = Vector512.Load(to);
                c01 = Vector512.Load(to + second);
                c10 = Vector512.Load(to + r1);
                c11 = Vector512.Load(to + r1 + second);
                c20 = Vector512.Load(to + r2);
                c21 = Vector512.Load(to + r2 + second);
                c30 = Vector512.Load(to + r3);
                c31 = Vector512.Load(to + r3 + second);
                c40 = Vector512.Load(to + r4);
                c41 = Vector512.Load(to + r4 + second);
                c50 = Vector512.Load(to + r5);
                c51 = Vector512.Load(to + r5 + second);
            }

            float* w = weights;
            for (int k = 0; k < taps; k++, w += Rows)
            {
                float* at = x + n + offsets[k];
                Vector512<float> x0 = Vector512.Load(at), x1 = Vector512.Load(at + second), factor = Vector512.Create(w[0]);
                c00 = Vector512.FusedMultiplyAdd(factor, x0, c00);
                c01 = Vector512.FusedMultiplyAdd(factor, x1, c01);
                factor = Vector512.Create(w[1]);
                c10 = Vector512.FusedMultiplyAdd(factor, x0, c10);
                c11 = Vector512.FusedMultiplyAdd(factor, x1, c11);
                factor = Vector512.Create(w[2]);
                c20 = Vector512.FusedMultiplyAdd(factor, x0, c20);
                c21 = Vector512.FusedMultiplyAdd(factor, x1, c21);
                factor = Vector512.Create(w[3]);
                c30 = Vector512.FusedMultiplyAdd(factor, x0, c30);
                c31 = Vector512.FusedMultiplyAdd(factor, x1, c31);
                factor = Vector512.Create(w[4]);
                c40 = Vector512.FusedMultiplyAdd(factor, x0, c40);
                c41 = Vector512.FusedMultiplyAdd(factor, x1, c41);
                factor = Vector512.Create(w[5]);
                c50 = Vector512.FusedMultiplyAdd(factor, x0, c50);
                c51 = Vector512.FusedMultiplyAdd(factor, x1, c51);
            }

            // Missing rows hold sums of zeros: the last row that is there is stored last.
            if (rows > 5) Store(to + r5, second, c50, c51);
            if (rows > 4) Store(to + r4, second, c40, c41);
            if (rows > 3) Store(to + r3, second, c30, c31);
            if (rows > 2) Store(to + r2, second, c20, c21);
            if (rows > 1) Store(to + r1, second, c10, c11);
            Store(to, second, c00, c01);
        }
    }

    /// <summary>sums[row·3 + tap] ← sums + g[row]·x[tap], lane by lane over a run; lanes are joined by <see cref="Join"/>.</summary>
    /// <param name="g">Derivatives, <paramref name="gRow"/> apart.</param>
    /// <param name="gRow">The distance between rows; 0 repeats one.</param>
    /// <param name="rows">The rows that there are, at most <see cref="Rows"/>; the others repeat the last.</param>
    /// <param name="x0">The image under the first tap.</param>
    /// <param name="x1">Under the second.</param>
    /// <param name="x2">Under the third.</param>
    /// <param name="length">The length of the run: a multiple of 16.</param>
    /// <param name="sums">18 vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Correlate(float* g, nint gRow, int rows, float* x0, float* x1, float* x2, nint length, float* sums)
    {
        float* g1 = g + (Math.Min(1, rows - 1) * gRow), g2 = g + (Math.Min(2, rows - 1) * gRow), g3 = g + (Math.Min(3, rows - 1) * gRow);
        float* g4 = g + (Math.Min(4, rows - 1) * gRow), g5 = g + (Math.Min(5, rows - 1) * gRow);
        Vector512<float> c00 = At(sums, 0), c01 = At(sums, 1), c02 = At(sums, 2), c10 = At(sums, 3), c11 = At(sums, 4), c12 = At(sums, 5);
        Vector512<float> c20 = At(sums, 6), c21 = At(sums, 7), c22 = At(sums, 8), c30 = At(sums, 9), c31 = At(sums, 10), c32 = At(sums, 11);
        Vector512<float> c40 = At(sums, 12), c41 = At(sums, 13), c42 = At(sums, 14), c50 = At(sums, 15), c51 = At(sums, 16), c52 = At(sums, 17);
        for (nint n = 0; n < length; n += Lanes.Count)
        {
            Vector512<float> a = Vector512.Load(x0 + n), b = Vector512.Load(x1 + n), c = Vector512.Load(x2 + n), d = Vector512.Load(g + n);
            c00 = Vector512.FusedMultiplyAdd(d, a, c00);
            c01 = Vector512.FusedMultiplyAdd(d, b, c01);
            c02 = Vector512.FusedMultiplyAdd(d, c, c02);
            d = Vector512.Load(g1 + n);
            c10 = Vector512.FusedMultiplyAdd(d, a, c10);
            c11 = Vector512.FusedMultiplyAdd(d, b, c11);
            c12 = Vector512.FusedMultiplyAdd(d, c, c12);
            d = Vector512.Load(g2 + n);
            c20 = Vector512.FusedMultiplyAdd(d, a, c20);
            c21 = Vector512.FusedMultiplyAdd(d, b, c21);
            c22 = Vector512.FusedMultiplyAdd(d, c, c22);
            d = Vector512.Load(g3 + n);
            c30 = Vector512.FusedMultiplyAdd(d, a, c30);
            c31 = Vector512.FusedMultiplyAdd(d, b, c31);
            c32 = Vector512.FusedMultiplyAdd(d, c, c32);
            d = Vector512.Load(g4 + n);
            c40 = Vector512.FusedMultiplyAdd(d, a, c40);
            c41 = Vector512.FusedMultiplyAdd(d, b, c41);
            c42 = Vector512.FusedMultiplyAdd(d, c, c42);
            d = Vector512.Load(g5 + n);
            c50 = Vector512.FusedMultiplyAdd(d, a, c50);
            c51 = Vector512.FusedMultiplyAdd(d, b, c51);
            c52 = Vector512.FusedMultiplyAdd(d, c, c52);
        }

        Put(sums, 0, c00, c01, c02);
        Put(sums, 3, c10, c11, c12);
        Put(sums, 6, c20, c21, c22);
        Put(sums, 9, c30, c31, c32);
        Put(sums, 12, c40, c41, c42);
        Put(sums, 15, c50, c51, c52);
    }

    /// <summary>The sum of the lanes of a vector, in ascending order.</summary>
    public static float Join(float* lanes)
    {
        float sum = 0;
        for (int lane = 0; lane < Lanes.Count; lane++) sum += lanes[lane];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, nint second, Vector512<float> first, Vector512<float> other)
    {
        first.Store(to);
        other.Store(to + second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> At(float* sums, int index) => Vector512.Load(sums + (index * Lanes.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* sums, int index, Vector512<float> a, Vector512<float> b, Vector512<float> c)
    {
        a.Store(sums + (index * Lanes.Count));
        b.Store(sums + ((index + 1) * Lanes.Count));
        c.Store(sums + ((index + 2) * Lanes.Count));
    }
}
