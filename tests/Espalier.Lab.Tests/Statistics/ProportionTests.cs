using Espalier.Lab.Statistics;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Tests.Statistics;

public sealed class ProportionTests
{
    // mpmath 1.2.1, 30 digits: quantiles of the beta law, as R's binom.test defines them.
    [Theory]
    [InlineData(0, 10, 0.95, 0, 0.3084971078187608)]
    [InlineData(10, 10, 0.95, 0.6915028921812392, 1)]
    [InlineData(1, 10, 0.95, 0.002528578544461787, 0.4450161170281954)]
    [InlineData(3, 10, 0.95, 0.06673951117773449, 0.6524528500599972)]
    [InlineData(5, 10, 0.99, 0.1283105539350833, 0.8716894460649167)]
    [InlineData(50, 100, 0.95, 0.398321129503301, 0.601678870496699)]
    [InlineData(404, 100000, 0.95, 0.003656292573503332, 0.00445289725432981)]
    [InlineData(999, 1000, 0.9, 0.9952650064245002, 0.999948708021091)]
    [InlineData(7, 1000, 0.999999, 0.0004511541235834314, 0.02971437593045738)]
    public void Clopper_Pearson_gives_the_known_values(long successes, long trials, double confidence, double lower, double upper)
    {
        ConfidenceInterval interval = Proportion.ClopperPearson(successes, trials, confidence);
        Assert.Equal(lower, interval.Lower, 1e-10 * Math.Max(lower, 1e-3));
        Assert.Equal(upper, interval.Upper, 1e-10 * Math.Max(upper, 1e-3));
    }

    [Fact]
    public void One_sided_limits_have_their_closed_forms_at_the_ends()
    {
        foreach (long n in (long[])[1, 10, 1000, 1_000_000, 1_000_000_000, Proportion.MaxTrials])
        {
            Assert.Equal(-double.ExpM1(Math.Log(0.05) / n), Proportion.UpperLimit(0, n), 1e-13);
            Assert.Equal(Math.Exp(Math.Log(0.05) / n), Proportion.LowerLimit(n, n), 1e-13);
            Assert.Equal(0, Proportion.LowerLimit(0, n));
            Assert.Equal(1, Proportion.UpperLimit(n, n));
        }

        Assert.Equal(new ConfidenceInterval(0, 1, 0.95), Proportion.ClopperPearson(0, 0));
    }

    /// <summary>Where the normal law is exact to six digits.</summary>
    [Fact]
    public void As_many_trials_as_a_sweep_can_pool_have_limits()
    {
        const long Successes = 300_000_000_000;
        ConfidenceInterval interval = Proportion.ClopperPearson(Successes, Proportion.MaxTrials);
        double half = 1.959963984540054 * Math.Sqrt(0.3 * 0.7 / Proportion.MaxTrials);
        Assert.Equal(0.3 - half, interval.Lower, 1e-5 * half);
        Assert.Equal(0.3 + half, interval.Upper, 1e-5 * half);
        Assert.Throws<InvalidInputException>(() => Proportion.ClopperPearson(1, Proportion.MaxTrials + 1));
    }

    [Fact]
    public void Successes_and_failures_mirror_each_other()
    {
        for (long k = 0; k <= 40; k++)
        {
            ConfidenceInterval one = Proportion.ClopperPearson(k, 40);
            ConfidenceInterval other = Proportion.ClopperPearson(40 - k, 40);
            Assert.Equal(one.Lower, 1 - other.Upper, 1e-14);
            Assert.True(one.Lower <= k / 40.0 && one.Upper >= k / 40.0);
        }
    }

    [Theory]
    [InlineData(1, 0.95)]
    [InlineData(7, 0.8)]
    [InlineData(20, 0.95)]
    [InlineData(60, 0.99)]
    public void Coverage_summed_exactly_is_never_below_the_nominal_one(int trials, double confidence)
    {
        (ConfidenceInterval[] two, double[] lower, double[] upper) = Limits(trials, confidence);
        for (int step = 1; step < 400; step++)
        {
            double p = step / 400.0;
            Assert.True(Coverage(trials, p, k => two[k].Contains(p)) >= confidence - 1e-12, $"two-sided at {p}");
            Assert.True(Coverage(trials, p, k => lower[k] <= p) >= confidence - 1e-12, $"lower at {p}");
            Assert.True(Coverage(trials, p, k => upper[k] >= p) >= confidence - 1e-12, $"upper at {p}");
        }
    }

    [Fact]
    public void The_usual_normal_interval_fails_the_same_coverage_sum()
    {
        const int trials = 20;
        const double p = 0.05;
        double coverage = Coverage(trials, p, k => Math.Abs((k / 20.0) - p) <= 1.96 * Math.Sqrt(k / 20.0 * (1 - (k / 20.0)) / trials));
        Assert.True(coverage < 0.7);
    }

    [Fact]
    public void Coverage_holds_in_a_simulation()
    {
        RandomStream stream = new(20, 1, StreamPurpose.Sampling);
        const int repeats = 4000;
        int covered = 0;
        for (int r = 0; r < repeats; r++)
        {
            int k = 0;
            for (int i = 0; i < 30; i++) k += stream.Uniform((ulong)((r * 30) + i), 0, 1) < 0.3 ? 1 : 0;
            if (Proportion.ClopperPearson(k, 30).Contains(0.3)) covered++;
        }

        // A true coverage of at least 0.95 falls below 0.93 of 4000 with probability under 1e-7.
        Assert.True(covered >= 0.93 * repeats);
        Assert.True(covered <= 0.99 * repeats);
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(11, 10)]
    [InlineData(0, -1)]
    public void Impossible_counts_are_refused(long successes, long trials) =>
        Assert.Throws<InvalidInputException>(() => Proportion.ClopperPearson(successes, trials));

    private static (ConfidenceInterval[] Two, double[] Lower, double[] Upper) Limits(int trials, double confidence) => (
        [.. Enumerable.Range(0, trials + 1).Select(k => Proportion.ClopperPearson(k, trials, confidence))],
        [.. Enumerable.Range(0, trials + 1).Select(k => Proportion.LowerLimit(k, trials, confidence))],
        [.. Enumerable.Range(0, trials + 1).Select(k => Proportion.UpperLimit(k, trials, confidence))]);

    private static double Coverage(int trials, double p, Func<int, bool> covers)
    {
        double mass = Math.Pow(1 - p, trials);
        double sum = 0;
        for (int k = 0; k <= trials; k++)
        {
            if (covers(k)) sum += mass;
            mass *= (trials - k) / (k + 1.0) * (p / (1 - p));
        }

        return sum;
    }
}
