using Espalier.Numerics.Special;

namespace Espalier.Parents.Masks;

/// <summary>Bits that choices take.</summary>
internal static class Entropy
{
    private static readonly double[] Log2Factorials = Factorials();

    /// <summary>log₂ C(n, k).</summary>
    public static double Log2Choices(long n, long k) => Math.Max(0, Log2Factorial(n) - Log2Factorial(k) - Log2Factorial(n - k));

    /// <summary>The bits of all events that were counted, each at its share's logarithm.</summary>
    public static double Total(ReadOnlySpan<long> counts)
    {
        double all = 0;
        foreach (long count in counts) all += count;
        double bits = 0;
        foreach (long count in counts)
            if (count > 0) bits -= count * Math.Log2(count / all);
        return bits;
    }

    private static double Log2Factorial(long n) => n < Log2Factorials.Length ? Log2Factorials[n] : GammaRatio.LogFactorial(n) / Math.Log(2);

    private static double[] Factorials()
    {
        var logarithms = new double[65];
        for (int n = 1; n < logarithms.Length; n++) logarithms[n] = logarithms[n - 1] + Math.Log2(n);
        return logarithms;
    }
}
