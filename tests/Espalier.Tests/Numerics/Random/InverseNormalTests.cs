using Espalier.Numerics.Random;
using Espalier.Numerics.Special;

namespace Espalier.Tests.Numerics.Random;

/// <summary>
/// Accuracy of the functions behind the normal; the values are from mpmath 1.2.1 at 40 digits, <c>sqrt(2)*erfinv(2*mpf(q))</c> and
/// <c>log(mpf(x))</c>.
/// </summary>
public sealed class InverseNormalTests
{
    [Theory]
    [InlineData(5.551115123125783e-17, 1.3914582123358836e-16)]
    [InlineData(1e-10, 2.5066282746310006e-10)]
    [InlineData(0.01, 0.025068908258711036)]
    [InlineData(-0.2, -0.5244005127080408)]
    [InlineData(0.425, 1.439531470938456)]
    [InlineData(0.4250000000000001, 1.4395314709384566)]
    [InlineData(-0.45, -1.6448536269514729)]
    [InlineData(0.4999, 3.7190164854557084)]
    [InlineData(0.499999999, 5.997807010584733)]
    [InlineData(0.49999999998611205, 6.657904617210832)]
    [InlineData(0.4999999999862, 6.658838325124649)]
    [InlineData(0.49999999999994316, 7.423939811985983)]
    [InlineData(0.49999999999999983, 8.160707840858583)]
    [InlineData(0.49999999999999994, 8.292361075813595)]
    public void Is_accurate_to_the_extreme_tails(double q, double expected)
    {
        Assert.InRange(InverseNormal.FromCentred(q) / expected, 1 - 1e-15, 1 + 1e-15);
        Assert.Equal(-InverseNormal.FromCentred(q), InverseNormal.FromCentred(-q));
    }

    [Theory]
    [InlineData(0.075, -2.5902671654458267)]
    [InlineData(5.551115123125783e-17, -37.42994775023705)]
    [InlineData(0.5, -0.6931471805599453)]
    [InlineData(0.7071067811865475, -0.34657359027997275)]
    [InlineData(0.7071067811865476, -0.3465735902799726)]
    [InlineData(0.9999999999999999, -1.1102230246251565e-16)]
    [InlineData(0.3, -1.2039728043259361)]
    [InlineData(1.5e-11, -24.922970914826337)]
    [InlineData(1.4142135623730951, 0.3465735902799727)]
    [InlineData(3.0, 1.0986122886681098)]
    public void The_logarithm_is_within_two_units(double x, double expected) =>
        Assert.InRange(PortableLogarithm.Log(x), expected - (2 * Unit(expected)), expected + (2 * Unit(expected)));

    [Fact]
    public void The_logarithm_agrees_with_the_platform()
    {
        var stream = new RandomStream(10, 0, StreamPurpose.Sampling);
        for (ulong i = 0; i < 100_000; i++)
        {
            double x = Math.ScaleB(0.5 * (stream.Uniform(i) + 1), -(int)(stream.Word(i) % 60));
            double expected = Math.Log(x);
            Assert.InRange(Math.Abs(PortableLogarithm.Log(x) - expected), 0, 3 * Unit(expected));
        }
    }

    [Fact]
    public void Is_increasing_across_its_seams()
    {
        foreach (double seam in new[] { 0.425, 0.5 - Math.Exp(-25) })
        {
            double q = seam - (50 * Math.ScaleB(1, -54));
            for (int step = 0; step < 100; step++, q += Math.ScaleB(1, -54))
                Assert.InRange(InverseNormal.FromCentred(q + Math.ScaleB(1, -54)) / InverseNormal.FromCentred(q), 1 - 1e-15, 1.01);
        }
    }

    private static double Unit(double x) => Math.BitIncrement(Math.Abs(x)) - Math.Abs(x);
}
