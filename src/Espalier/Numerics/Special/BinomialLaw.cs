namespace Espalier.Numerics.Special;

/// <summary>The binomial law, by way of the incomplete beta function, with relative accuracy kept in small tails.</summary>
public static class BinomialLaw
{
    /// <summary>Pr(X ≥ k) for X ~ Bin(n, p), p between 0 and 1.</summary>
    public static double AtLeast(long k, long n, double p)
    {
        if (k <= 0) return 1;
        return k > n ? 0 : IncompleteBeta.Lower(k, n - k + 1, p, 1 - p);
    }

    /// <summary>Pr(X ≤ k) for X ~ Bin(n, p), p between 0 and 1.</summary>
    public static double AtMost(long k, long n, double p)
    {
        if (k < 0) return 0;
        return k >= n ? 1 : IncompleteBeta.Lower(n - k, k + 1, 1 - p, p);
    }
}
