using System.Collections.Immutable;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Figures;
using Espalier.Lab.Gap;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Tests.Gap;

public sealed class GapStatisticsTests
{
    private static readonly GapMethod Neurons = GapMethod.Find(GapMethod.Neurons);
    private static readonly GapMethod Weights = GapMethod.Find(GapMethod.Weights);

    /// <summary>
    /// Widths of a geometric law with median 34, each known only to within a factor; the interval of 21 draws covers in at least 95 %. Of 3000
    /// samples fewer than 2770 cover with probability below 1e-7 if 95 % do; the twin, four order statistics narrower, is seen.
    /// </summary>
    [Fact]
    public void The_interval_between_order_statistics_covers_the_median()
    {
        const int Samples = 3000;
        const double Median = 34;
        (int covered, int twin) = (0, 0);
        for (uint sample = 0; sample < Samples; sample++)
        {
            var stream = new RandomStream(sample, 8, StreamPurpose.Sampling);
            ImmutableArray<GapDraw> draws = [.. Enumerable.Range(0, 21).Select(i =>
            {
                double width = Math.Ceiling(Math.Log(0.5 + (0.5 * stream.Uniform((ulong)i))) / Math.Log(0.98));
                return i % 3 == 0 ? new GapDraw(Math.Ceiling(1.2 * width), Math.Max(1, Math.Floor(0.8 * width))) : new GapDraw(width, width);
            })];
            var point = new GapPoint(Neurons, 2, 0.1, 1000, draws);
            if (point.Lower <= Median && Median <= point.Upper) covered++;
            double[] sorted = [.. draws.Select(draw => draw.Width).Order()];
            if (sorted[9] <= Median && Median <= sorted[12]) twin++;
        }

        Assert.True(covered >= 2770, $"{covered} of {Samples} cover");
        Assert.True(twin < 2770, $"the narrow twin covers {twin} of {Samples}");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(101)]
    public void The_order_statistics_are_those_of_the_binomial_law(int count)
    {
        var point = new GapPoint(Weights, 2, 0.1, 1000, [.. Enumerable.Range(1, count).Select(i => new GapDraw(i, i))]);
        Assert.Equal((count + 1) / 2.0, point.Width);
        Assert.Equal(count + 1, point.Lower + point.Upper);
        double Tail(double below) => Enumerable.Range(0, (int)below).Sum(k => Math.Exp(LogBinomial(count, k) - (count * Math.Log(2))));
        Assert.True(Tail(point.Lower!.Value) <= 0.025);
        Assert.True(Tail(point.Lower!.Value + 1) > 0.025);
    }

    [Fact]
    public void Draws_beyond_the_widest_parent_give_lower_bounds()
    {
        GapPoint Point(int beyond) =>
            new(
                Neurons,
                2,
                0.1,
                200,
                [.. Enumerable.Range(0, 21).Select(i => i < beyond ? new GapDraw(double.PositiveInfinity, 150) : new GapDraw(100 + i, 100 + i))]);
        GapPoint few = Point(3);
        Assert.Equal((113.0, 3, 18), (few.Width!.Value, few.Censored, few.Proved));
        Assert.NotNull(few.Upper);
        GapPoint some = Point(8);
        Assert.NotNull(some.Width);
        Assert.Null(some.Upper);
        GapPoint many = Point(12);
        Assert.Null(many.Width);
        Assert.Equal(150, many.AtLeast);
        Assert.Equal("> 149", GapText.Width(many));
        Assert.StartsWith("≤", GapText.Width(new GapPoint(Neurons, 2, 0.1, 200, [.. Enumerable.Repeat(new GapDraw(80, 40), 7)])));
        Assert.Null(new GapPoint(Neurons, 2, 0.1, 200, [.. Enumerable.Repeat(new GapDraw(80, 40), 5)]).Lower);
    }

    [Theory]
    [InlineData(0.0123456, "0.0123")]
    [InlineData(1e-5, "1e-5")]
    [InlineData(118, "118")]
    [InlineData(999.4, "999")]
    [InlineData(999.5, "1000")]
    [InlineData(268435.4, "268435")]
    [InlineData(-1234.5, "-1234")]
    public void Numbers_for_reading_have_three_digits_and_no_power_of_ten_where_digits_do(double value, string text) =>
        Assert.Equal(text, GapText.Number(value));

    [Fact]
    [Slow]
    public void Fits_find_the_laws_that_made_the_points()
    {
        GapFits fits = GapFits.Of(
            Table(
                (method, d, epsilon) => method == Weights ? d * (10 + (2 * -Math.Log2(epsilon))) : 3 * Math.Pow(d, 1.5) * Math.Pow(epsilon, -1.25),
                spread: 0.02),
            threads: 2);
        Assert.All(fits.Epsilon.Where(fit => fit.Method == Neurons), fit => Assert.Equal(1.25, fit.Exponent.Value, 0.05));
        Assert.All(fits.Epsilon.Where(fit => fit.Method == Weights), fit => Assert.InRange(fit.LateExponent.Value, 0, 0.2));
        Assert.All(fits.Bits, fit => Assert.Equal(2, fit.PerBit.Value, 0.15));
        Assert.All(fits.Dimension.Where(fit => fit.Method == Neurons), fit =>
        {
            Assert.Equal(1.5, fit.Exponent.Value, 0.05);
            Assert.True(fit.Exponent.Holds(1) == false && fit.ExponentialShare < 0.05 && fit.IsExact);
        });
        Assert.Equal(5, fits.Bits.Length);
    }

    [Fact]
    [Slow]
    public void Exponential_growth_is_told_from_a_power()
    {
        GapFits fits = GapFits.Of(Table((_, d, epsilon) => 5 * Math.Pow(1.7, d) / epsilon, spread: 0.02), threads: 1);
        Assert.All(fits.Dimension, fit =>
        {
            Assert.Equal(1.7, fit.Factor.Value, 0.03);
            Assert.True(fit.ExponentialShare > 0.95);
        });
    }

    [Fact]
    [Slow]
    public void Findings_hedge_where_an_interval_holds_both_claims_and_speak_plainly_where_it_does_not()
    {
        string Findings(Func<int, double> growth, double spread) => FindingsOf((d, epsilon) => growth(d) / epsilon, spread);

        string FindingsOf(Func<int, double, double> neurons, double spread)
        {
            GapTable table = Table((method, d, epsilon) => method == Weights ? 20.0 * d : neurons(d, epsilon), spread);
            return string.Join('\n', GapFindings.Of(table, GapFits.Of(table, 1)).Select(finding => finding.Text));
        }

        Assert.Contains("both fit, and the data do not tell", Findings(d => 40 * Math.Sqrt(d), 3));
        Assert.Contains("agree with growth in proportion to d", Findings(d => 40 * d, 0.1));
        Assert.Contains("faster growth than in proportion", Findings(d => 40 * d * d, 0.05));
        Assert.Contains("agree with no dependence and exclude growth in proportion", Findings(_ => 60, 0.1));
        // A single neuron is close enough at a width like ε to the power −d; less than ε to the power 1 − d is proven to fail.
        Assert.Contains("lies below the measured interval at every point", FindingsOf((d, epsilon) => 40 * d * Math.Pow(epsilon, -d), 0.1));
        Assert.Contains("something is wrong with this run", FindingsOf((d, epsilon) => 40 * d * Math.Pow(epsilon, 1.5 - d), 0.1));
        Assert.Contains("something is wrong with this run", Findings(_ => 0.01, 0.1));
    }

    /// <summary>Bars from the bottom to the top of the plot would pass for intervals.</summary>
    [Slow]
    [Fact]
    public void Five_draws_are_drawn_without_bars_and_what_is_not_there_is_not_spoken_of()
    {
        GapTable few = new(
            [
                .. ((double[])[0.8, 0.6]).SelectMany(
                    epsilon =>
                        ((GapMethod[])[Weights, Neurons]).Select(
                            method => new GapPoint(method, 2, epsilon, 100, [.. Enumerable.Repeat(new GapDraw(20, 20), 5)]))),
            ],
            20,
            0);
        Figure figure = GapFigures.Main(few);
        Assert.All(figure.Panels[0].Traces, layer => Assert.True(layer is LineTrace { Markers: true }));
        Assert.Contains("too few draws", figure.Description);
        Assert.DoesNotContain("shaded", figure.Description);
        Assert.DoesNotContain("goes on to", GapFindings.Of(few, GapFits.Of(few, 1)).First().Text);
        Figure many = GapFigures.Main(Table((_, d, epsilon) => 5 * d / epsilon, spread: 0.02));
        Assert.Contains(many.Panels[0].Traces, layer => layer is ErrorBarTrace);
        Assert.Contains("shaded", many.Description);
    }

    [Fact]
    public void Proven_bounds_grow_as_epsilon_falls_and_say_nothing_in_one_dimension()
    {
        Assert.Equal(0, GapBounds.Proven(1, 0.1));
        double[] widths = [.. ((double[])[0.9, 0.1, 0.01, 0.001, 1e-6]).Select(epsilon => GapBounds.Proven(4, epsilon))];
        Assert.Equal(widths.Order(), widths);
        // Like ε to the power 1 − d.
        Assert.InRange(widths[^1] * 1e-18, 1e-4, 1e-3);
        Assert.Equal(3, Math.Log(widths[^1] / widths[^2], 1e3), 0.05);
        Assert.True(
            GapBounds.Predicted(8, 0.001, Espalier.Theory.SlopeStep.Strict) <= GapBounds.Predicted(8, 0.001, Espalier.Theory.SlopeStep.Stated));
    }

    /// <summary>Points of a law, with a spread of ln width over 21 draws.</summary>
    private static GapTable Table(Func<GapMethod, int, double, double> law, double spread)
    {
        double[] epsilons = [0.5, 0.1, 1e-3, 1e-4, 1e-5];
        var points = ImmutableArray.CreateBuilder<GapPoint>();
        foreach (GapMethod method in (GapMethod[])[Weights, Neurons])
        {
            foreach (int d in (int[])[2, 3, 4, 6, 8])
            {
                foreach (double epsilon in epsilons)
                {
                    var stream = new RandomStream((ulong)points.Count, 9, StreamPurpose.Sampling);
                    points.Add(
                        new(
                            method,
                            d,
                            epsilon,
                            1_000_000_000,
                            [
                                .. Enumerable.Range(0, 21).Select(i => law(method, d, epsilon) * Math.Exp(spread * stream.Normal((ulong)i)))
                                    .Select(width => new GapDraw(width, width)),
                            ]));
                }
            }
        }

        return new(points.ToImmutable(), points.Count * 21, 0);
    }

    private static double LogBinomial(int n, int k) => Enumerable.Range(1, k).Sum(i => Math.Log(n - k + i) - Math.Log(i));
}
