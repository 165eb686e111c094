using Espalier.Lab.Statistics;
using Espalier.Numerics.Random;

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
    public void Equals_the_min_max_formula_for_all()
    {
        for (uint seed = 0; seed < 200; seed++)
        {
            RandomStream stream = new(seed, 0, StreamPurpose.Sampling);
            int n = 1 + (int)(stream.Word(1000) % 9);
            double[] values = [.. Enumerable.Range(0, n).Select(i => Math.Round(stream.Uniform((ulong)i, 0, 4)))];
            double[] weights = [.. Enumerable.Range(0, n).Select(i => 1 + Math.Floor(stream.Uniform((ulong)(i + 50), 0, 3)))];
            double[] fitted = IsotonicRegression.Fit(values, weights);
            for (int i = 0; i < n; i++)
            {
                double expected = Enumerable.Range(0, i + 1).Max(s => Enumerable.Range(i, n - i).Min(t => Mean(values, weights, s, t)));
                Assert.True(Math.Abs(expected - fitted[i]) < 1e-12, $"seed {seed}");
            }
        }
    }

    private static double Mean(double[] values, double[] weights, int from, int to)
    {
        (double sum, double mass) = (0, 0);
        for (int i = from; i <= to; i++) (sum, mass) = (sum + (weights[i] * values[i]), mass + weights[i]);
        return sum / mass;
    }
}
