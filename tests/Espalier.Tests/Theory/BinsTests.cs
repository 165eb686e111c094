using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Tests.Theory;

public sealed class BinsTests
{
    [Theory]
    [InlineData(2, 0.1, 35)]
    [InlineData(2, 100, 1)]
    [InlineData(1.0000001, 0.01, 1)]
    [InlineData(1.25, 0.5, 3)]
    [InlineData(1.25, 0.75, 2)]
    public void Bins_tile_the_interval(double radius, double width, int count)
    {
        var bins = new Bins(radius, width);
        Assert.Equal(count, bins.Count);
        Assert.Equal(Math.Sqrt((radius * radius) - 1), bins.HalfLength, 1e-9);
        Assert.Equal(-bins.HalfLength, bins.Low(0));
        Assert.Equal(bins.HalfLength, bins.High(count - 1));
        for (int bin = 0; bin < count; bin++)
        {
            Assert.True(bins.Low(bin) < bins.High(bin));
            if (bin > 0) Assert.Equal(bins.High(bin - 1), bins.Low(bin));
            Assert.Equal(bin, bins.Find(bins.Low(bin)));
            Assert.Equal(bin, bins.Find(0.5 * (bins.Low(bin) + bins.High(bin))));
        }

        Assert.Equal(count - 1, bins.Find(bins.HalfLength));
        Assert.Null(bins.Find(bins.HalfLength * 1.000001));
        Assert.Null(bins.Find(double.NaN));
    }

    [Theory]
    [InlineData(1, 0.1, "norm at least 1")]
    [InlineData(0.5, 0.1, "norm at least 1")]
    [InlineData(double.NaN, 0.1, "radius")]
    [InlineData(double.PositiveInfinity, 0.1, "radius")]
    [InlineData(2, 0, "width")]
    [InlineData(2, -1, "width")]
    [InlineData(2, 1e-12, "more than")]
    public void Nonsense_is_refused_with_a_reason(double radius, double width, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidInputException>(() => new Bins(radius, width)).Message);

    [Fact]
    public void Families_pair_the_coordinates()
    {
        Assert.Equal(
            (1, 1, 2, 2, 500), (InputFamily.Count(2), InputFamily.Count(3), InputFamily.Count(4), InputFamily.Count(5), InputFamily.Count(1001)));
        Assert.Contains("removing a weight", Assert.Throws<InvalidInputException>(() => InputFamily.Count(1)).Message);
        Assert.Throws<InvalidInputException>(() => InputFamily.Count(0));
        Assert.Throws<InvalidInputException>(() => new InputFamily(0));
        Assert.Equal(new Kink(-2, 15), new InputFamily(2).KinkOf([9, 9, -3, -6], 5));
        Assert.Null(new InputFamily(1).KinkOf([0, 1], 1));
    }

    [Fact]
    public void A_network_on_a_family_equals_its_formula_for_all()
    {
        for (uint trial = 0; trial < 100; trial++)
        {
            var stream = new RandomStream(12, trial, StreamPurpose.Sampling);
            var neurons = Enumerable.Range(0, 6).Select(
                j => (stream.Normal((ulong)(3 * j)), stream.Normal((ulong)(3 * j) + 1), stream.Normal((ulong)(3 * j) + 2))).ToList();
            neurons.Add((0, 1.5, -2));
            PiecewiseLinear found = PiecewiseLinear.OfNeurons(-1.7, 1.7, neurons);
            for (double t = -1.7; t <= 1.7; t += 0.01)
            {
                double expected = neurons.Sum(neuron => neuron.Item3 * Math.Max((neuron.Item1 * t) + neuron.Item2, 0));
                Assert.Equal(expected, found.At(t), 1e-11);
            }

            Assert.Equal(found.At(0.25), found.On(-0.5, 0.5).At(0.25), 1e-12);
        }
    }

    /// <summary>One kink in the middle of a bin: the distance from affine is jump·ε/8; a kink at the edge breaks nothing.</summary>
    [Fact]
    public void One_kink_breaks_one_bin()
    {
        var bins = new Bins(2, 0.5);
        double middle = 0.5 * (bins.Low(2) + bins.High(2));
        Assert.Equal(0.5 * 3 / 8, bins.DistanceFromAffine(2, [new(middle, -3)]), 1e-15);
        Assert.Equal(1, bins.CountBroken([new(middle, 3), new(100, 9)], 0.37));
        Assert.Equal(0, bins.CountBroken([new(middle, 3)], 0.38));
        Assert.Equal(0, bins.CountBroken([new(bins.Low(2), 3), new(middle, 3), new(middle, -3)], 0.001));
    }
}
