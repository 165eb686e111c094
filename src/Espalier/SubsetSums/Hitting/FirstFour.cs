using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.SubsetSums.Hitting;

/// <summary>All sixteen subsets of the first four candidates of many weights, a weight in each lane.</summary>
internal static unsafe class FirstFour
{
    /// <summary>Weights taken at a time; every buffer ends on a multiple of it.</summary>
    public const int Lanes = 16;

    /// <summary>Targets and tolerances are cut at so many units, beyond which nothing is reached.</summary>
    public const float Reach = 1 << 29;

    /// <summary>Sets bit s of hits[i] where subset s of weight i is within tolerance, give or take rounding.</summary>
    /// <param name="planes">Candidate k of weight i at k·stride + i.</param>
    /// <param name="stride">Weights from one plane to the next.</param>
    /// <param name="targets">The weights.</param>
    /// <param name="epsilons">Tolerances in units, with room for the rounding.</param>
    /// <param name="hits">The answer.</param>
    /// <param name="count">Weights, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="scale">Units of 1, a power of two.</param>
    /// <param name="vectors">False asks for the scalar twin.</param>
    public static void Find(float* planes, int stride, float* targets, int* epsilons, int* hits, int count, float scale, bool vectors)
    {
        if (vectors) FindLanes(planes, stride, targets, epsilons, hits, count, scale);
        else FindScalar(planes, stride, targets, epsilons, hits, count, scale);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FindLanes(float* planes, int stride, float* targets, int* epsilons, int* hits, int count, float scale)
    {
        Vector512<float> scales = Vector512.Create(scale);
        for (int i = 0; i < count; i += Lanes)
        {
            Vector512<int> epsilon = Vector512.Load(epsilons + i);
            Vector512<uint> width = (epsilon + epsilon).AsUInt32();
            Vector512<int> a = Units(planes + i, scales);
            Vector512<int> b = Units(planes + stride + i, scales);
            Vector512<int> c = Units(planes + (2 * stride) + i, scales);
            Vector512<int> d = Units(planes + (3 * stride) + i, scales);
            Vector512<int> none = epsilon - Units(targets + i, scales);
            Vector512<int> found = Quarter(none, a, b, width, 1)
                | Quarter(none + c, a, b, width, 1 << 4)
                | Quarter(none + d, a, b, width, 1 << 8)
                | Quarter(none + c + d, a, b, width, 1 << 12);
            found.Store(hits + i);
        }
    }

    /// <summary>The four subsets of a and b, added to a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Quarter(Vector512<int> sum, Vector512<int> a, Vector512<int> b, Vector512<uint> width, int bit)
    {
        Vector512<int> with = sum + a;
        return Bit(sum, width, bit) | Bit(with, width, bit << 1) | Bit(sum + b, width, bit << 2) | Bit(with + b, width, bit << 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Bit(Vector512<int> sum, Vector512<uint> width, int bit) =>
        Vector512.LessThanOrEqual(sum.AsUInt32(), width).AsInt32() & Vector512.Create(bit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Units(float* values, Vector512<float> scales)
    {
        Vector512<float> scaled = Vector512.Load(values) * scales;
        scaled = Vector512.Min(Vector512.Max(scaled, Vector512.Create(-Reach)), Vector512.Create(Reach));
        return Vector512.ConvertToInt32Native(scaled);
    }

    private static void FindScalar(float* planes, int stride, float* targets, int* epsilons, int* hits, int count, float scale)
    {
        Span<int> sums = stackalloc int[16];
        for (int i = 0; i < count; i++)
        {
            sums[0] = epsilons[i] - Unit(targets[i], scale);
            hits[i] = 0;
            for (int s = 0; s < 16; s++)
            {
                if (s > 0)
                {
                    int last = BitOperations.Log2((uint)s);
                    sums[s] = sums[s ^ (1 << last)] + Unit(planes[(last * stride) + i], scale);
                }

                if ((uint)sums[s] <= 2 * (uint)epsilons[i]) hits[i] |= 1 << s;
            }
        }
    }

    private static int Unit(float value, float scale) => (int)Math.Min(Math.Max(value * scale, -Reach), Reach);
}
