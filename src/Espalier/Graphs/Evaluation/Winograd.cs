using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Espalier.Graphs.Evaluation;

/// <summary>The transforms of F(2×2, 3×3): four outputs of a 3×3 kernel from sixteen products in place of thirty-six.</summary>
/// <remarks>
/// S. Winograd (1980); A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks" (2016): Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A.
/// Sums are taken in the order written here, whatever the vectors' width.
/// </remarks>
internal static unsafe class Winograd
{
    /// <summary>The products of a tile.</summary>
    public const int Points = 16;

    /// <summary>How much larger than its input an output or anything on the way to it can be: 4 · Σ over a channel · 9.</summary>
    public const float Growth = 36;

    private const int Lanes = 8;

    /// <summary>G g Gᵀ in float64: the numbers of a 3×3 kernel at the sixteen points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Kernel(float* kernel, float* points)
    {
        double* half = stackalloc double[12];
        for (int x = 0; x < 3; x++)
        {
            double top = kernel[x], middle = kernel[3 + x], bottom = kernel[6 + x];
            (half[x], half[3 + x], half[6 + x], half[9 + x]) = (top, (top + middle + bottom) / 2, (top - middle + bottom) / 2, bottom);
        }

        for (int y = 0; y < 4; y++)
        {
            double left = half[3 * y], middle = half[(3 * y) + 1], right = half[(3 * y) + 2];
            points[4 * y] = (float)left;
            points[(4 * y) + 1] = (float)((left + middle + right) / 2);
            points[(4 * y) + 2] = (float)((left - middle + right) / 2);
            points[(4 * y) + 3] = (float)right;
        }
    }

    /// <summary>Bᵀ d B of tiles side by side.</summary>
    /// <param name="from">Where the first tile's first element stands.</param>
    /// <param name="taps">The offsets of the sixteen elements of a tile; the next tile's stand one further.</param>
    /// <param name="to">The first point's numbers.</param>
    /// <param name="point">From a point's numbers to the next one's.</param>
    /// <param name="tiles">How many.</param>
    /// <param name="room">How many numbers may be written for a point; what lies behind the last tile holds anything.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Patches(float* from, int* taps, float* to, nint point, int tiles, int room)
    {
        float* aside = stackalloc float[Points * Lanes];
        for (int tile = 0; tile < tiles; tile += Lanes, from += Lanes, to += Lanes)
        {
            bool fits = tile + Lanes <= room;
            float* target = fits ? to : aside;
            nint step = fits ? point : Lanes;
            for (int x = 0; x < 4; x++)
            {
                Vector256<float> d0 = Across(from, taps, x), d1 = Across(from, taps + 4, x), d2 = Across(from, taps + 8, x), d3 = Across(
                    from, taps + 12, x);
                (d0 - d2).Store(target + (x * step));
                (d1 + d2).Store(target + ((4 + x) * step));
                (d2 - d1).Store(target + ((8 + x) * step));
                (d1 - d3).Store(target + ((12 + x) * step));
            }

            for (int i = 0; i < Points && !fits; i++) new Span<float>(aside + (i * Lanes), room - tile).CopyTo(new(to + (i * point), room - tile));
        }
    }

    /// <summary>Aᵀ m A of tiles side by side: two rows of outputs.</summary>
    /// <param name="from">The first point's sums; whole vectors are read.</param>
    /// <param name="point">From a point's sums to the next one's.</param>
    /// <param name="upper">The upper outputs of the tiles; whole vectors are written.</param>
    /// <param name="lower">The lower ones.</param>
    /// <param name="tiles">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Outputs(float* from, nint point, float* upper, float* lower, int tiles)
    {
        for (int tile = 0; tile < tiles; tile += Lanes, from += Lanes)
        {
            Vector256<float> u0 = Upper(from, point), u1 = Upper(from + point, point);
            Vector256<float> u2 = Upper(from + (2 * point), point), u3 = Upper(from + (3 * point), point);
            Interleave((u0 + u1) + u2, (u1 - u2) - u3, upper + (2 * tile));
            Vector256<float> l0 = Lower(from, point), l1 = Lower(from + point, point);
            Vector256<float> l2 = Lower(from + (2 * point), point), l3 = Lower(from + (3 * point), point);
            Interleave((l0 + l1) + l2, (l1 - l2) - l3, lower + (2 * tile));
        }
    }

    /// <summary>One column of d B for a row of the tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Across(float* from, int* taps, int x) => x switch
    {
        0 => Vector256.Load(from + taps[0]) - Vector256.Load(from + taps[2]),
        1 => Vector256.Load(from + taps[1]) + Vector256.Load(from + taps[2]),
        2 => Vector256.Load(from + taps[2]) - Vector256.Load(from + taps[1]),
        _ => Vector256.Load(from + taps[1]) - Vector256.Load(from + taps[3]),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Upper(float* from, nint point) =>
        (Vector256.Load(from) + Vector256.Load(from + (4 * point))) + Vector256.Load(from + (8 * point));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Lower(float* from, nint point) =>
        (Vector256.Load(from + (4 * point)) - Vector256.Load(from + (8 * point))) - Vector256.Load(from + (12 * point));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<float> even, Vector256<float> odd, float* to)
    {
        if (Avx.IsSupported)
        {
            Vector256<float> low = Avx.UnpackLow(even, odd), high = Avx.UnpackHigh(even, odd);
            Avx.Permute2x128(low, high, 0x20).Store(to);
            Avx.Permute2x128(low, high, 0x31).Store(to + Lanes);
            return;
        }

        for (int i = 0; i < Lanes; i++) (to[2 * i], to[(2 * i) + 1]) = (even[i], odd[i]);
    }
}
