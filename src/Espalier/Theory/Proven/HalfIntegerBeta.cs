using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>ln I_x(a, b) for half-integers a and b, certified: the laws of angles on spheres.</summary>
/// <remarks>
/// I_x(a, b) = x^a (1 − x)^b/(a·B(a, b))·Σ_n x^n Π_{j&lt;n} (a + b + j)/(a + 1 + j): all terms are positive, and once the ratio of two is below 1 it
/// stays below the larger of itself and x, which bounds the rest. Beyond the mean the complement is taken.
/// </remarks>
internal sealed class HalfIntegerBeta(int twiceA, int twiceB)
{
    private const double TailShare = 1e-13;

    private readonly double _a = 0.5 * twiceA;
    private readonly double _b = 0.5 * twiceB;
    private readonly Interval _logBeta = HalfIntegerGamma.Log(twiceA) + HalfIntegerGamma.Log(twiceB) - HalfIntegerGamma.Log(twiceA + twiceB);

    /// <summary>ln I_x(a, b) for a float64 x in (0, 1).</summary>
    public Interval Log(double x)
    {
        if (!(x > 0 && x < 1)) throw new ArgumentException(Invariant($"{x} is not inside (0, 1)"));
        var rest = new Interval(Outward.SubtractDown(1, x), Outward.SubtractUp(1, x));
        if (x <= (_a + 1) / (_a + _b + 2)) return Direct(_a, _b, Interval.Of(x), rest);
        Interval other = Direct(_b, _a, rest, Interval.Of(x));
        var complement = new Interval(OutwardFunctions.Exp(other.Lower).Lower, Math.Min(1, OutwardFunctions.Exp(other.Upper).Upper));
        double least = Outward.SubtractDown(1, complement.Upper);
        return new(least > 0 ? OutwardFunctions.Log(least).Lower : double.MinValue, Math.Min(0, OutwardFunctions.LogP1(-complement.Lower).Upper));
    }

    private Interval Direct(double a, double b, Interval x, Interval y)
    {
        Interval power = (a * OutwardFunctions.Log(x)) + (b * OutwardFunctions.Log(y));
        Interval sum = new(Series(a, b, x.Lower).Lower, Series(a, b, x.Upper).Upper);
        return power + OutwardFunctions.Log(sum) - OutwardFunctions.Log(a) - _logBeta;
    }

    private static Interval Series(double a, double b, double x)
    {
        double term = 1;
        double sum = 1;
        for (int n = 0; ; n++)
        {
            double ratio = (a + b + n) / (a + 1 + n) * x;
            term *= ratio;
            sum += term;
            double bound = Math.Max(ratio, x);
            // A term has at most five roundings more than the one before, and no term is negative.
            if (bound < 1 && (n & 3) == 0 && term * bound < TailShare * sum * (1 - bound))
                return new Interval(sum * (1 - (8 * (n + 2) * 1.2e-16)), sum * (1 + (2 * TailShare) + (8 * (n + 2) * 1.2e-16)));
        }
    }
}
