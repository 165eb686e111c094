namespace Espalier.Tests.Numerics.Random;

/// <summary>Tail probabilities of the laws that the statistical tests compare with.</summary>
internal static class TailProbabilities
{
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>Pr(χ² with that many degrees of freedom ≥ statistic).</summary>
    public static double ChiSquare(double statistic, int degrees) => UpperGamma(0.5 * degrees, 0.5 * statistic);

    /// <summary>Pr(|Z| ≥ |z|) for a standard normal Z.</summary>
    public static double TwoSidedNormal(double z) => z == 0 ? 1 : UpperGamma(0.5, 0.5 * z * z);

    /// <summary>Φ(z).</summary>
    public static double NormalDistribution(double z) => z < 0 ? 0.5 * TwoSidedNormal(z) : 1 - (0.5 * TwoSidedNormal(z));

    /// <summary>A bound that holds at every sample size: Pr(sup |F̂ − F| ≥ d) ≤ 2·exp(−2nd²) (Dvoretzky, Kiefer, Wolfowitz; Massart).</summary>
    public static double KolmogorovSmirnov(double distance, int count) => Math.Min(1, 2 * Math.Exp(-2 * count * distance * distance));

    /// <summary>The regularised upper incomplete gamma function Q(a, x).</summary>
    public static double UpperGamma(double a, double x)
    {
        if (x <= 0) return 1;
        double prefactor = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        return x < a + 1 ? 1 - (prefactor * Series(a, x)) : prefactor * ContinuedFraction(a, x);
    }

    public static double LogGamma(double x)
    {
        if (x < 0.5) return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        double sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++) sum += Lanczos[i] / (x - 1 + i);
        double t = x + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    private static double Series(double a, double x)
    {
        double term = 1 / a;
        double sum = term;
        for (double n = a + 1; term > sum * 1e-17; n++)
        {
            term *= x / n;
            sum += term;
        }

        return sum;
    }

    /// <summary>Lentz's method.</summary>
    private static double ContinuedFraction(double a, double x)
    {
        const double Tiny = 1e-300;
        double b = x + 1 - a;
        double c = 1 / Tiny;
        double d = 1 / b;
        double value = d;
        for (int i = 1; i < 10_000; i++)
        {
            double numerator = -i * (i - a);
            b += 2;
            d = 1 / Away((numerator * d) + b);
            c = Away(b + (numerator / c));
            value *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15) break;
        }

        return value;

        static double Away(double from) => Math.Abs(from) < Tiny ? Tiny : from;
    }
}
