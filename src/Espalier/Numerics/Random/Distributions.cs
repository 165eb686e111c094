using Espalier.Numerics.Special;

namespace Espalier.Numerics.Random;

/// <summary>Numbers from words, by integer operations and IEEE + − × ÷ √ alone, so that they are the same on every machine.</summary>
internal static class Distributions
{
    /// <summary>(k − 2²³ + ½)·2⁻²³ for the top 24 bits k: exact in float32, symmetric about 0, never ±1.</summary>
    public static float UniformSingle(uint word) => ((int)(word >> 8) - (1 << 23) + 0.5f) * (1f / (1 << 23));

    /// <summary>(k − 2⁵² + ½)·2⁻⁵² for the top 53 bits k: exact in float64, symmetric about 0, never ±1.</summary>
    public static double Uniform(ulong word) => ((long)(word >> 11) - (1L << 52) + 0.5) * (1.0 / (1L << 52));

    /// <summary>Φ⁻¹(½ + u/2) for the u of <see cref="Uniform"/>.</summary>
    public static double Normal(ulong word) => InverseNormal.FromCentred(0.5 * Uniform(word));

    /// <summary>The centre of an interval; the halves are added so that nothing overflows.</summary>
    public static float Centre(float low, float high) => (0.5f * low) + (0.5f * high);

    /// <summary>Half the width of an interval.</summary>
    public static float HalfWidth(float low, float high) => (0.5f * high) - (0.5f * low);

    /// <summary>half · u + centre, each operation rounded to float32, clamped to the interval.</summary>
    public static float ToInterval(float u, float centre, float half, float low, float high)
    {
        float value = (half * u) + centre;
        if (value > high) value = high;
        return value < low ? low : value;
    }

    /// <summary>Throws unless both bounds are finite and in order.</summary>
    public static void RequireInterval(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high)
            throw new ArgumentException(Invariant($"[{low}, {high}] is not an interval"));
    }
}
