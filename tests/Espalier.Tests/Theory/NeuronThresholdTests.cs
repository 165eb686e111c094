using System.Numerics;
using Espalier.Theory;

namespace Espalier.Tests.Theory;

public sealed class NeuronThresholdTests
{
    [Fact]
    public void The_union_bound_equals_whole_number_arithmetic()
    {
        // Pr(B_k = 0) = 2^-k makes Σ_{k ≥ 1} C(N, k)·2^{-kF} = (1 + 2^-F)^N − 1.
        double[] logarithms = [.. Enumerable.Range(0, 61).Select(k => -k * Math.Log(2))];
        foreach ((int width, int families) in (ReadOnlySpan<(int, int)>)[(1, 1), (7, 3), (60, 10), (60, 1)])
        {
            BigInteger numerator = BigInteger.Pow((BigInteger.One << families) + 1, width) - (BigInteger.One << (families * width));
            double expected = BigInteger.Log(numerator) - (families * width * Math.Log(2));
            Assert.Equal(expected, UnionBound.LogSum(width, families, logarithms), 1e-11);
        }
    }

    [Theory]
    [InlineData(400, 0.05, 0.01, 2, SlopeStep.Strict, 0)]
    [InlineData(400, 0.05, 0.01, 2, SlopeStep.Stated, 1)]
    [InlineData(1001, 0.02, 0.1, 3, SlopeStep.Strict, 1)]
    public void At_the_threshold_the_bound_holds_and_one_above_it_does_not(
        int dimension, double epsilon, double delta, double radius, SlopeStep step, int start)
    {
        NeuronThreshold found = NeuronThreshold.Find(new(dimension, epsilon, delta) { Radius = radius, Step = step, Start = start });
        Assert.True(found.Width > 0);
        Assert.False(found.IsLimited);
        Assert.InRange(found.LogSum, double.NegativeInfinity, Math.Log(delta));
        double[] logarithms = new double[found.Width + 2];
        new BirthDeathChain(found.Up, found.Down, found.Cap, start).LogProbabilitiesOfZero(logarithms);
        Assert.Equal(found.LogSum, UnionBound.LogSum(found.Width, dimension / 2, logarithms), 1e-9);
        Assert.True(UnionBound.LogSum(found.Width + 1, dimension / 2, logarithms) > Math.Log(delta));

        // p and q are those of the bins it names.
        var masses = new BinMasses(new Bins(radius, found.BinWidth), found.Gamma);
        Assert.Equal((found.Up, found.Down, found.Bins), (masses.Up(found.Cap), masses.Down(found.Cap), masses.Bins.Count));
        Assert.Equal(epsilon, found.ErrorShare * found.BinWidth, 1e-15);
        Assert.Equal(found.Gamma / (step == SlopeStep.Strict ? 32 : 16), found.ErrorShare);
    }

    [Theory]
    [InlineData(400, 0.02, SlopeStep.Strict, 0)]
    [InlineData(1000, 0.05, SlopeStep.Stated, 1)]
    [InlineData(60, 0.02, SlopeStep.Strict, 1)]
    public void No_gamma_and_T_of_a_grid_give_more(int dimension, double epsilon, SlopeStep step, int start)
    {
        var question = new ThresholdQuestion(dimension, epsilon, 0.05) { Step = step, Start = start };
        int found = NeuronThreshold.Find(question).Width;
        for (double gamma = 0.3; gamma < 2; gamma *= 1.15)
        {
            for (int cap = 1; cap < 8; cap++)
            {
                int other = NeuronThreshold.Find(question with { Gamma = gamma, Cap = cap }).Width;
                Assert.True(other <= found * 1.001, $"{other} neurons at gamma = {gamma:R} and T = {cap}, {found} found");
            }
        }
    }

    [Fact]
    public void The_best_gamma_is_found_where_only_exact_sums_see_it()
    {
        var question = new ThresholdQuestion(100, 0.05, 0.01);
        Assert.Equal(14, NeuronThreshold.Find(question).Width);
        Assert.Equal(14, NeuronThreshold.Find(question with { Gamma = 3.7085, Cap = 1 }).Width);
        for (double gamma = 0.5; gamma < 4; gamma += 0.13)
        {
            for (int cap = 1; cap <= 6; cap++) Assert.True(NeuronThreshold.Find(question with { Gamma = gamma, Cap = cap }).Width <= 14);
        }
    }

    [Fact]
    public void A_weaker_assumption_gives_a_smaller_threshold()
    {
        int strict = NeuronThreshold.Find(new(600, 0.05, 0.01) { Step = SlopeStep.Strict, Start = 0 }).Width;
        int stated = NeuronThreshold.Find(new(600, 0.05, 0.01) { Step = SlopeStep.Stated, Start = 0 }).Width;
        int paper = NeuronThreshold.Find(new(600, 0.05, 0.01) { Step = SlopeStep.Stated, Start = 1 }).Width;
        Assert.True(0 < strict && strict < stated && stated <= paper, $"{strict}, {stated}, {paper}");
        int coarse = NeuronThreshold.Find(new(600, 0.1, 0.01) { Step = SlopeStep.Strict, Start = 0 }).Width;
        Assert.True(coarse < strict);
    }

    [Fact]
    public void Where_the_bound_says_nothing_the_width_is_zero()
    {
        NeuronThreshold small = NeuronThreshold.Find(new(2, 0.1, 0.01) { Start = 0 });
        Assert.Equal((0, null), (small.Width, small.LogWidth));
        Assert.True(small.LogSum > Math.Log(0.01));

        // Every bin is wider than the interval.
        NeuronThreshold wide = NeuronThreshold.Find(new(100, 1.5, 0.01) { Gamma = 0.1 });
        Assert.Equal((0, 0, 0, 1), (wide.Width, wide.Cap, wide.Up, wide.Bins));
    }

    [Fact]
    public void Nonsense_is_refused_with_a_reason()
    {
        var good = new ThresholdQuestion(10, 0.1, 0.1);
        Refused(good with { Dimension = 1 }, "removing a weight");
        Refused(good with { Dimension = 0 }, "dimension");
        Refused(good with { Epsilon = 0 }, "epsilon");
        Refused(good with { Epsilon = 2 }, "empty network");
        Refused(good with { Delta = 0 }, "delta");
        Refused(good with { Delta = 1 }, "delta");
        Refused(good with { Radius = 1 }, "norm at least 1");
        Refused(good with { Radius = 0.3 }, "norm at least 1");
        Refused(good with { Epsilon = 1e-9 }, "bins");
        Refused(good with { Radius = 1e9 }, "bins");
        Refused(good with { Start = 2 }, "start");
        Refused(good with { Gamma = 0 }, "gamma");
        Refused(good with { Cap = 0 }, "T = 0");
    }

    private static void Refused(ThresholdQuestion question, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidInputException>(() => NeuronThreshold.Find(question)).Message);
}
