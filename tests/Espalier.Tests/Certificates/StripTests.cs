using Espalier.Certificates.Relaxations;
using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates;

/// <summary>The relaxations of ReLU and of a difference of ReLUs hold at every point of dense grids, checked in double-double.</summary>
public sealed class StripTests
{
    private const int Ranges = 4000;
    private const int Side = 12;

    /// <summary>Far below a unit of float64, far above one of double-double.</summary>
    private const double Resolution = 1e-28;

    [Fact]
    public void A_line_holds_on_its_interval()
    {
        var stream = new RandomStream(1, 1, StreamPurpose.Sampling);
        for (ulong k = 0; k < Ranges; k++)
        {
            double lower = -Math.Pow(10, stream.Uniform(2 * k, -12, 3)), upper = Math.Pow(10, stream.Uniform((2 * k) + 1, -12, 3));
            ReluLine line = ReluLine.Over(lower, upper);
            foreach (double z in Grid(lower, upper, Side))
            {
                DoubleDouble miss = (DoubleDouble)Math.Max(z, 0) - DoubleDouble.Product(line.Slope, z) - line.Half;
                Assert.True(DoubleDouble.Abs(miss) <= (DoubleDouble)line.Half + (Resolution * upper), $"z = {z:R} in [{lower:R}, {upper:R}]");
            }
        }
    }

    [Fact]
    [Slow]
    public void A_strip_holds_wherever_its_ranges_allow()
    {
        var stream = new RandomStream(2, 1, StreamPurpose.Sampling);
        ulong next = 0;
        for (int k = 0; k < Ranges; k++)
        {
            (double lowerB, double upperB) = Ends();
            (double lowerD, double upperD) = Ends();
            double lowerA = lowerB + lowerD, upperA = upperB + upperD;

            // Ranges of a are often narrower than the sum.
            if (k % 2 == 0) (lowerA, upperA) = (lowerA + (0.3 * (upperA - lowerA)), upperA - (0.4 * (upperA - lowerA)));
            var range = new DifferenceRange(lowerA, upperA, lowerB, upperB, lowerD, upperD);
            DifferenceStrip strip = DifferenceStrip.Over(range);
            foreach (double b in Grid(lowerB, upperB, Side))
                foreach (double d in Grid(lowerD, upperD, Side)) Check(range, strip, b, d);
        }

        (double Lower, double Upper) Ends()
        {
            double x = stream.Uniform(next++) * Math.Pow(10, stream.Uniform(next++, -6, 1));
            double y = stream.Uniform(next++) * Math.Pow(10, stream.Uniform(next++, -6, 1));
            return (Math.Min(x, y), Math.Max(x, y));
        }
    }

    [Fact]
    public void A_strip_is_no_wider_than_the_difference_needs()
    {
        // Both unstable, d small: the width is max |d|, whatever b is.
        DifferenceStrip strip = DifferenceStrip.Over(new DifferenceRange(-5.1, 5.2, -5, 5, -0.1, 0.2));
        Assert.InRange(strip.Half, 0.1, 0.1 * (1 + 1e-12));

        // Both surely positive or both surely negative: nothing is lost.
        Assert.Equal(new DifferenceStrip(1, 0, 0, 0), DifferenceStrip.Over(new DifferenceRange(1, 2, 1, 2, -0.1, 0.1)));
        Assert.Equal(default, DifferenceStrip.Over(new DifferenceRange(-2, -1, -2, -1, -0.1, 0.1)));
    }

    private static void Check(in DifferenceRange range, in DifferenceStrip strip, double b, double d)
    {
        DoubleDouble a = DoubleDouble.Sum(b, d);
        if (a < range.LowerA || a > range.UpperA) return;
        DoubleDouble truth = (a > 0 ? a : 0) - Math.Max(b, 0);
        DoubleDouble miss = truth - DoubleDouble.Product(strip.SlopeD, d) - DoubleDouble.Product(strip.SlopeB, b) - strip.Middle;
        DoubleDouble allowed = (DoubleDouble)strip.Half + (Resolution * (Math.Abs(b) + Math.Abs(d)));
        Assert.True(DoubleDouble.Abs(miss) <= allowed, $"b = {b:R}, d = {d:R} in {range}: {strip}");
    }

    private static IEnumerable<double> Grid(double lower, double upper, int side)
    {
        for (int i = 0; i <= side; i++) yield return i == side ? upper : lower + ((upper - lower) * i / side);
        foreach (double near in (double[])[0, double.Epsilon, -double.Epsilon, lower * 0.999999, upper * 0.999999])
        {
            if (near >= lower && near <= upper) yield return near;
        }
    }
}
