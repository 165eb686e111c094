namespace Espalier.Random;

/// <summary>Numbers from words, by integer operations and IEEE + − × ÷ √ alone, so that they are the same on every machine.</summary>
internal static class Distributions
{
    /// <summary>(k − 2²³ + ½)·2⁻²³ for the top 24 bits k: exact in float32, symmetric about 0, never ±1.</summary>
    public static float UniformSingle(uint word) => ((int)(word >> 8) - (1 << 23) + 0.5f) * (1f / (1 << 23));

    /// <summary>(k − 2⁵² + ½)·2⁻⁵² for the top 53 bits k: exact in float64, symmetric about 0, never ±1.</summary>
    public static double Uniform(ulong word) => ((long)(word >> 11) - (1L << 52) + 0.5) * (1.0 / (1L << 52));

    /// <summary>Φ⁻¹(½ + u/2) for the u of <see cref="Uniform"/>.</summary>
    public static double Normal(ulong word) => InverseNormal.FromCentred(0.5 * Uniform(word));
}
