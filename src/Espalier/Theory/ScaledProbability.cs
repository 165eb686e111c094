using Espalier.Numerics.Special;

namespace Espalier.Theory;

/// <summary>A probability that may be far below the smallest float64.</summary>
/// <param name="Mantissa">0, or a number in [1/2, 1).</param>
/// <param name="Exponent">The probability is Mantissa · 2^Exponent.</param>
public readonly record struct ScaledProbability(double Mantissa, long Exponent)
{
    /// <summary>The nearest float64; 0 below 2⁻¹⁰⁷⁵.</summary>
    public double Value => Exponent < -2000 ? 0 : Math.ScaleB(Mantissa, (int)Exponent);

    /// <summary>The natural logarithm; −∞ of 0.</summary>
    public double Logarithm => Mantissa == 0 ? double.NegativeInfinity : (Exponent * Ln2.High) + (Math.Log(Mantissa) + (Exponent * Ln2.Low));

    /// <summary>e^x for x ≤ 0, however small.</summary>
    internal static ScaledProbability OfLogarithm(double logarithm)
    {
        if (double.IsNegativeInfinity(logarithm)) return new(0, 0);
        double exponent = Math.Floor(logarithm / Math.Log(2));
        return Of(Math.Exp((logarithm - (exponent * Ln2.High)) - (exponent * Ln2.Low)), (long)exponent);
    }

    /// <summary>The normal form of m · 2^e for m ≥ 0.</summary>
    internal static ScaledProbability Of(double mantissa, long exponent)
    {
        if (mantissa == 0) return new(0, 0);
        int shift = Math.ILogB(mantissa) + 1;
        return new(Math.ScaleB(mantissa, -shift), exponent + shift);
    }
}
