using Espalier.Numerics.Special;

namespace Espalier.Numerics;

/// <summary>ln, exp and arctan as intervals that hold the true value, from + − × ÷ √ alone.</summary>
/// <remarks>
/// Each value is computed once in float64 along a path on which every operation has a relative error of at most u = 2⁻⁵³ and
/// nothing cancels; the count of the operations on the path bounds the relative error, and the interval is twice as wide as that.
/// </remarks>
internal static class OutwardFunctions
{
    /// <summary>18 u, twice the 9 operations that the logarithm can lose.</summary>
    private const double LogarithmError = 2e-15;

    /// <summary>18 u: the reduced argument is off by at most 2 u, the series by 4 u, the scaling by none.</summary>
    private const double ExponentialError = 2e-15;

    /// <summary>72 u: four halvings lose at most 5 u each, the series 4 u.</summary>
    private const double ArcTangentError = 8e-15;

    /// <summary>Nearer to 0, halves need not be float64; there ln(1 + x) and arctan x differ from x by less than a unit of its last place.</summary>
    private const double Tiny = 1e-300;

    /// <summary>Beyond this e^x is no normal float64.</summary>
    private const double ExponentLimit = 700;

    /// <summary>π.</summary>
    public static Interval Pi { get; } = new(Math.PI, Math.BitIncrement(Math.PI));

    /// <summary>The numbers within a relative distance of one.</summary>
    public static Interval Around(double value, double relativeError)
    {
        double distance = Outward.MultiplyUp(Math.Abs(value), relativeError);
        return new(Outward.SubtractDown(value, distance), Outward.AddUp(value, distance));
    }

    /// <summary>ln x for a float64 x &gt; 0.</summary>
    public static Interval Log(double x)
    {
        if (!(x > 0) || double.IsInfinity(x)) throw new ArgumentException(Invariant($"{x} has no finite logarithm"));
        int exponent = Math.ILogB(x);
        double mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > 1.4142135)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // exponent·Ln2.High and mantissa − 1 are exact; the part of the exponent is at least twice the other, so that nothing cancels.
        double small = LogarithmAboveOne(mantissa - 1);
        return Around((exponent * Ln2.High) + (small + (exponent * Ln2.Low)), LogarithmError);
    }

    /// <summary>ln(1 + x) for a float64 x &gt; −1, with relative accuracy near 0.</summary>
    public static Interval LogP1(double x)
    {
        if (Math.Abs(x) < Tiny) return new(x == 0 ? 0 : Math.BitDecrement(x), x);
        if (x is > -0.29 and < 0.41) return Around(LogarithmAboveOne(x), LogarithmError);
        return new(Log(Outward.AddDown(1, x)).Lower, Log(Outward.AddUp(1, x)).Upper);
    }

    /// <summary>ln x for all members of an interval of positive numbers.</summary>
    public static Interval Log(Interval x) => new(Log(x.Lower).Lower, Log(x.Upper).Upper);

    /// <summary>e^x; below e^−700 the lower end is 0, above e^700 the upper end is +∞.</summary>
    public static Interval Exp(double x)
    {
        if (x < -ExponentLimit) return new(0, Exp(-ExponentLimit).Upper);
        if (x > ExponentLimit) return new(Exp(ExponentLimit).Lower, double.PositiveInfinity);
        double n = Math.Round(x * Ln2.Inverse);
        double r = (x - (n * Ln2.High)) - (n * Ln2.Low);
        double series = 1;
        for (int i = 16; i >= 1; i--) series = 1 + (series * r / i);
        return Around(Math.ScaleB(series, (int)n), ExponentialError);
    }

    /// <summary>arctan t for a finite float64.</summary>
    public static Interval ArcTangent(double t)
    {
        if (Math.Abs(t) < Tiny) return new(t > 0 ? Math.BitDecrement(t) : t, t < 0 ? Math.BitIncrement(t) : t);

        // arctan t = 2 arctan(t/(1 + √(1 + t²))); beyond 1e150 the square overflows, and one step gives 1 up to a rounding.
        double u = Math.Abs(t) > 1e150 ? Math.Sign(t) : t / (1 + Math.Sqrt(1 + (t * t)));
        for (int step = 1; step < 4; step++) u /= 1 + Math.Sqrt(1 + (u * u));
        double square = u * u;
        double series = 0;
        for (int odd = 21; odd >= 1; odd -= 2) series = (1.0 / odd) - (square * series);
        return Around(16 * u * series, ArcTangentError);
    }

    /// <summary>ln(1 + f) = 2 artanh(f/(2 + f)) for |f| below 0.42, where the argument is below 0.18.</summary>
    private static double LogarithmAboveOne(double f)
    {
        double u = f / (2 + f);
        double square = u * u;
        double series = 0;
        for (int odd = 25; odd >= 1; odd -= 2) series = (1.0 / odd) + (square * series);
        return 2 * u * series;
    }
}
