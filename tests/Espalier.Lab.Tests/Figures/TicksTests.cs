using System.Globalization;
using CsCheck;
using Espalier.Lab.Figures;

namespace Espalier.Lab.Tests.Figures;

public sealed class TicksTests
{
    private static readonly Gen<double> Sizes = Gen.Double[-12, 12].Select(power => Math.Pow(10, power));

    private static readonly Gen<(double Low, double High)> Ranges =
        from size in Sizes
        from at in Gen.Double[0, 1]
        from width in Gen.Double[-5, 2]
        select (size * at, (size * at) + (size * Math.Pow(10, width)));

    private static readonly Gen<(double Low, double High)> PositiveRanges =
        from low in Sizes
        from decades in Gen.Double[-2, 1.5]
        select (low, low * Math.Pow(10, Math.Pow(10, decades)));

    [Fact]
    public void Linear_ticks_are_few_round_and_fill_the_range_for_all() => Ranges.Sample(
        (low, high) =>
        {
            Tick[] ticks = [.. LinearTicks.Of(low, high).Major];
            Common(ticks, low, high);
            (int digit, int power) = LinearTicks.Step(high - low);
            double step = LinearTicks.Times(digit, power);
            Assert.True(ticks[0].Value - low < step * 1.0001 && high - ticks[^1].Value < step * 1.0001);
            Assert.All(ticks, tick => Assert.True(Math.Abs((tick.Value / step) - Math.Round(tick.Value / step)) < 1e-6));
        },
        iter: 3000);

    [Theory]
    [InlineData(-0.12, 3.12, "0 1 2 3")]
    [InlineData(0.96, 2.04, "1 2")]
    [InlineData(-0.4, 10.4, "0 2 4 6 8 10")]
    [InlineData(1, 60, "10 20 30 40 50 60")]
    public void Between_whole_numbers_stands_no_tick(double low, double high, string labels)
    {
        TickSet ticks = TickSet.For(AxisScale.Linear, low, high, isWhole: true);
        Assert.Equal(labels, string.Join(' ', ticks.Major.Select(tick => tick.Label)));
        Assert.All(ticks.Minor, tick => Assert.Equal(Math.Round(tick), tick, 1e-9));
    }

    [Theory]
    [InlineData(AxisScale.Log10)]
    [InlineData(AxisScale.Log2)]
    public void Logarithmic_ticks_are_few_and_round_for_all(AxisScale scale) =>
        PositiveRanges.Sample((low, high) => Common([.. TickSet.For(scale, low, high).Major], low, high), iter: 3000);

    [Fact]
    public void Angle_ticks_are_few_for_all() => Ranges.Where((low, high) => high - low is > 1e-6 and < 1e6)
        .Sample((low, high) => Common([.. AngleTicks.Of(low, high).Major], low, high), iter: 2000);

    [Theory]
    [InlineData(AxisScale.Linear, 0, 1, "0.0 0.2 0.4 0.6 0.8 1.0", "")]
    [InlineData(AxisScale.Linear, -3, 3.2, "−3 −2 −1 0 1 2 3", "")]
    [InlineData(AxisScale.Linear, 0, 4.2e6, "0 1 2 3 4", "10^{6}")]
    [InlineData(AxisScale.Linear, 0, 0.00042, "0 1 2 3 4", "10^{−4}")]
    [InlineData(AxisScale.Log10, 0.001, 1000, "0.001 0.01 0.1 1 10 100 1000", "")]
    [InlineData(AxisScale.Log10, 1e-9, 0.1, "10^{−9} 10^{−8} 10^{−7} 10^{−6} 10^{−5} 10^{−4} 10^{−3} 10^{−2} 10^{−1}", "")]
    [InlineData(AxisScale.Log10, 3, 60, "5 10 20 50", "")]
    [InlineData(AxisScale.Log10, 3, 5, "3.0 3.5 4.0 4.5 5.0", "")]
    [InlineData(AxisScale.Log2, 8, 128, "8 16 32 64 128", "")]
    [InlineData(AxisScale.Log2, 0.125, 1, "2^{−3} 2^{−2} 2^{−1} 2^{0}", "")]
    [InlineData(AxisScale.Angle, 0, 6.283185307179586, "0 π/4 π/2 3π/4 π 5π/4 3π/2 7π/4 2π", "")]
    [InlineData(AxisScale.Angle, -3.141592653589793, 3.141592653589793, "−π −3π/4 −π/2 −π/4 0 π/4 π/2 3π/4 π", "")]
    public void Labels_read_well(AxisScale scale, double low, double high, string labels, string factor)
    {
        TickSet ticks = TickSet.For(scale, low, high);
        Assert.Equal(labels, string.Join(' ', ticks.Major.Select(t => t.Label)));
        Assert.Equal(factor, ticks.Factor);
    }

    [Fact]
    public void Labels_say_the_values_for_all() =>
        Ranges.Where((low, high) => high - low > 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high))).Sample(
            (low, high) =>
            {
                TickSet set = LinearTicks.Of(low, high);
                int factor = set.Factor.Length == 0 ? 0 : int.Parse(set.Factor[4..^1].Replace('−', '-'), CultureInfo.InvariantCulture);
                foreach (Tick tick in set.Major)
                {
                    double said = LinearTicks.Times(double.Parse(tick.Label.Replace('−', '-'), CultureInfo.InvariantCulture), factor);
                    Assert.True(Math.Abs(said - tick.Value) <= 1e-6 * (high - low), $"{tick.Label} for {tick.Value:R}");
                }
            },
            iter: 3000);

    private static void Common(Tick[] ticks, double low, double high)
    {
        Assert.True(ticks.Length is >= 3 and <= 9, $"{ticks.Length} ticks");
        Assert.True(ticks[0].Value >= low && ticks[^1].Value <= high);
        for (int i = 1; i < ticks.Length; i++) Assert.True(ticks[i].Value > ticks[i - 1].Value);
        Assert.Equal(ticks.Length, ticks.Select(t => t.Label).Distinct().Count());
    }
}
