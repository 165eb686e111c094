using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Espalier.Numerics;

/// <summary>Copies a panel of a factor into the order in which the tile kernels read it.</summary>
/// <remarks>
/// A panel has lanes (rows of A, columns of B) and a depth (the index k). Packed, each k has <c>width</c> consecutive
/// elements; lanes that the factor does not have are zero.
/// </remarks>
internal static unsafe class Packing
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<T>(T* from, nint laneStride, nint depthStride, int lanes, int depth, T* to, int width)
        where T : unmanaged
    {
        if (lanes < width) new Span<T>(to, depth * width).Clear();
        if (laneStride == 1)
        {
            PackRows(from, depthStride, lanes, depth, to, width);
            return;
        }

        int lane = 0;
        if (depthStride == 1 && Avx.IsSupported)
        {
            int block = Vector256<T>.Count;
            for (; lane + block <= lanes; lane += block) PackTransposed(from + (lane * laneStride), laneStride, depth, to + lane, width);
        }

        for (; lane < lanes; lane++)
        {
            T* source = from + (lane * laneStride);
            T* target = to + lane;
            for (int k = 0; k < depth; k++)
            {
                *target = *source;
                source += depthStride;
                target += width;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackRows<T>(T* from, nint depthStride, int lanes, int depth, T* to, int width)
        where T : unmanaged
    {
        if (lanes == width && width % Vector256<T>.Count == 0)
        {
            for (int k = 0; k < depth; k++)
            {
                for (int lane = 0; lane < width; lane += Vector256<T>.Count) Vector256.Load(from + lane).Store(to + lane);
                from += depthStride;
                to += width;
            }

            return;
        }

        for (int k = 0; k < depth; k++)
        {
            for (int lane = 0; lane < lanes; lane++) to[lane] = from[lane];
            from += depthStride;
            to += width;
        }
    }

    /// <summary>As many lanes as a 256-bit vector has, each contiguous in k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackTransposed<T>(T* from, nint laneStride, int depth, T* to, nint width)
        where T : unmanaged
    {
        int block = Vector256<T>.Count;
        int k = 0;
        for (; k + block <= depth; k += block)
        {
            if (sizeof(T) == sizeof(float)) Transpose8((float*)(from + k), laneStride, (float*)(to + (k * width)), width);
            else Transpose4((double*)(from + k), laneStride, (double*)(to + (k * width)), width);
        }

        for (; k < depth; k++)
        {
            for (int lane = 0; lane < block; lane++) to[(k * width) + lane] = from[(lane * laneStride) + k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(float* from, nint stride, float* to, nint width)
    {
        // Lanes 0–3 in the lower halves and 4–7 in the upper ones; then 4×4 transposes within the halves.
        for (int half = 0; half < 2; half++)
        {
            float* source = from + (4 * half);
            Vector256<float> r0 = Vector256.Create(Vector128.Load(source), Vector128.Load(source + (4 * stride)));
            Vector256<float> r1 = Vector256.Create(Vector128.Load(source + stride), Vector128.Load(source + (5 * stride)));
            Vector256<float> r2 = Vector256.Create(Vector128.Load(source + (2 * stride)), Vector128.Load(source + (6 * stride)));
            Vector256<float> r3 = Vector256.Create(Vector128.Load(source + (3 * stride)), Vector128.Load(source + (7 * stride)));
            Vector256<double> low01 = Avx.UnpackLow(r0, r1).AsDouble();
            Vector256<double> high01 = Avx.UnpackHigh(r0, r1).AsDouble();
            Vector256<double> low23 = Avx.UnpackLow(r2, r3).AsDouble();
            Vector256<double> high23 = Avx.UnpackHigh(r2, r3).AsDouble();
            float* target = to + (4 * half * width);
            Avx.UnpackLow(low01, low23).AsSingle().Store(target);
            Avx.UnpackHigh(low01, low23).AsSingle().Store(target + width);
            Avx.UnpackLow(high01, high23).AsSingle().Store(target + (2 * width));
            Avx.UnpackHigh(high01, high23).AsSingle().Store(target + (3 * width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(double* from, nint stride, double* to, nint width)
    {
        for (int half = 0; half < 2; half++)
        {
            double* source = from + (2 * half);
            Vector256<double> r0 = Vector256.Create(Vector128.Load(source), Vector128.Load(source + (2 * stride)));
            Vector256<double> r1 = Vector256.Create(Vector128.Load(source + stride), Vector128.Load(source + (3 * stride)));
            double* target = to + (2 * half * width);
            Avx.UnpackLow(r0, r1).Store(target);
            Avx.UnpackHigh(r0, r1).Store(target + width);
        }
    }
}
