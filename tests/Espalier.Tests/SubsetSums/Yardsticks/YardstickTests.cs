using Espalier.Numerics.Random;
using Espalier.SubsetSums.Yardsticks;

namespace Espalier.Tests.SubsetSums.Yardsticks;

public sealed class YardstickTests
{
    [Slow]
    [Fact]
    public void Normal_weights_cost_what_theory_says()
    {
        float[] weights = Normal(64 * 1024);
        foreach (Yardstick yardstick in Yardstick.Usual.AddRange(Yardstick.At(4)))
        {
            YardstickResult result = yardstick.Measure(1024, weights);
            (double bits, double least, double most) = yardstick switch
            {
                HalfPrecision => (16, 1e-4, 3e-4),
                ChannelIntegers => (8 + (32.0 / 1024), 0.005, 0.012),
                BlockIntegers { Group: 128 } => (4.125, 0.1, 0.115),
                BlockIntegers => (4.5, 0.08, 0.095),
                MinMaxIntegers { Group: 128 } => (4.25, 0.095, 0.11),
                MinMaxIntegers => (5, 0.07, 0.085),
                SeedLm => (4, 0.11, 0.13),
                // √(πe/6) above the limit, within what the tails of 4 bits take.
                EntropyCodedSteps => (4, 0.0742, 0.0750),
                GaussianLimit => (4, 0.0625, 0.0625),
                _ => throw new InvalidOperationException(yardstick.Name),
            };
            Assert.Equal(bits, result.BitsPerWeight, 2e-3);
            Assert.InRange(result.RelativeError, least, most);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(130)]
    public void Groups_do_not_reach_over_rows_and_zeros_cost_no_error(int columns)
    {
        foreach (Yardstick yardstick in Yardstick.At(3))
        {
            if (yardstick is SeedLm) continue;
            YardstickResult zeros = yardstick.Measure(columns, new float[3 * columns]);
            Assert.Equal(0, zeros.RelativeError);
            Assert.Equal(3 * columns, zeros.Weights);
        }

        int groups = 3 * ((columns + 31) / 32);
        Assert.Equal((3.0 * 3 * columns) + (16 * groups), new BlockIntegers(3, 32).Measure(columns, Normal(3 * columns)).Bits);
        Assert.Equal((3.0 * 3 * columns) + (32 * groups), new MinMaxIntegers(3, 32).Measure(columns, Normal(3 * columns)).Bits);
    }

    [Fact]
    public void Rounded_weights_are_the_nearest_of_their_group()
    {
        float[] weights = Normal(4 * 100);
        var rounded = new float[weights.Length];
        new MinMaxIntegers(4, 50).Round(100, weights, rounded);
        for (int group = 0; group < 8; group++)
        {
            float[] each = weights[(group * 50)..((group + 1) * 50)];
            double step = (each.Max() - each.Min()) / 15.0;
            for (int i = 0; i < 50; i++) Assert.InRange(Math.Abs(each[i] - rounded[(group * 50) + i]), 0, (0.5 * step) + 3e-3);
        }
    }

    [Fact]
    public void Fractions_bring_the_integers_on_both_sides()
    {
        Assert.Equal([3, 3, 2, 2], Yardstick.At(2.45).OfType<BlockIntegers>().Select(each => each.Bits));
        Assert.Equal(2.45, new EntropyCodedSteps(2.45).Measure(100, Normal(20_000)).BitsPerWeight, 5e-3);
        Assert.Throws<ArgumentOutOfRangeException>(() => Yardstick.At(0.5));
    }

    [Fact]
    public void Results_of_grids_add_up()
    {
        var first = new YardstickResult(10, 40, 1, 4);
        YardstickResult both = first + new YardstickResult(30, 40, 3, 12);
        Assert.Equal((2, 0.5), (both.BitsPerWeight, both.RelativeError));
    }

    private static float[] Normal(int count)
    {
        var values = new float[count];
        new RandomStream(17, 0, StreamPurpose.Experiment).FillNormal(0, values);
        return values;
    }
}
