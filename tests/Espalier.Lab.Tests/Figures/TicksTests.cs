using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Tests.Figures;

public sealed class TicksTests
{
    [Fact]
    public void Linear_ticks_are_few_round_and_fill_the_range_for_all()
    {
        foreach ((double low, double high, string seed) in Ranges(positive: false))
        {
            Tick[] ticks = [.. LinearTicks.Of(low, high).Major];
            Common(ticks, low, high, seed);
            (int digit, int power) = LinearTicks.Step(high - low);
            double step = LinearTicks.Times(digit, power);
            Assert.True(ticks[0].Value - low < step * 1.0001 && high - ticks[^1].Value < step * 1.0001, seed);
            Assert.All(ticks, tick => Assert.True(Math.Abs((tick.Value / step) - Math.Round(tick.Value / step)) < 1e-6, seed));
        }
    }

    [Theory]
    [InlineData(AxisScale.Log10)]
    [InlineData(AxisScale.Log2)]
    public void Logarithmic_ticks_are_few_and_round_for_all(AxisScale scale)
    {
        foreach ((double low, double high, string seed) in Ranges(positive: true)) Common([.. TickSet.For(scale, low, high).Major], low, high, seed);
    }

    [Fact]
    public void Angle_ticks_are_few_for_all()
    {
        foreach ((double low, double high, string seed) in Ranges(positive: false).Where(r => r.High - r.Low is > 1e-6 and < 1e6)) Common([.. AngleTicks.Of(low, high).Major], low, high, seed);
    }

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
    public void Labels_say_the_values_for_all()
    {
        foreach ((double low, double high, string seed) in Ranges(positive: false).Where(r => r.High - r.Low > 1e-9 * Math.Max(Math.Abs(r.Low), Math.Abs(r.High))))
        {
            TickSet set = LinearTicks.Of(low, high);
            int factor = set.Factor.Length == 0 ? 0 : int.Parse(set.Factor[4..^1].Replace('−', '-'), CultureInfo.InvariantCulture);
            foreach (Tick tick in set.Major)
            {
                double said = LinearTicks.Times(double.Parse(tick.Label.Replace('−', '-'), CultureInfo.InvariantCulture), factor);
                Assert.True(Math.Abs(said - tick.Value) <= 1e-6 * (high - low), $"{seed}: {tick.Label} for {tick.Value:R}");
            }
        }
    }

    private static void Common(Tick[] ticks, double low, double high, string seed)
    {
        Assert.True(ticks.Length is >= 3 and <= 9, $"{seed}: {ticks.Length} ticks in {low:R} … {high:R}");
        Assert.True(ticks[0].Value >= low && ticks[^1].Value <= high, seed);
        for (int i = 1; i < ticks.Length; i++) Assert.True(ticks[i].Value > ticks[i - 1].Value, seed);
        Assert.Equal(ticks.Length, ticks.Select(t => t.Label).Distinct().Count());
    }

    private static IEnumerable<(double Low, double High, string Seed)> Ranges(bool positive)
    {
        for (uint seed = 0; seed < 3000; seed++)
        {
            RandomStream stream = new(seed, 1, StreamPurpose.Sampling);
            double size = Math.Pow(10, stream.Uniform(0, -12, 12));
            double low = positive ? size : size * stream.Uniform(1);
            double high = positive ? low * Math.Pow(10, Math.Pow(10, stream.Uniform(2, -2, 1.5))) : low + (size * Math.Pow(10, stream.Uniform(2, -5, 2)));
            yield return (low, high, $"seed {seed}");
        }
    }
}
