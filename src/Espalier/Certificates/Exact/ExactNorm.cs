using System.Numerics;

namespace Espalier.Certificates.Exact;

/// <summary>Norms of exact vectors, rounded down.</summary>
internal static class ExactNorm
{
    /// <summary>What the root keeps of its radicand: twice the digits of a float64, and a few more.</summary>
    private const int RadicandBits = 120;

    /// <summary>The largest float64 that is at most the norm that a question asks for.</summary>
    public static double Down(ExactVector difference, OutputNorm norm, int? output)
    {
        if (output is { } only) return Down(BigInteger.Abs(difference.Mantissas[only]), difference.Exponent);
        return norm == OutputNorm.Largest
            ? Down(difference.Mantissas.Select(BigInteger.Abs).Max(), difference.Exponent)
            : RootDown(difference.Mantissas.Aggregate(BigInteger.Zero, (sum, mantissa) => sum + (mantissa * mantissa)), 2 * difference.Exponent);
    }

    /// <summary>The largest float64 that is at most mantissa·2^exponent, which is not negative.</summary>
    private static double Down(BigInteger mantissa, int exponent)
    {
        // 53 digits, or fewer where the result is subnormal: what is cut off makes it smaller.
        long surplus = Math.Max(mantissa.GetBitLength() - 53, -1074 - (long)exponent);
        if (surplus > 0)
        {
            mantissa >>= (int)Math.Min(surplus, int.MaxValue);
            exponent += (int)surplus;
        }

        return Math.Min(Math.ScaleB((double)mantissa, exponent), double.MaxValue);
    }

    /// <summary>The largest float64 that is at most mantissa·2^exponent, of either sign; never 0 for a number below it.</summary>
    public static double SignedDown(BigInteger mantissa, int exponent)
    {
        if (mantissa.Sign >= 0) return Down(mantissa, exponent);
        double magnitude = Down(-mantissa, exponent);
        return -(magnitude == double.MaxValue ? double.PositiveInfinity : Math.BitIncrement(magnitude));
    }

    private static double RootDown(BigInteger square, int exponent)
    {
        if (square.IsZero) return 0;
        int shift = RadicandBits - (int)square.GetBitLength();
        if (((exponent - shift) & 1) != 0) shift++;
        return Down(FloorRoot(shift >= 0 ? square << shift : square >> -shift), (exponent - shift) / 2);
    }

    /// <summary>Newton's iteration in whole numbers, from above.</summary>
    private static BigInteger FloorRoot(BigInteger square)
    {
        BigInteger root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (square / root)) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }
}
