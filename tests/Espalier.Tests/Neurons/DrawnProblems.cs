using Espalier.Neurons;
using Espalier.Numerics.Random;
using Espalier.Tests.Numerics;

namespace Espalier.Tests.Neurons;

/// <summary>Random problems and subsets, each a function of its number, which a failing test prints.</summary>
internal static class DrawnProblems
{
    public static NeuronProblem Problem(int dimension, int width, int number) =>
        NeuronProblem.Draw(new RandomStream((ulong)number, (uint)dimension, StreamPurpose.Sampling), dimension, width);

    /// <summary>Every neuron with probability one half.</summary>
    public static int[] Subset(int width, int number)
    {
        var stream = new RandomStream((ulong)number, 77, StreamPurpose.Order);
        return [.. Enumerable.Range(0, width).Where(j => (stream.Word((ulong)j) & 1) == 1)];
    }

    /// <summary>g_S(x) − f(x), as the definition says.</summary>
    public static double Difference(NeuronProblem problem, ReadOnlySpan<int> kept, ReadOnlySpan<double> x)
    {
        double sum = -Math.Max(0, Dot(problem.Target, x));
        foreach (int j in kept) sum += problem.Coefficients[j] * Math.Max(0, Dot(problem.Weight(j), x));
        return sum;
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>g_S(x) − f(x) without rounding.</summary>
    public static Dyadic ExactDifference(NeuronProblem problem, int[] kept, double[] x)
    {
        Dyadic sum = -Rectified(problem.Target, x);
        foreach (int j in kept) sum += Dyadic.Of(problem.Coefficients[j]) * Rectified(problem.Weight(j), x);
        return sum;
    }

    /// <summary>The square of a vector's length.</summary>
    public static Dyadic ExactSquares(IEnumerable<double> x) => x.Aggregate(
        Dyadic.Of(0), static (sum, entry) => sum + (Dyadic.Of(entry) * Dyadic.Of(entry)));

    private static Dyadic Rectified(ReadOnlySpan<double> w, double[] x)
    {
        Dyadic sum = Dyadic.Of(0);
        for (int i = 0; i < x.Length; i++) sum += Dyadic.Of(w[i]) * Dyadic.Of(x[i]);
        return sum.Sign > 0 ? sum : Dyadic.Of(0);
    }
}
