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
        foreach (DifferenceRange range in DrawnRanges(2, Ranges))
        {
            DifferenceStrip strip = DifferenceStrip.Over(range);
            foreach (double b in Grid(range.LowerB, range.UpperB, Side))
                foreach (double d in Grid(range.LowerD, range.UpperD, Side)) Check(range, strip, b, d);
        }
    }

    [Fact]
    public void Planes_hold_wherever_their_ranges_allow()
    {
        var planes = new DifferencePlane[DifferencePlane.Most];
        foreach (DifferenceRange range in DrawnRanges(3, 600))
        {
            foreach (double sign in (double[])[1, -1])
            {
                int count = sign > 0 ? DifferencePlane.Above(range, planes) : DifferencePlane.Below(range, planes);
                foreach (double b in Grid(range.LowerB, range.UpperB, Side))
                    foreach (double d in Grid(range.LowerD, range.UpperD, Side)) CheckPlanes(range, planes.AsSpan(0, count), sign, b, d);
            }
        }
    }

    [Fact]
    public void Planes_touch_where_one_network_or_both_are_off_or_on()
    {
        // With b at its least both are off, with b at its largest both are on; in between a plane along d holds up to the larger end of d.
        var range = new DifferenceRange(-5.1, 5.2, -5, 5, -0.1, 0.2);
        var planes = new DifferencePlane[DifferencePlane.Most];
        int above = DifferencePlane.Above(range, planes);
        Assert.Equal(0, Lowest(planes, above, 1, -5, 0.2), 1e-12);
        Assert.Equal(-0.1, Lowest(planes, above, 1, 5, -0.1), 1e-12);
        Assert.Equal(0.2, Lowest(planes, above, 1, 0, 0.2), 1e-12);
        int below = DifferencePlane.Below(range, planes);
        Assert.Equal(0, -Lowest(planes, below, -1, -5, -0.1), 1e-12);
        Assert.Equal(0.2, -Lowest(planes, below, -1, 5, 0.2), 1e-12);
        Assert.Equal(-0.1, -Lowest(planes, below, -1, 0, -0.1), 1e-12);
    }

    private static double Lowest(DifferencePlane[] planes, int count, double sign, double b, double d) =>
        planes.Take(count).Min(plane => sign * ((plane.SlopeB * b) + (plane.SlopeD * d) + plane.Constant));

    private static IEnumerable<DifferenceRange> DrawnRanges(uint number, int count)
    {
        var stream = new RandomStream(number, 1, StreamPurpose.Sampling);
        ulong next = 0;
        for (int k = 0; k < count; k++)
        {
            (double lowerB, double upperB) = Ends();
            (double lowerD, double upperD) = Ends();
            double lowerA = lowerB + lowerD, upperA = upperB + upperD;

            // Ranges of a are often narrower than the sum.
            if (k % 2 == 0) (lowerA, upperA) = (lowerA + (0.3 * (upperA - lowerA)), upperA - (0.4 * (upperA - lowerA)));
            yield return new DifferenceRange(lowerA, upperA, lowerB, upperB, lowerD, upperD);
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

    private static void CheckPlanes(in DifferenceRange range, ReadOnlySpan<DifferencePlane> planes, double sign, double b, double d)
    {
        DoubleDouble a = DoubleDouble.Sum(b, d);
        if (a < range.LowerA || a > range.UpperA) return;
        DoubleDouble truth = (a > 0 ? a : 0) - Math.Max(b, 0);
        foreach (DifferencePlane plane in planes)
        {
            DoubleDouble height = DoubleDouble.Product(plane.SlopeD, d) + DoubleDouble.Product(plane.SlopeB, b) + plane.Constant;
            DoubleDouble beyond = sign > 0 ? truth - height : height - truth;
            Assert.True(beyond <= (DoubleDouble)(Resolution * (Math.Abs(b) + Math.Abs(d))), $"b = {b:R}, d = {d:R} in {range}: {plane}");
        }
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
