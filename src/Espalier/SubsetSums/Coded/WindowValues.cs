using Espalier.Numerics.Random;

namespace Espalier.SubsetSums.Coded;

/// <summary>What a weight is for every window of the bit stream, before the scale of its row.</summary>
public static class WindowValues
{
    /// <summary>Numbers are odd multiples of 2⁻²⁴, so half their signed sums are multiples of 2⁻²⁵.</summary>
    private const float HalfUnit = 1f / (1 << 25);

    /// <summary>
    /// The subset sums of random numbers under the code's masks, less half of the total: half the sum of the kept less the removed.
    /// The numbers are the float32 uniforms on (−1, 1) of a stream; every sum is exact and rounded once.
    /// </summary>
    /// <remarks>
    /// Collect the numbers of equal generators; a sum over parities is then a Walsh–Hadamard transform, 2^L·L integer additions.
    /// </remarks>
    public static void OfSubsetSums(MaskCode code, RandomStream numbers, Span<float> values)
    {
        var sums = new int[1 << code.WindowBits];
        for (int j = 0; j < code.Generators.Length; j++) sums[code.Generators[j]] -= (int)(numbers.UniformSingle((ulong)j) * (1 << 24));
        for (int half = 1; half < sums.Length; half *= 2)
            for (int i = 0; i < sums.Length; i += 2 * half)
                for (int j = i; j < i + half; j++) (sums[j], sums[j + half]) = (sums[j] + sums[j + half], sums[j] - sums[j + half]);
        for (int i = 0; i < sums.Length; i++) values[i] = sums[i] * HalfUnit;
    }

    /// <summary>A number of its own for every window: the float32 standard normals of a stream.</summary>
    public static void OfNormals(RandomStream numbers, int windowBits, Span<float> values) => numbers.FillNormal(0, values[..(1 << windowBits)]);

    /// <summary>The root of the mean square, in float64 in the order of the windows.</summary>
    internal static double RootMeanSquare(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values) sum += (double)value * value;
        return Math.Sqrt(sum / values.Length);
    }
}
