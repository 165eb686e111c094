using System.Numerics;

namespace Espalier.Certificates.Exact;

/// <summary>Numbers mantissa·2^exponent with one exponent for all. Sums and products of float64 are such numbers, exactly.</summary>
internal sealed record ExactVector(BigInteger[] Mantissas, int Exponent)
{
    /// <summary>The same numbers as float64 hold them.</summary>
    public static ExactVector Of(ReadOnlySpan<double> values)
    {
        int exponent = SmallestExponent(values);
        var mantissas = new BigInteger[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            (long mantissa, int own) = Parts(values[i]);
            mantissas[i] = mantissa == 0 ? BigInteger.Zero : (BigInteger)mantissa << (own - exponent);
        }

        return new ExactVector(mantissas, exponent);
    }

    /// <summary>Number by number.</summary>
    public static ExactVector operator -(ExactVector left, ExactVector right)
    {
        int exponent = Math.Min(left.Exponent, right.Exponent);
        return new ExactVector(
            [.. left.Mantissas.Zip(right.Mantissas, (a, b) => (a << (left.Exponent - exponent)) - (b << (right.Exponent - exponent)))], exponent);
    }

    /// <summary>The odd whole number and the power of two that make a float64; (0, 0) for 0.</summary>
    public static (long Mantissa, int Exponent) Parts(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int field = (int)(bits >> 52) & 0x7FF;
        long magnitude = (bits & 0x000F_FFFF_FFFF_FFFF) | (field == 0 ? 0 : 1L << 52);
        if (magnitude == 0) return (0, 0);
        int zeros = BitOperations.TrailingZeroCount(magnitude);
        magnitude >>= zeros;
        return (bits < 0 ? -magnitude : magnitude, Math.Max(field, 1) - 1075 + zeros);
    }

    /// <summary>The smallest exponent of <see cref="Parts"/> among numbers that are not 0; 0 if all are.</summary>
    public static int SmallestExponent(ReadOnlySpan<double> values)
    {
        int smallest = int.MaxValue;
        foreach (double value in values)
        {
            (long mantissa, int exponent) = Parts(value);
            if (mantissa != 0) smallest = Math.Min(smallest, exponent);
        }

        return smallest == int.MaxValue ? 0 : smallest;
    }
}
