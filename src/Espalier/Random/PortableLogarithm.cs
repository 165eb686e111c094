namespace Espalier.Random;

/// <summary>The natural logarithm from + − × ÷ and bit operations alone: the same bits on every machine.</summary>
/// <remarks>x = m·2^e with m in [√½, √2); ln m = 2·artanh((m − 1)/(m + 1)) by its series; ln 2 is added in two parts.</remarks>
internal static class PortableLogarithm
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>ln x for a positive normal x; the error stays below two units in the last place.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        double s = (mantissa - 1) / (mantissa + 1);
        double z = s * s;
        double series = 0;
        for (int odd = 23; odd >= 3; odd -= 2) series = (series + (1.0 / odd)) * z;
        double mantissaLog = (2 * s) + (2 * s * series);
        return (exponent * Ln2High) + (mantissaLog + (exponent * Ln2Low));
    }
}
