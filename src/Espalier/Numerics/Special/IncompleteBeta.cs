namespace Espalier.Numerics.Special;

/// <summary>The regularised incomplete beta function I_x(a, b) and its inverse, with relative accuracy kept in both tails.</summary>
/// <remarks>
/// The prefactor x^a (1 − x)^b / B(a, b) comes in Loader's form (<see cref="GammaRatio"/>), the rest from the continued fraction
/// of A. R. DiDonato, A. H. Morris, "Significant digit computation of the incomplete beta function ratios", ACM TOMS 18 (1992),
/// equation 8, by Lentz's method. About √max(a, b) steps are needed.
/// </remarks>
public static class IncompleteBeta
{
    private const double Tiny = 1e-290;
    private const int MaxSteps = 10_000_000;

    /// <summary>I_x(a, b) for a, b &gt; 0 and y = 1 − x, given by itself so that neither end loses digits.</summary>
    public static double Lower(double a, double b, double x, double y)
    {
        if (x <= 0) return 0;
        if (y <= 0) return 1;
        return x <= (a + 1) / (a + b + 2) ? Math.Exp(LogDirect(a, b, x, y)) : 1 - Math.Exp(LogDirect(b, a, y, x));
    }

    /// <summary>ln I_x(a, b); finite even where I_x itself is below the smallest number.</summary>
    public static double LogLower(double a, double b, double x, double y)
    {
        if (x <= 0) return double.NegativeInfinity;
        if (y <= 0) return 0;
        return x <= (a + 1) / (a + b + 2) ? LogDirect(a, b, x, y) : double.LogP1(-Math.Exp(LogDirect(b, a, y, x)));
    }

    /// <summary>The x with I_x(a, b) = p, and 1 − x, each to full relative accuracy.</summary>
    /// <remarks>
    /// In z = ln(x/(1 − x)) the beta density is log-concave, therefore ln I is concave and Newton's method on ln I − ln p
    /// converges from every start: at most one step overshoots to the left, all others climb to the root.
    /// </remarks>
    public static (double X, double Y) Inverse(double a, double b, double p)
    {
        if (p <= 0) return (0, 1);
        if (p >= 1) return (1, 0);
        double goal = Math.Log(p);
        double z = Math.Log(a / b) + (NormalLaw.Quantile(p) * Math.Sqrt((1 / a) + (1 / b)));
        for (int step = 0; step < 200; step++)
        {
            (double x, double y) = Logistic(z);
            double value = LogLower(a, b, x, y);
            double slope = Math.Exp(LogPrefactor(a, b, x, y) - value);
            double move = (goal - value) / slope;
            if (!double.IsFinite(move)) move = value < goal ? 1 : -1;
            z += move;
            if (Math.Abs(move) <= 1e-15 * Math.Max(1, Math.Abs(z))) break;
        }

        return Logistic(z);
    }

    private static (double X, double Y) Logistic(double z)
    {
        double e = Math.Exp(-Math.Abs(z));
        double small = e / (1 + e);
        double large = 1 / (1 + e);
        return z < 0 ? (small, large) : (large, small);
    }

    private static double LogDirect(double a, double b, double x, double y) =>
        LogPrefactor(a, b, x, y) - Math.Log(Fraction(a, b, x, y));

    /// <summary>ln(x^a y^b / B(a, b)).</summary>
    private static double LogPrefactor(double a, double b, double x, double y)
    {
        double n = a + b;
        double deviance = GammaRatio.Deviance(a, n * x) + GammaRatio.Deviance(b, n * y);
        double stirling = GammaRatio.StirlingError(n) - GammaRatio.StirlingError(a) - GammaRatio.StirlingError(b);
        return stirling - deviance + (0.5 * Math.Log(a * (b / n))) - NormalLaw.LogRootTwoPi;
    }

    /// <summary>B₀ + A₁/(B₁ + A₂/(B₂ + …)); for x up to the mean and m up to b all terms are positive, so nothing cancels.</summary>
    private static double Fraction(double a, double b, double x, double y)
    {
        double value = Away(a * ((a * y) - (b * x) + 1) / (a + 1));
        double c = value;
        double d = 0;
        for (int m = 1; m <= MaxSteps; m++)
        {
            double step = a + (2.0 * m);
            double numerator = (a + m - 1) / (step - 1) * ((a + b + m - 1) / (step - 1)) * m * (b - m) * x * x;
            double term = m + (m * (b - m) * x / (step - 1)) + ((a + m) * ((a * y) - (b * x) + 1 + (m * (1 + y))) / (step + 1));
            d = 1 / Away(term + (numerator * d));
            c = Away(term + (numerator / c));
            double factor = c * d;
            value *= factor;
            if (Math.Abs(factor - 1) <= 1e-16) break;
        }

        return value;
    }

    private static double Away(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
