using Espalier.Lab.Statistics;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Tests.Statistics;

public sealed class BootstrapTests
{
    private static readonly double[] Sample = [2.1, 0.4, 9.5, 1.2, 3.3, 0.9, 5.8, 0.1, 2.2, 1.7, 4.4, 0.6];

    [Theory]
    [InlineData(BootstrapMethod.Percentile)]
    [InlineData(BootstrapMethod.BiasCorrectedAccelerated)]
    public void Threads_change_nothing(BootstrapMethod method)
    {
        BootstrapPlan plan = new(500, 0.9, method);
        RandomStream stream = new(5, 2, StreamPurpose.Sampling);
        BootstrapOutcome one = Bootstrap.OfSample(Sample, Mean, plan, stream, 1);
        Assert.Equal(one, Bootstrap.OfSample(Sample, Mean, plan, stream, 4));
        Assert.Equal(BootstrapStatus.Found, one.Status);
        Assert.True(one.Interval!.Value.Contains(one.Estimate!.Value));
        Assert.NotEqual(one.Interval, Bootstrap.OfSample(Sample, Mean, plan, stream with { Tensor = 3 }, 1).Interval);
    }

    // scipy.stats.bootstrap of the same sample with 200 000 resamples: percentile (1.367, 4.308), BCa (1.550, 4.717).
    [Fact]
    public void Agrees_with_an_independent_implementation()
    {
        RandomStream stream = new(1, 0, StreamPurpose.Sampling);
        ConfidenceInterval percentile = Bootstrap.OfSample(Sample, Mean, new(40_000, 0.95, BootstrapMethod.Percentile), stream, 2).Interval!.Value;
        ConfidenceInterval bca = Bootstrap.OfSample(Sample, Mean, new(40_000), stream, 2).Interval!.Value;
        Assert.Equal(1.367, percentile.Lower, 0.04);
        Assert.Equal(4.308, percentile.Upper, 0.06);
        Assert.Equal(1.550, bca.Lower, 0.04);
        Assert.Equal(4.717, bca.Upper, 0.06);
    }

    [Theory]
    [InlineData(BootstrapMethod.Percentile)]
    [InlineData(BootstrapMethod.BiasCorrectedAccelerated)]
    [Slow]
    public void Covers_the_mean_of_a_skewed_law_nearly_as_stated(BootstrapMethod method)
    {
        const int repeats = 300;
        int covered = Covered(repeats, 40, method, shift: 0);
        Assert.InRange(covered, 0.82 * repeats, 0.985 * repeats);
    }

    [Fact]
    public void A_shifted_truth_is_not_covered() => Assert.True(Covered(200, 40, BootstrapMethod.Percentile, shift: 1) < 60);

    [Fact]
    public void Outcomes_name_what_cannot_be_said()
    {
        RandomStream stream = new(1, 0, StreamPurpose.Sampling);
        BootstrapPlan plan = new(200);
        BootstrapOutcome constant = Bootstrap.OfSample(new double[] { 4, 4, 4 }, Mean, plan, stream, 1);
        Assert.Equal((BootstrapStatus.Constant, new ConfidenceInterval(4, 4, 0.95)), (constant.Status, constant.Interval!.Value));
        Assert.Equal(BootstrapStatus.Undefined, Bootstrap.OfSample(Sample, _ => null, plan, stream, 1).Status);

        // A statistic that needs two different values is undefined on a quarter or so of the resamples of three.
        BootstrapOutcome partly = Bootstrap.OfSample(new double[] { 1, 2, 3 }, s => s.ContainsAnyExcept(s[0]) ? s[0] : null, plan, stream, 1);
        Assert.Equal(BootstrapStatus.Found, partly.Status);
        Assert.InRange(partly.Undefined, 1, 60);
        Assert.Throws<InvalidInputException>(() => Bootstrap.OfSample(Sample, Mean, new(10), stream, 1));
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Equal(BootstrapStatus.Cancelled, Bootstrap.OfSample(Sample, Mean, plan, stream, 2, source.Token).Status);
    }

    private static double? Mean(ReadOnlySpan<double> sample)
    {
        double sum = 0;
        foreach (double value in sample) sum += value;
        return sum / sample.Length;
    }

    private static int Covered(int repeats, int size, BootstrapMethod method, double shift)
    {
        RandomStream data = new(11, 7, StreamPurpose.Sampling);
        int covered = 0;
        for (int r = 0; r < repeats; r++)
        {
            double[] sample = [.. Enumerable.Range(0, size).Select(i => -Math.Log(data.Uniform((ulong)((r * size) + i), 0, 1)))];
            BootstrapOutcome outcome = Bootstrap.OfSample(sample, Mean, new(400, 0.95, method), new(12, (uint)r, StreamPurpose.Sampling), 1);
            if (outcome.Interval!.Value.Contains(1 + shift)) covered++;
        }

        return covered;
    }
}
