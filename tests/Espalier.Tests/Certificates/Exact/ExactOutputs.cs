using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Tests.Numerics;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>The outputs of small networks without rounding, by code that the certificates do not use.</summary>
internal static class ExactOutputs
{
    public static Dyadic[] Of(Network network, double[] point) => ExactOperator<Dyadic>.Values(network, [.. point.Select(Dyadic.Of)])[^1];

    /// <summary>Asserts that two networks differ at a point by what is said, or by more.</summary>
    public static void RequireAttained(NetworkPair pair, DifferenceQuestion question, double[] point, double claimed, string name)
    {
        IEnumerable<Dyadic> squares = Of(pair.A, point).Zip(Of(pair.B, point), (a, b) => (a - b) * (a - b));
        if (question.Output is { } only) squares = [squares.ElementAt(only)];
        Dyadic truth = squares.Aggregate((a, b) => question.Norm == OutputNorm.Euclidean ? a + b : a.Compare(b) > 0 ? a : b);
        Assert.True(truth.Compare(Dyadic.Of(claimed) * Dyadic.Of(claimed)) >= 0, $"{name}: the witness does not attain {claimed:R}");
    }
}
