namespace Espalier.Numerics.Special;

/// <summary>The error function and the cumulative normal law from + − × ÷ alone: the same bits on every machine.</summary>
/// <remarks>
/// Rational approximations on |x| ≤ 15/32, ≤ 4 and above: W. J. Cody, Rational Chebyshev approximations for the error function,
/// Mathematics of Computation 23 (1969) 631–637. The error stays below 10⁻¹⁵ of the result.
/// </remarks>
internal static class PortableErrorFunction
{
    private const double CentralEnd = 0.46875;
    private const double InverseRootOfPi = 0.56418958354775628695;

    /// <summary>erf(x).</summary>
    public static double Erf(double x)
    {
        double size = Math.Abs(x);
        if (size <= CentralEnd) return Central(x);
        if (double.IsNaN(x)) return x;
        double rest = Complement(size);
        return x > 0 ? 0.5 - rest + 0.5 : rest - 0.5 - 0.5;
    }

    /// <summary>Φ(x) = ½·erfc(−x/√2), also far below 0, where the rounding of x/√2 costs x² units of the last digit.</summary>
    public static double NormalShare(double x)
    {
        if (double.IsNaN(x)) return x;
        double z = x * 0.70710678118654752440;
        double size = Math.Abs(z);
        if (size <= CentralEnd) return 0.5 + (0.5 * Central(z));
        double rest = 0.5 * Complement(size);
        return z > 0 ? 1 - rest : rest;
    }

    private static double Central(double x)
    {
        double square = x * x;
        return x * Ratio(
            square,
            [1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3],
            [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3]);
    }

    /// <summary>erfc(x) for x above the centre.</summary>
    private static double Complement(double x)
    {
        if (x > 26.6) return 0;
        if (x <= 4)
        {
            return Decay(x) * Ratio(
                x,
                [
                    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1, 2.98635138197400131e2,
                    8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
                ],
                [
                    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
                    4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
                ]);
        }

        double inverse = 1 / (x * x);
        double ratio = inverse * Ratio(
            inverse,
            [
                1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2,
                6.58749161529837803e-4,
            ],
            [1, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3]);
        return Decay(x) * ((InverseRootOfPi - ratio) / x);
    }

    /// <summary>e^(−x²) without the rounding of x²: x is taken apart into sixteenths and a rest.</summary>
    private static double Decay(double x)
    {
        double sixteenths = Math.Truncate(x * 16) / 16;
        double rest = (x - sixteenths) * (x + sixteenths);
        return PortableExponential.ExpOfNonPositive(-sixteenths * sixteenths) * PortableExponential.ExpOfNonPositive(-rest);
    }

    private static double Ratio(double x, ReadOnlySpan<double> above, ReadOnlySpan<double> below)
    {
        double numerator = above[0], denominator = below[0];
        for (int i = 1; i < above.Length; i++) numerator = (numerator * x) + above[i];
        for (int i = 1; i < below.Length; i++) denominator = (denominator * x) + below[i];
        return numerator / denominator;
    }
}
