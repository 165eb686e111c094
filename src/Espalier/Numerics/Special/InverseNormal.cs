using System.Numerics;

namespace Espalier.Numerics.Special;

/// <summary>The inverse of the standard normal distribution function.</summary>
/// <remarks>
/// M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37 (1988),
/// routine PPND16, relative accuracy about 1e-16; the coefficients are from there. The logarithm is our own, see
/// <see cref="PortableLogarithm"/>, because the platform's differs between machines.
/// </remarks>
internal static class InverseNormal
{
    private const double CentralHalfWidth = 0.425;
    private const double CentralOffset = 0.180625;
    private const double MiddleOffset = 1.6;
    private const double TailStart = 5;

    // Highest power first.
    private static ReadOnlySpan<double> CentralNumerator =>
    [
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
    ];

    private static ReadOnlySpan<double> CentralDenominator =>
    [
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
    ];

    private static ReadOnlySpan<double> MiddleNumerator =>
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
        3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
    ];

    private static ReadOnlySpan<double> MiddleDenominator =>
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
    ];

    private static ReadOnlySpan<double> TailNumerator =>
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
    ];

    private static ReadOnlySpan<double> TailDenominator =>
    [
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
    ];

    /// <summary>Φ⁻¹(½ + q) for |q| &lt; ½.</summary>
    public static double FromCentred(double q)
    {
        if (Math.Abs(q) <= CentralHalfWidth)
        {
            double r = CentralOffset - (q * q);
            return q * Horner(CentralNumerator, r) / Horner(CentralDenominator, r);
        }

        double root = Math.Sqrt(-PortableLogarithm.Log(0.5 - Math.Abs(q)));
        double magnitude = root <= TailStart
            ? Horner(MiddleNumerator, root - MiddleOffset) / Horner(MiddleDenominator, root - MiddleOffset)
            : Horner(TailNumerator, root - TailStart) / Horner(TailDenominator, root - TailStart);
        return q < 0 ? -magnitude : magnitude;
    }

    /// <summary>As the scalar function, lane by lane, bit for bit.</summary>
    public static Vector<double> FromCentred(Vector<double> q)
    {
        Vector<double> r = new Vector<double>(CentralOffset) - (q * q);
        Vector<double> central = q * Horner(CentralNumerator, r) / Horner(CentralDenominator, r);
        Vector<long> isCentral = Vector.LessThanOrEqual(Vector.Abs(q), new Vector<double>(CentralHalfWidth));
        if (Vector.EqualsAll(isCentral, Vector<long>.AllBitsSet)) return central;

        Vector<double> root = Vector.SquareRoot(-PortableLogarithm.Log(new Vector<double>(0.5) - Vector.Abs(q)));
        if (Vector.GreaterThanAny(root, new Vector<double>(TailStart))) return LaneByLane(q);
        Vector<double> s = root - new Vector<double>(MiddleOffset);
        Vector<double> magnitude = Horner(MiddleNumerator, s) / Horner(MiddleDenominator, s);
        Vector<double> outer = Vector.ConditionalSelect(Vector.LessThan(q, Vector<double>.Zero), -magnitude, magnitude);
        return Vector.ConditionalSelect(isCentral, central, outer);
    }

    private static double Horner(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = coefficients[0];
        for (int i = 1; i < coefficients.Length; i++) sum = (sum * x) + coefficients[i];
        return sum;
    }

    private static Vector<double> Horner(ReadOnlySpan<double> coefficients, Vector<double> x)
    {
        var sum = new Vector<double>(coefficients[0]);
        for (int i = 1; i < coefficients.Length; i++) sum = (sum * x) + new Vector<double>(coefficients[i]);
        return sum;
    }

    /// <summary>The far tail, once in 10¹⁰ lanes.</summary>
    private static Vector<double> LaneByLane(Vector<double> q)
    {
        Vector<double> result = q;
        for (int lane = 0; lane < Vector<double>.Count; lane++) result = result.WithElement(lane, FromCentred(q[lane]));
        return result;
    }
}
