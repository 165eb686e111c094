namespace Espalier.Theory;

/// <summary>
/// Pr(B_k = 0) from the eigenvalues 1 − p − q + 2√(pq)·cos(πm/(T+1)) of the chain, all known in closed form: O(T) for any k.
/// Its terms may cancel, so it answers only where they do not.
/// </summary>
internal static class ChainSpectrum
{
    /// <summary>How much the terms may cancel: the sum of their sizes over the size of their sum.</summary>
    private const double LargestCancellation = 64;

    /// <summary>The probability, or null where cancellation would cost digits.</summary>
    public static ScaledProbability? ProbabilityOfZero(BirthDeathChain chain, long steps)
    {
        double p = chain.Up;
        double q = chain.Down;
        if (p == 0 || q == 0) return null;
        int cap = chain.Cap;
        double stationary = LogStationary(p, q, cap);
        double largest = stationary;
        double[] logs = new double[cap];
        for (int m = 1; m <= cap; m++)
        {
            (logs[m - 1], _) = Term(chain, steps, m);
            largest = Math.Max(largest, logs[m - 1]);
        }

        double sum = Math.Exp(stationary - largest);
        double sizes = sum;
        for (int m = 1; m <= cap; m++)
        {
            double size = Math.Exp(logs[m - 1] - largest);
            if (size == 0) continue;
            sizes += size;
            sum += Term(chain, steps, m).Negative ? -size : size;
        }

        return sum > 0 && sizes <= LargestCancellation * sum ? ScaledProbability.OfLogarithm(largest + Math.Log(sum)) : null;
    }

    /// <summary>ln of the limit of Pr(B_k = 0) for large k, 1/Σ_{j ≤ T} (p/q)^j; p and q are not 0.</summary>
    public static double LogStationary(double p, double q, int cap)
    {
        double ratio = Math.Log(p / q);
        if (ratio == 0) return -Math.Log(cap + 1.0);
        double size = Math.Abs(ratio);
        double geometric = double.LogP1(-Math.Exp(-size)) - double.LogP1(-Math.Exp(-size * (cap + 1.0)));
        return ratio > 0 ? geometric - (cap * ratio) : geometric;
    }

    /// <summary>
    /// The logarithm of the size, and the sign, of (q/p)^{s/2}·λ_m^k·v_m(s)·v_m(0)/‖v_m‖² with v_m(j) = sin((j+1)θ) − √(q/p)·sin(jθ).
    /// </summary>
    private static (double Log, bool Negative) Term(BirthDeathChain chain, long steps, int m)
    {
        double p = chain.Up;
        double q = chain.Down;
        double angle = Math.PI * m / (chain.Cap + 1.0);
        double half = Math.Sin(0.5 * angle);
        double difference = (p - q) / (Math.Sqrt(p) + Math.Sqrt(q));
        double gap = (difference * difference) + (4 * Math.Sqrt(p) * Math.Sqrt(q) * half * half);
        double sine = Math.Sin(angle);
        double atStart = chain.Start == 0 ? sine : Math.Sin((chain.Start + 1.0) * angle) - (Math.Sqrt(q / p) * Math.Sin(chain.Start * angle));
        double logEigenvalue = gap < 1 ? double.LogP1(-gap) : Math.Log(gap - 1);
        double power = steps == 0 ? 0 : steps * logEigenvalue;
        double log = power + (0.5 * chain.Start * Math.Log(q / p)) + Math.Log(Math.Abs(atStart) * sine * 2 * p / ((chain.Cap + 1.0) * gap));
        bool negative = (gap > 1 && (steps & 1) == 1) ^ (atStart < 0);
        return (log, negative);
    }
}
