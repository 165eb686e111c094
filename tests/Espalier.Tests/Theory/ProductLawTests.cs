using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Tests.Theory;

public sealed class ProductLawTests
{
    /// <summary>Kolmogorov–Smirnov: √n·D exceeds 2.7 with probability below 1e-6.</summary>
    [Fact]
    public void Products_follow_the_law_and_sums_do_not()
    {
        const int Trials = 50_000;
        var stream = new RandomStream(9, 0, StreamPurpose.Sampling);
        Assert.InRange(Distance((x, y) => x * y), 0, 2.7);
        Assert.InRange(Distance((x, y) => x * x * y), 2.7, 1000);

        double Distance(Func<double, double, double> combine)
        {
            double[] sorted = [
                .. Enumerable.Range(0, Trials).Select(i => combine(stream.Uniform(2 * (ulong)i, 0, 1), stream.Uniform((2 * (ulong)i) + 1))).Order(),
            ];
            return Math.Sqrt(Trials) * sorted.Select(
                (z, i) => Math.Max(ProductLaw.Cumulative(z) - ((double)i / Trials), ((i + 1.0) / Trials) - ProductLaw.Cumulative(z))).Max();
        }
    }

    [Fact]
    public void The_density_is_the_slope_and_its_rest_is_nonnegative()
    {
        for (double z = -0.995; z < 1; z += 0.01)
        {
            double slope = (ProductLaw.Cumulative(z + 1e-6) - ProductLaw.Cumulative(z - 1e-6)) / 2e-6;
            Assert.Equal(ProductLaw.Density(z), slope, 1e-6);
            Assert.True(ProductLaw.RestDensity(z) >= 0);
        }

        Assert.Equal((0, 0.5, 1), (ProductLaw.Cumulative(-1), ProductLaw.Cumulative(0), ProductLaw.Cumulative(1)));
        Assert.Equal(0, ProductLaw.RestDensity(0.5), 1e-15);
    }
}
