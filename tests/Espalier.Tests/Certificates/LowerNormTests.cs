using CsCheck;
using Espalier.Certificates;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates;

public sealed class LowerNormTests
{
    [Fact]
    public void A_norm_from_below_is_never_above_one_from_above()
    {
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Bool, Gen.ULong).Sample((rows, columns, isPair, seed) =>
        {
            double[] left = Numbers(seed, 0, rows * columns), right = isPair ? Numbers(seed, 1, rows * columns) : [];
            double below = LowerNorm.Spectral(left, right, rows, columns), above = UpperNorms.Spectral(left, right, rows, columns, threads: 1);
            Assert.InRange(below, 0, above);
        });
    }

    [Fact]
    public void It_comes_near()
    {
        double[] left = Numbers(1, 0, 2000), right = Numbers(1, 1, 2000);
        double above = UpperNorms.Spectral(left, right, 40, 50, threads: 1);
        Assert.InRange(LowerNorm.Spectral(left, right, 40, 50), 0.95 * above, above);
    }

    [Fact]
    public void Nothing_has_no_norm_and_what_is_no_number_has_none_from_below()
    {
        Assert.Equal(0, LowerNorm.Spectral(new double[6], [], 2, 3));
        Assert.Equal(0, LowerNorm.Spectral([double.NaN, 1], [], 1, 2));
        Assert.Equal(0, LowerNorm.Spectral([double.PositiveInfinity, 1], [], 1, 2));
    }

    private static double[] Numbers(ulong seed, uint tensor, int count)
    {
        var stream = new RandomStream(seed, tensor);
        var law = new UniformDistribution(-1, 1);
        var drawn = new float[count];
        law.Fill(stream, 0, drawn);
        return [.. drawn.Select(value => (double)value)];
    }
}
