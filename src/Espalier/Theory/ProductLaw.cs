namespace Espalier.Theory;

/// <summary>The law of XY for X ~ U[0, 1] and Y ~ U[−1, 1] (Pensia et al., Lemma 4) and its split by Corollary 1.</summary>
public static class ProductLaw
{
    /// <summary>The weight of the uniform part in Corollary 1: P = ½ ln 2 · U[−½, ½] + (1 − ½ ln 2)·Q.</summary>
    /// <remarks>The density is at least ½ ln 2 on [−½, ½], an interval of length 1, so ½ ln 2 is the largest weight that leaves Q a law.</remarks>
    public static readonly double UniformWeight = 0.5 * Math.Log(2);

    /// <summary>½ ln(1/|z|) on [−1, 1], 0 outside; infinite at 0.</summary>
    public static double Density(double z) => Math.Abs(z) > 1 ? 0 : -0.5 * Math.Log(Math.Abs(z));

    /// <summary>Pr(XY ≤ z) = ½ + ½·(z − z ln|z|).</summary>
    public static double Cumulative(double z)
    {
        if (z <= -1) return 0;
        if (z >= 1) return 1;
        return z == 0 ? 0.5 : 0.5 + (0.5 * (z - (z * Math.Log(Math.Abs(z)))));
    }

    /// <summary>The density of Q in Corollary 1: what is left of P after the uniform part; negative nowhere.</summary>
    public static double RestDensity(double z) => (Density(z) - (Math.Abs(z) <= 0.5 ? UniformWeight : 0)) / (1 - UniformWeight);
}
