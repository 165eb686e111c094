namespace Espalier.Numerics.Special;

/// <summary>The two parts of Loader's form of the binomial and beta densities, which stay exact where log-gamma differences cancel.</summary>
/// <remarks>C. Loader, "Fast and accurate computation of binomial probabilities" (2000): the error of Stirling's formula and the deviance.</remarks>
internal static class GammaRatio
{
    private const double SeriesFrom = 16;

    /// <summary>δ(z) = ln Γ(z + 1) − (z + ½) ln z + z − ½ ln 2π for z &gt; 0.</summary>
    /// <remarks>δ(z) = δ(z + 1) + artanh(u)/u − 1 with u = 1/(2z + 1): only positive terms are added, so nothing cancels.</remarks>
    public static double StirlingError(double z)
    {
        double below = 0;
        while (z < SeriesFrom) below += Step(z++);
        double r = 1 / (z * z);
        double series = (1.0 / 12) - (r * ((1.0 / 360) - (r * ((1.0 / 1260) - (r * ((1.0 / 1680)
            - (r * ((1.0 / 1188) - (r * ((691.0 / 360360) - (r * (1.0 / 156))))))))))));
        return below + (series / z);
    }

    /// <summary>ln n! by Stirling's formula and its error.</summary>
    public static double LogFactorial(long n) => n < 2 ? 0 : StirlingError(n) + ((n + 0.5) * Math.Log(n)) - n + NormalLaw.LogRootTwoPi;

    /// <summary>x ln(x/m) + m − x ≥ 0 for x, m &gt; 0, without cancellation near x = m.</summary>
    public static double Deviance(double x, double m)
    {
        double difference = x - m;
        if (Math.Abs(difference) >= 0.1 * (x + m)) return (x * Math.Log(x / m)) - difference;
        double v = difference / (x + m);
        double square = v * v;
        double sum = difference * v;
        double power = 2 * x * v;
        for (int odd = 3; ; odd += 2)
        {
            power *= square;
            double next = sum + (power / odd);
            if (next == sum) return sum;
            sum = next;
        }
    }

    private static double Step(double z)
    {
        if (z < 0.5) return ((z + 0.5) * double.LogP1(1 / z)) - 1;
        double u = 1 / ((2 * z) + 1);
        double square = u * u;
        double power = 1;
        double sum = 0;
        for (int odd = 3; ; odd += 2)
        {
            power *= square;
            double next = sum + (power / odd);
            if (next == sum) return sum;
            sum = next;
        }
    }
}
