using CsCheck;
using Espalier.Lab.Statistics;

namespace Espalier.Lab.Tests.Statistics;

public sealed class IsotonicRegressionTests
{
    [Fact]
    public void Pools_adjacent_violators()
    {
        Assert.Equal([1, 2.5, 2.5, 4], IsotonicRegression.Fit([1, 3, 2, 4], [1, 1, 1, 1]));
        Assert.Equal([1.75, 1.75], IsotonicRegression.Fit([4, 1], [1, 3]));
        Assert.Empty(IsotonicRegression.Fit([], []));
        Assert.Throws<InvalidInputException>(() => IsotonicRegression.Fit([1], [0]));
        Assert.Throws<InvalidInputException>(() => IsotonicRegression.Fit([1], []));
    }

    // max over s ≤ i of min over t ≥ i of the weighted mean of s … t is the solution in closed form.
    [Fact]
    public void Equals_the_min_max_formula_for_all() => Gen.Select(Gen.Int[0, 4], Gen.Int[1, 3]).Array[1, 9].Sample(
        points =>
        {
            double[] values = [.. points.Select(point => (double)point.Item1)];
            double[] weights = [.. points.Select(point => (double)point.Item2)];
            double[] fitted = IsotonicRegression.Fit(values, weights);
            for (int i = 0; i < values.Length; i++)
            {
                double expected = Enumerable.Range(0, i + 1).Max(s => Enumerable.Range(i, values.Length - i).Min(t => Mean(values, weights, s, t)));
                Assert.Equal(expected, fitted[i], 1e-12);
            }
        },
        iter: 200);

    private static double Mean(double[] values, double[] weights, int from, int to)
    {
        (double sum, double mass) = (0, 0);
        for (int i = from; i <= to; i++) (sum, mass) = (sum + (weights[i] * values[i]), mass + weights[i]);
        return sum / mass;
    }
}
