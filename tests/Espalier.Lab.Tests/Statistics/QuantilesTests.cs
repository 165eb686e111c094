using Espalier.Lab.Statistics;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Tests.Statistics;

public sealed class QuantilesTests
{
    // numpy.quantile (type 7) of the same values.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 1)]
    [InlineData(0.25, 2)]
    [InlineData(0.5, 4)]
    [InlineData(0.9, 8)]
    [InlineData(1, 9)]
    public void Type_7_equals_the_reference(double probability, double expected) =>
        Assert.Equal(expected, Quantiles.Value([2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9, 0, 4], probability), 1e-12);

    [Fact]
    public void Type_7_interpolates() => Assert.Equal([1.3, 2.5], Quantiles.Values([1, 2, 3, 4], [0.1, 0.5]));

    // Ranks and coverage from scipy.stats.binom 1.10.1.
    [Theory]
    [InlineData(10, 0.5, 2, 9, 0.978515625)]
    [InlineData(25, 0.5, 8, 18, 0.9567147493362427)]
    [InlineData(100, 0.9, 84, 96, 0.955690107191223)]
    [InlineData(6, 0.5, 1, 6, 0.96875)]
    public void Order_statistics_bound_a_quantile(int count, double probability, double lower, double upper, double coverage)
    {
        double[] sample = [.. Enumerable.Range(1, count).Select(i => (double)i).Reverse()];
        QuantileEstimate estimate = Quantiles.Estimate(sample, probability);
        Assert.Equal((lower, upper), (estimate.Lower!.Value, estimate.Upper!.Value));
        Assert.Equal(coverage, estimate.Coverage, 1e-12);
    }

    [Fact]
    public void Five_values_cannot_bound_a_median()
    {
        QuantileEstimate estimate = Quantiles.Estimate([3, 1, 2, 5, 4], 0.5);
        Assert.Equal((3.0, null, null, 1.0), (estimate.Value, estimate.Lower, estimate.Upper, estimate.Coverage));
    }

    [Fact]
    public void The_interval_covers_in_a_simulation()
    {
        RandomStream stream = new(3, 0, StreamPurpose.Sampling);
        const int repeats = 3000;
        int covered = 0;
        for (int r = 0; r < repeats; r++)
        {
            double[] sample = [.. Enumerable.Range(0, 40).Select(i => Math.Exp(stream.Normal((ulong)((r * 40) + i))))];
            QuantileEstimate q = Quantiles.Estimate(sample, 0.75);
            if (q.Lower <= Math.Exp(0.67448975) && q.Upper >= Math.Exp(0.67448975)) covered++;
        }

        Assert.InRange(covered, 0.93 * repeats, repeats);
    }

    [Fact]
    public void Infinite_values_stay_values()
    {
        Assert.Equal(double.PositiveInfinity, Quantiles.Value([1, double.PositiveInfinity, double.PositiveInfinity], 0.75));
        Assert.Equal(2, Quantiles.Value([1, 2, double.PositiveInfinity], 0.5));
    }

    [Fact]
    public void Useless_samples_are_refused()
    {
        Assert.Throws<InvalidInputException>(() => Quantiles.Value([], 0.5));
        Assert.Throws<InvalidInputException>(() => Quantiles.Value([1, double.NaN], 0.5));
        Assert.Throws<InvalidInputException>(() => Quantiles.Value([1, 2], 1.5));
    }
}
