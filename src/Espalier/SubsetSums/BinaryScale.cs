using System.Numerics;

namespace Espalier.SubsetSums;

/// <summary>Float64 numbers as integer multiples of one power of two, without rounding.</summary>
/// <param name="Exponent">The unit is 2^Exponent; every number of the instance is a multiple of it.</param>
/// <param name="Width">Bits that hold any sum of the instance's numbers, target included, without the sign.</param>
internal readonly record struct BinaryScale(int Exponent, int Width)
{
    /// <summary>Every finite float64 is a multiple of 2^-1074.</summary>
    public const int SmallestExponent = -1074;

    /// <summary>Room for the 45 terms of the largest instance.</summary>
    private const int CarryBits = 6;

    public static BinaryScale Of(ReadOnlySpan<double> candidates, double target)
    {
        int lowest = int.MaxValue;
        int highest = int.MinValue;
        Extend(target, ref lowest, ref highest);
        foreach (double candidate in candidates) Extend(candidate, ref lowest, ref highest);
        return lowest == int.MaxValue ? new BinaryScale(0, 0) : new BinaryScale(lowest, highest - lowest + CarryBits);
    }

    /// <summary>value / 2^exponent, for a value that is a multiple of 2^exponent and fits.</summary>
    public static T InUnits<T>(double value, int exponent)
        where T : IBinaryInteger<T>
    {
        if (value == 0) return T.Zero;
        (ulong mantissa, int place) = Split(value);
        T magnitude = T.CreateTruncating(mantissa) << (place - exponent);
        return value < 0 ? -magnitude : magnitude;
    }

    /// <summary>The float64 nearest to value · 2^-1074, ties to even.</summary>
    public static double ToDouble(BigInteger value)
    {
        BigInteger magnitude = BigInteger.Abs(value);
        int excess = Math.Max(0, (int)magnitude.GetBitLength() - 53);
        BigInteger kept = magnitude >> excess;
        if (excess > 0)
        {
            BigInteger twiceRest = (magnitude - (kept << excess)) << 1;
            int order = twiceRest.CompareTo(BigInteger.One << excess);
            if (order > 0 || (order == 0 && !kept.IsEven)) kept += BigInteger.One;
        }

        double result = Math.ScaleB((double)(long)kept, SmallestExponent + excess);
        return value.Sign < 0 ? -result : result;
    }

    /// <summary>⌊value / 2^exponent⌋ for a positive value, or null where it exceeds every sum of this scale.</summary>
    public T? Floor<T>(double value)
        where T : struct, IBinaryInteger<T>
    {
        if (double.IsPositiveInfinity(value)) return null;
        (ulong mantissa, int place) = Split(value);
        int shift = place - Exponent;
        int bits = 64 - BitOperations.LeadingZeroCount(mantissa) + shift;
        if (bits > Width) return null;
        return shift >= 0 ? T.CreateTruncating(mantissa) << shift : T.CreateTruncating(shift <= -64 ? 0 : mantissa >> -shift);
    }

    private static void Extend(double value, ref int lowest, ref int highest)
    {
        if (value == 0) return;
        (ulong mantissa, int exponent) = Split(value);
        lowest = Math.Min(lowest, exponent);
        highest = Math.Max(highest, exponent + 64 - BitOperations.LeadingZeroCount(mantissa));
    }

    /// <summary>|value| = mantissa · 2^exponent with an odd mantissa.</summary>
    private static (ulong Mantissa, int Exponent) Split(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int biased = (int)(bits >> 52) & 0x7FF;
        ulong fraction = bits & 0x000F_FFFF_FFFF_FFFF;
        ulong mantissa = biased == 0 ? fraction : fraction | 0x0010_0000_0000_0000;
        int zeros = BitOperations.TrailingZeroCount(mantissa);
        return (mantissa >> zeros, Math.Max(biased, 1) - 1075 + zeros);
    }
}
