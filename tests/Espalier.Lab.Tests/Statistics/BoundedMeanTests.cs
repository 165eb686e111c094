using Espalier.Lab.Experiments;
using Espalier.Lab.Statistics;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Tests.Statistics;

/// <summary>How often intervals of bounded measures hold the mean: counted exactly where the law has few values, else simulated.</summary>
public sealed class BoundedMeanTests
{
    private const int Points = 1000;

    /// <summary>Laws on [0, 1]: how to draw from them, and their means.</summary>
    private static readonly Dictionary<string, (Func<double, double> Quantile, double Mean)> Laws = new(StringComparer.Ordinal)
    {
        ["uniform"] = (u => u, 0.5),
        ["arcsine"] = (u => Math.Pow(Math.Sin(0.5 * Math.PI * u), 2), 0.5),
        ["accuracies about 0.9"] = (u => 0.85 + (0.1 * u), 0.9),
        ["one in two"] = (u => u < 0.5 ? 1 : 0, 0.5),
        ["one in ten"] = (u => u < 0.1 ? 1 : 0, 0.1),
        ["one in fifty"] = (u => u < 0.02 ? 1 : 0, 0.02),
        ["collapses"] = (u => u < 0.1 ? 0.1 : 0.95, (0.1 * 0.1) + (0.9 * 0.95)),
        ["near one"] = (u => 1 - Math.Pow(u, 4), 0.8),
    };

    /// <summary>Zeros and ones: the chance of each count is known, and with it that of an interval which misses.</summary>
    [Fact]
    public void Of_zeros_and_ones_the_mean_is_held_as_often_as_promised()
    {
        foreach (int n in (int[])[1, 2, 3, 5, 10, 25])
        {
            ConfidenceInterval[] intervals = [.. Enumerable.Range(0, n + 1).Select(k => BoundedMean.Of((double)k / n, n, 0, 1, 0.9))];
            for (double p = 0.005; p < 1; p += 0.005)
            {
                double below = 0, above = 0, chance = Math.Pow(1 - p, n);
                for (int k = 0; k <= n; k++)
                {
                    if (intervals[k].Upper < p) below += chance;
                    if (intervals[k].Lower > p) above += chance;
                    chance *= (n - k) * p / ((k + 1) * (1 - p));
                }

                Assert.InRange(below, 0, 0.05);
                Assert.InRange(above, 0, 0.05);
            }
        }
    }

    /// <summary>Two points with two and six pairs of zeros and ones, each point weighing half: the chance of every outcome is known.</summary>
    [Fact]
    public void With_unequal_weights_the_mean_is_held_as_often_as_promised()
    {
        const int Few = 2, Many = 6;
        const double Heaviest = (Few + Many) / (2.0 * Few);
        var intervals = new ConfidenceInterval[Few + 1, Many + 1];
        for (int i = 0; i <= Few; i++)
        {
            for (int j = 0; j <= Many; j++)
                intervals[i, j] = BoundedMean.OfWeighted(0.5 * (((double)i / Few) + ((double)j / Many)), Few + Many, Heaviest, 0, 1, 0.9);
        }

        double worst = 0;
        for (double p = 0; p <= 1; p += 0.02)
        {
            for (double q = 0; q <= 1; q += 0.02)
            {
                double mean = 0.5 * (p + q), below = 0, above = 0;
                for (int i = 0; i <= Few; i++)
                {
                    for (int j = 0; j <= Many; j++)
                    {
                        double chance = Chance(i, Few, p) * Chance(j, Many, q);
                        if (intervals[i, j].Upper < mean) below += chance;
                        if (intervals[i, j].Lower > mean) above += chance;
                    }
                }

                worst = Math.Max(worst, Math.Max(below, above));
            }
        }

        Assert.InRange(worst, 0, 0.05);
        // Equal weights are the plain mean.
        Assert.Equal(BoundedMean.Of(0.3, 10, 0, 1), BoundedMean.OfWeighted(0.3, 10, 1, 0, 1, 0.95));

        static double Chance(int k, int n, double p) =>
            Enumerable.Range(0, k).Aggregate(1.0, (product, i) => product * (n - i) / (i + 1)) * Math.Pow(p, k) * Math.Pow(1 - p, n - k);
    }

    [Fact]
    public void The_ends_have_their_closed_forms_and_lie_about_the_mean()
    {
        foreach (int n in (int[])[1, 4, 30])
        {
            Assert.Equal(1 - Math.Pow(0.025, 1.0 / n), BoundedMean.Of(0, n, 0, 1).Upper, 1e-12);
            Assert.Equal(0, BoundedMean.Of(0, n, 0, 1).Lower);
            Assert.Equal(-2 + (4 * Math.Pow(0.025, 1.0 / n)), BoundedMean.Of(2, n, -2, 2).Lower, 1e-12);
        }

        for (double mean = 0; mean <= 1; mean += 0.01)
        {
            ConfidenceInterval few = BoundedMean.Of(mean, 10, 0, 1), many = BoundedMean.Of(mean, 1000, 0, 1);
            ConfidenceInterval other = BoundedMean.Of(1 - mean, 10, 0, 1);
            Assert.True(few.Lower <= many.Lower && many.Lower <= mean && mean <= many.Upper && many.Upper <= few.Upper);
            Assert.Equal(1 - few.Lower, other.Upper, 1e-9);
            // Hoeffding's simple bound, which both improve upon.
            Assert.InRange(few.Upper - mean, 0, Math.Sqrt(Math.Log(40) / 20) + 1e-12);
        }

        Assert.Throws<InvalidInputException>(() => BoundedMean.Of(1.5, 3, 0, 1));
        Assert.Throws<InvalidInputException>(() => BoundedMean.Of(0.5, 0, 0, 1));
        Assert.Throws<InvalidInputException>(() => BoundedMean.Of(double.NaN, 3, 0, 1));
    }

    /// <summary>
    /// What reports and figures show of few replicates. Student's interval cut at the bounds would be none for equal values: of ten replicates
    /// of "one in fifty" 1 − 0.98¹⁰, less than a fifth, would have one at all.
    /// </summary>
    [Slow]
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    public void What_a_report_shows_holds_the_mean_for_laws_that_are_not_normal(int replicates)
    {
        foreach ((string name, (Func<double, double> quantile, double mean)) in Laws)
        {
            int held = Summaries(quantile, replicates).Count(point => point.Interval is { } range && range.Lower <= mean && mean <= range.Upper);
            TestContext.Current.TestOutputHelper!.WriteLine(Invariant($"{name}, {replicates} replicates: {held} of {Points}"));
            // Judged by the exact binomial law: the chance to hold the mean is not below 0.93, at a level of 10⁻⁶.
            Assert.True(Proportion.UpperLimit(held, Points, 1 - 1e-6) >= 0.93, $"{name}, {replicates} replicates: {held} of {Points}");
        }
    }

    private static IReadOnlyList<PointSummary> Summaries(Func<double, double> quantile, int replicates)
    {
        var schema = new ExperimentSchema(
            "bounded", 1, [Parameter.WholeNumber("n", "a point", 0, 0, Points)], [Measure.OfShare("accuracy", "a share")]);
        var stream = new RandomStream(20261126, (uint)replicates, StreamPurpose.Sampling);
        IEnumerable<CellRecord> records = Enumerable.Range(0, Points * replicates).Select(i => new CellRecord(
            default, i % replicates, [Scalar.Of((long)(i / replicates))], [Scalar.Of(quantile(stream.Uniform((ulong)i, 0, 1)))], null));
        return PointSummary.Of(RecordTable.Of(schema, records), "accuracy");
    }
}
