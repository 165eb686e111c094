using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Numerics;

public sealed class IntervalTests
{
    private const double Infinity = double.PositiveInfinity;

    [Fact]
    public void Operations_on_members_stay_inside()
    {
        var stream = new RandomStream(11, 0);
        for (ulong i = 0; i < 50_000; i++)
        {
            (Interval x, double a) = Draw(stream, 8 * i);
            (Interval y, double b) = Draw(stream, (8 * i) + 4);
            string replay = $"draw {i} of seed 11";
            RequireInside(x + y, Dyadic.Of(a) + Dyadic.Of(b), replay);
            RequireInside(x - y, Dyadic.Of(a) - Dyadic.Of(b), replay);
            RequireInside(x * y, Dyadic.Of(a) * Dyadic.Of(b), replay);
            RequireInside(a * y, Dyadic.Of(a) * Dyadic.Of(b), replay);
            RequireInside(Interval.Square(x), Dyadic.Of(a) * Dyadic.Of(a), replay);
        }
    }

    [Fact]
    public void Bounds_that_can_be_exact_are()
    {
        Assert.Equal(new Interval(-8, 12), new Interval(-2, 3) * new Interval(1, 4));
        Assert.Equal(new Interval(0, 9), Interval.Square(new Interval(-3, 2)));
        Assert.Equal(new Interval(4, 9), Interval.Square(new Interval(-3, -2)));
        Assert.Equal(new Interval(2, 3), Interval.Sqrt(new Interval(4, 9)));
        Assert.Equal(new Interval(0, 3), Interval.Sqrt(new Interval(-1, 9)));
    }

    [Fact]
    public void Unbounded_ends_stay_sound()
    {
        var positive = new Interval(0, Infinity);
        Assert.Equal(positive, positive * positive);
        Assert.Equal(new Interval(0, 0), 0 * positive);
        Assert.Equal(new Interval(double.NegativeInfinity, Infinity), positive - positive);
        Assert.Equal(new Interval(double.MaxValue, Infinity), Interval.Of(double.MaxValue) + Interval.Of(1e300));
        Assert.Equal(0, positive.Middle);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(Infinity, Infinity)]
    public void What_is_no_interval_is_refused(double lower, double upper) => Assert.Throws<ArgumentException>(() => new Interval(lower, upper));

    [Fact]
    public void Negative_numbers_alone_have_no_root() => Assert.Throws<ArgumentException>(() => Interval.Sqrt(new Interval(-2, -1)));

    private static (Interval Interval, double Member) Draw(RandomStream stream, ulong at)
    {
        double scale = Math.ScaleB(1, (int)(stream.Word((2 * at) + 6) % 1000) - 500);
        double a = stream.Uniform(at) * scale;
        double b = stream.Uniform(at + 1) * scale;
        var interval = new Interval(Math.Min(a, b), Math.Max(a, b));
        double share = 0.5 + (0.5 * stream.Uniform(at + 2));
        return (interval, Math.Clamp(a + (share * (b - a)), interval.Lower, interval.Upper));
    }

    private static void RequireInside(Interval interval, Dyadic value, string replay) => Assert.True(
        (!double.IsFinite(interval.Lower) || Dyadic.Of(interval.Lower).Compare(value) <= 0)
        && (!double.IsFinite(interval.Upper) || Dyadic.Of(interval.Upper).Compare(value) >= 0),
        replay);
}
