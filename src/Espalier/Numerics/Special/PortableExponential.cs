namespace Espalier.Numerics.Special;

/// <summary>The exponential function from + − × and bit operations alone: the same bits on every machine.</summary>
/// <remarks>x = n·ln 2 + r with |r| ≤ ½·ln 2; e^r by its Taylor series; 2^n by the exponent field.</remarks>
internal static class PortableExponential
{
    private const double RoundingShift = 6755399441055744.0;

    /// <summary>e^x for x ≤ 0: the error stays below three units in the last place; results below about 2^−1022 are 0. NaN stays NaN.</summary>
    public static double ExpOfNonPositive(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x < -708.3) return 0;
        double r = Reduced(x, out double n);
        return (1 + SeriesMinusOne(r)) * PowerOfTwo((long)n);
    }

    /// <summary>e^x for any x, as exact as <see cref="ExpOfNonPositive"/>; ∞ beyond the largest number.</summary>
    public static double Exp(double x)
    {
        if (!(x > 0)) return ExpOfNonPositive(x);
        if (x > 709.7827128933841) return double.PositiveInfinity;
        double r = Reduced(x, out double n);
        return (1 + SeriesMinusOne(r)) * PowerOfTwo((long)n - 1) * 2;
    }

    /// <summary>e^x − 1: the error stays below five units in the last place, also near 0.</summary>
    public static double ExpMinusOne(double x)
    {
        if (double.IsNaN(x) || x > 50) return Exp(x);
        if (x < -50) return -1;
        double series = SeriesMinusOne(Reduced(x, out double n));
        if (n == 0) return series;
        double power = PowerOfTwo((long)n);
        return (series * power) + (power - 1);
    }

    /// <summary>r of x = n·ln 2 + r.</summary>
    private static double Reduced(double x, out double n)
    {
        n = ((x * Ln2.Inverse) + RoundingShift) - RoundingShift;
        return (x - (n * Ln2.High)) - (n * Ln2.Low);
    }

    /// <summary>e^r − 1 for |r| ≤ ½·ln 2.</summary>
    private static double SeriesMinusOne(double r)
    {
        double series = 1;
        for (int i = 14; i >= 2; i--) series = 1 + (series * r * Reciprocals[i]);
        return series * r;
    }

    private static double PowerOfTwo(long n) => BitConverter.Int64BitsToDouble((n + 1023) << 52);

    private static ReadOnlySpan<double> Reciprocals =>
        [0, 1.0, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6, 1.0 / 7, 1.0 / 8, 1.0 / 9, 1.0 / 10, 1.0 / 11, 1.0 / 12, 1.0 / 13, 1.0 / 14];
}
