using Espalier.Numerics;

namespace Espalier.Tests.Numerics;

/// <summary>Every bound is held against exact arithmetic: it must be sound, and no tighter float64 may be.</summary>
public sealed class OutwardTests
{
    private const int Pairs = 120_000;
    private const ulong Seed = 20261120;

    [Fact]
    [Slow]
    public void Sums_are_the_tightest_bounds() => Check(
        (a, b) => true,
        Outward.AddDown,
        Outward.AddUp,
        (a, b, candidate) => (Dyadic.Of(a) + Dyadic.Of(b)).Compare(Dyadic.Of(candidate)));

    [Fact]
    [Slow]
    public void Differences_are_the_tightest_bounds() => Check(
        (a, b) => true,
        Outward.SubtractDown,
        Outward.SubtractUp,
        (a, b, candidate) => (Dyadic.Of(a) - Dyadic.Of(b)).Compare(Dyadic.Of(candidate)));

    [Fact]
    public void Products_are_the_tightest_bounds() => Check(
        (a, b) => true,
        Outward.MultiplyDown,
        Outward.MultiplyUp,
        (a, b, candidate) => (Dyadic.Of(a) * Dyadic.Of(b)).Compare(Dyadic.Of(candidate)));

    [Fact]
    public void Quotients_are_the_tightest_bounds() => Check(
        (a, b) => b != 0,
        Outward.DivideDown,
        Outward.DivideUp,
        (a, b, candidate) => Dyadic.Of(a).Compare(Dyadic.Of(candidate) * Dyadic.Of(b)) * Math.Sign(b));

    [Fact]
    public void Roots_are_the_tightest_bounds() => Check(
        (a, b) => a >= 0,
        (a, b) => Outward.SqrtDown(a),
        (a, b) => Outward.SqrtUp(a),
        (a, b, candidate) => candidate < 0 ? 1 : Dyadic.Of(a).Compare(Dyadic.Of(candidate) * Dyadic.Of(candidate)));

    [Fact]
    public void Scalings_by_powers_of_two_are_the_tightest_bounds()
    {
        Check(
            (a, b) => true,
            (a, b) => Outward.ScaleDown(a, Power(b)),
            (a, b) => Outward.ScaleUp(a, Power(b)),
            (a, b, candidate) => Dyadic.Of(a).Scaled(Power(b)).Compare(Dyadic.Of(candidate)));

        static int Power(double b) => (int)(BitConverter.DoubleToInt64Bits(b) % 2300);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    public void Undefined_sums_are_unbounded(double a, double b)
    {
        Assert.Equal(double.NegativeInfinity, Outward.AddDown(a, b));
        Assert.Equal(double.PositiveInfinity, Outward.AddUp(a, b));
    }

    [Fact]
    public void Undefined_operations_are_unbounded()
    {
        Assert.Equal(
            (double.NegativeInfinity, double.PositiveInfinity),
            (Outward.MultiplyDown(0, double.PositiveInfinity), Outward.MultiplyUp(0, double.PositiveInfinity)));
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (Outward.DivideDown(1, 0), Outward.DivideUp(1, 0)));
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (Outward.SqrtDown(-1), Outward.SqrtUp(-1)));
    }

    [Fact]
    public void Infinite_operands_stay_infinite()
    {
        Assert.Equal(double.PositiveInfinity, Outward.AddDown(double.PositiveInfinity, -double.MaxValue));
        Assert.Equal(double.PositiveInfinity, Outward.MultiplyDown(double.NegativeInfinity, -double.Epsilon));
        Assert.Equal(0, Outward.DivideDown(1, double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, Outward.SqrtDown(double.PositiveInfinity));
    }

    /// <summary>Checks one operation on all pairs against exact arithmetic.</summary>
    /// <param name="defined">Whether the operation is defined for a pair.</param>
    /// <param name="down">The operation rounded down.</param>
    /// <param name="up">The operation rounded up.</param>
    /// <param name="truthAgainst">The sign of (truth − candidate), computed exactly.</param>
    private static void Check(
        Func<double, double, bool> defined,
        Func<double, double, double> down,
        Func<double, double, double> up,
        Func<double, double, double, int> truthAgainst)
    {
        foreach ((int index, double a, double b) in Operands.Pairs(Pairs, Seed))
        {
            if (!defined(a, b)) continue;
            double lower = down(a, b);
            double upper = up(a, b);
            string replay = $"pair {index} of seed {Seed}: {a:R}, {b:R} gave [{lower:R}, {upper:R}]";
            Assert.True(!double.IsFinite(lower) || truthAgainst(a, b, lower) >= 0, replay);
            Assert.True(!double.IsFinite(upper) || truthAgainst(a, b, upper) <= 0, replay);
            Assert.True(double.IsFinite(lower) || (double.IsNegativeInfinity(lower) && truthAgainst(a, b, -double.MaxValue) < 0), replay);
            Assert.True(double.IsFinite(upper) || (double.IsPositiveInfinity(upper) && truthAgainst(a, b, double.MaxValue) > 0), replay);
            double tighter = double.BitIncrement(lower);
            Assert.True(!double.IsFinite(tighter) || truthAgainst(a, b, tighter) < 0, replay);
            tighter = double.BitDecrement(upper);
            Assert.True(!double.IsFinite(tighter) || truthAgainst(a, b, tighter) > 0, replay);
        }
    }
}
