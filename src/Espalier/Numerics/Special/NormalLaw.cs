namespace Espalier.Numerics.Special;

/// <summary>The standard normal law, with relative accuracy kept in the lower tail down to the smallest numbers.</summary>
public static class NormalLaw
{
    /// <summary>ln √(2π).</summary>
    internal static readonly double LogRootTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>Φ(x) = Pr(Z ≤ x).</summary>
    public static double Cumulative(double x) => x <= 0 ? Math.Exp(LogLowerTail(x)) : 1 - Math.Exp(LogLowerTail(-x));

    /// <summary>Φ⁻¹(p) for p in (0, 1).</summary>
    /// <remarks>ln Φ is concave, and −√(−2 ln p) lies left of the root, so that Newton's method climbs to it.</remarks>
    public static double Quantile(double p)
    {
        if (p > 0.5) return -Quantile(1 - p);
        if (p == 0.5) return 0;
        double goal = Math.Log(p);
        double x = -Math.Sqrt(-2 * goal);
        for (int step = 0; step < 100; step++)
        {
            double value = LogLowerTail(x);
            double slope = Math.Exp((-0.5 * x * x) - LogRootTwoPi - value);
            double move = (goal - value) / slope;
            x += move;
            if (Math.Abs(move) <= 1e-15 * Math.Abs(x)) break;
        }

        return x;
    }

    /// <summary>ln Φ(x) for x ≤ 0.</summary>
    private static double LogLowerTail(double x)
    {
        double t = -x;
        if (t < 2) return Math.Log(0.5 - CentralArea(t));
        double square = t * t;
        if (double.IsInfinity(square)) return double.NegativeInfinity;
        double rest = Math.FusedMultiplyAdd(t, t, -square);
        return Math.Log(MillsRatio(t)) - (0.5 * square) - (0.5 * rest) - LogRootTwoPi;
    }

    /// <summary>Φ(t) − ½ = φ(t)·(t + t³/3 + t⁵/(3·5) + …).</summary>
    private static double CentralArea(double t)
    {
        double term = t;
        double sum = t;
        for (int odd = 3; ; odd += 2)
        {
            term *= t * t / odd;
            double next = sum + term;
            if (next == sum) return sum * Math.Exp((-0.5 * t * t) - LogRootTwoPi);
            sum = next;
        }
    }

    /// <summary>(1 − Φ(t))/φ(t) = 1/(t + 1/(t + 2/(t + 3/(t + …)))), from below upwards; 150 terms suffice for t ≥ 2.</summary>
    private static double MillsRatio(double t)
    {
        double tail = t;
        for (int k = 150; k >= 1; k--) tail = t + (k / tail);
        return 1 / tail;
    }
}
