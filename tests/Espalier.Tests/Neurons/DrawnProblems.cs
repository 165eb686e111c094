using Espalier.Neurons;
using Espalier.Numerics.Random;

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
}
