using System.Numerics;
using Espalier.Theory.Proven;

namespace Espalier.Tests.Theory.Proven;

public sealed class OutputReluLawTests
{
    /// <summary>The bound at N and N + 1 by 25-digit arithmetic of another program.</summary>
    [Theory]
    [InlineData(8, 0.01, 63, 35.32, 0.49384677566)]
    [InlineData(8, 0.01, 64, 35.32, 0.55082263777)]
    [InlineData(4, 0.1, 3, 1.36, 0.16160923615)]
    public void The_sum_is_that_of_slow_arithmetic_and_not_below(int dimension, double epsilon, int width, double lambda, double known)
    {
        double bound = Math.Exp(new OutputReluLaw(dimension, epsilon).LogBound(width, lambda));
        Assert.InRange(bound, known * (1 - 1e-10), known * (1 + 1e-9));
    }

    /// <summary>N·ε/d of an independent program, which looked for λ less closely: 0.048, 0.078, 0.098, 0.120, 0.130.</summary>
    [Theory]
    [InlineData(4, 0.0475)]
    [InlineData(8, 0.078)]
    [InlineData(16, 0.0975)]
    [InlineData(64, 0.120)]
    [InlineData(256, 0.130)]
    public void Widths_at_a_hundredth(int dimension, double known)
    {
        ProvenWidth found = ProvenWidth.Find(new(dimension, 0.01, 0.5) { OutputRelu = true });
        Assert.InRange(found.Width * 0.01 / dimension, known, known * 1.03);
        Assert.Equal((ProvenVariant.OutputRelu, false), (found.Variant, found.HoldsForRefits));
    }

    [Fact]
    public void The_width_is_the_largest_for_its_lambda()
    {
        var law = new OutputReluLaw(8, 0.02);
        (double width, double lambda) = law.LargestWidth(0.3);
        Assert.True(law.LogBound(width, lambda) <= Math.Log(0.3));
        Assert.True(law.LogBound(width + 1, lambda) > Math.Log(0.3));
        foreach (double other in (double[])[0.5, 0.8, 1.3, 2]) Assert.True(law.LogBound(width + 1, Math.Max(1.01, other * lambda)) > Math.Log(0.3));
    }

    /// <summary>Every map j → S ∪ {*, none} without fixed points, its trees and circles weighed one by one.</summary>
    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(8, 4)]
    public void Products_of_planks_are_the_sum_over_all_maps(int dimension, int kept)
    {
        double mean = 2 * Math.Exp(-LogBeta(dimension)) / (dimension - 2);
        double square = 1.0 / (dimension - 3);
        double sum = 0;
        for (int code = 0; code < (int)BigInteger.Pow(kept + 2, kept); code++)
        {
            int[] map = [.. Enumerable.Range(0, kept).Select(j => (code / (int)Math.Pow(kept + 2, j) % (kept + 2)) - 2)];
            if (map.Where((to, j) => to == j).Any()) continue;
            double weight = 1;
            foreach (int to in map) weight *= to == -2 ? 1 : 2 * mean;
            sum += weight * Math.Pow(square / (mean * mean), Circles(map));
        }

        double found = Math.Exp(new CotangentProducts(dimension, kept).LogTerm(kept)) * Enumerable.Range(1, kept).Aggregate(1.0, (a, b) => a * b);
        Assert.Equal(sum, found, 1e-10 * sum);
        Assert.True(found >= sum * (1 - 1e-12));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<InvalidInputException>(() => new OutputReluLaw(3, 0.1));
        Assert.Throws<InvalidInputException>(() => new OutputReluLaw(4, 1));
        Assert.Throws<InvalidInputException>(() => new OutputReluLaw(4, 0.1).LargestWidth(0));
        Assert.Equal(double.PositiveInfinity, new OutputReluLaw(4, 0.1).LogBound(10, 1));
        Assert.Equal(double.PositiveInfinity, new OutputReluLaw(4, 0.1).LogBound(10, 11));
    }

    private static int Circles(int[] map)
    {
        int circles = 0;
        for (int start = 0; start < map.Length; start++)
        {
            int at = map[start];
            int steps = 1;
            int least = start;
            while (at >= 0 && at != start && steps <= map.Length)
            {
                least = Math.Min(least, at);
                at = map[at];
                steps++;
            }

            if (at == start && least == start) circles++;
        }

        return circles;
    }

    /// <summary>ln B((d − 1)/2, ½) = ln ∫ 2 sin^{d−2}, by Wallis' recursion.</summary>
    private static double LogBeta(int dimension)
    {
        double value = dimension % 2 == 0 ? Math.PI : 2;
        for (int d = dimension % 2 == 0 ? 2 : 3; d < dimension; d += 2) value *= (d - 1.0) / d;
        return Math.Log(value);
    }
}
