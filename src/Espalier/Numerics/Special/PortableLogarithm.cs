using System.Numerics;

namespace Espalier.Numerics.Special;

/// <summary>The natural logarithm from + − × ÷ and bit operations alone: the same bits on every machine.</summary>
/// <remarks>x = m·2^e with m in (√½, √2]; ln m = 2·artanh((m − 1)/(m + 1)) by its series; ln 2 is added in two parts.</remarks>
internal static class PortableLogarithm
{
    private const double RootOfTwo = 1.4142135623730951;
    private const long MantissaBits = 0x000F_FFFF_FFFF_FFFF;
    private const long One = 0x3FF0_0000_0000_0000;

    /// <summary>The coefficients 1/23, 1/21, …, 1/3 of the series of artanh, highest power first.</summary>
    private static ReadOnlySpan<double> Series =>
        [1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3];

    /// <summary>ln x for a positive normal x; the error stays below two units in the last place.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & MantissaBits) | One);
        if (mantissa > RootOfTwo)
        {
            mantissa *= 0.5;
            exponent++;
        }

        double s = (mantissa - 1) / (mantissa + 1);
        double z = s * s;
        double series = 0;
        foreach (double coefficient in Series) series = (series + coefficient) * z;
        double mantissaLog = (2 * s) + (2 * s * series);
        return (exponent * Ln2.High) + (mantissaLog + (exponent * Ln2.Low));
    }

    /// <summary>ln(1 + u) for u in [0, 1]; the error stays below four units in the last place, also near 0.</summary>
    public static double LogOfOnePlus(double u)
    {
        double sum = 1 + u;

        // What rounding takes from 1 + u, the quotient gives back.
        return sum == 1 ? u : Log(sum) * (u / (sum - 1));
    }

    /// <summary>As the scalar function, lane by lane, bit for bit.</summary>
    public static Vector<double> Log(Vector<double> x)
    {
        Vector<long> bits = Vector.AsVectorInt64(x);
        Vector<long> exponents = (bits >> 52) - new Vector<long>(1023);
        Vector<double> mantissa = Vector.AsVectorDouble((bits & new Vector<long>(MantissaBits)) | new Vector<long>(One));
        Vector<long> isLarge = Vector.GreaterThan(mantissa, new Vector<double>(RootOfTwo));
        mantissa = Vector.ConditionalSelect(isLarge, mantissa * new Vector<double>(0.5), mantissa);
        // A true lane is −1.
        Vector<double> exponent = Vector.ConvertToDouble(exponents - isLarge);

        Vector<double> s = (mantissa - Vector<double>.One) / (mantissa + Vector<double>.One);
        Vector<double> z = s * s;
        Vector<double> series = Vector<double>.Zero;
        foreach (double coefficient in Series) series = (series + new Vector<double>(coefficient)) * z;
        Vector<double> twice = new Vector<double>(2) * s;
        Vector<double> mantissaLog = twice + (twice * series);
        return (exponent * new Vector<double>(Ln2.High)) + (mantissaLog + (exponent * new Vector<double>(Ln2.Low)));
    }
}
