using Espalier.Numerics;
using Espalier.Numerics.Special;
using Espalier.Theory.Proven;

namespace Espalier.Tests.Numerics;

public sealed class OutwardFunctionsTests
{
    [Fact]
    public void Intervals_hold_known_values_and_are_narrow()
    {
        // Each pair brackets a number of more digits than float64 holds.
        Holds(OutwardFunctions.Log(2), 0.693147180559945309417);
        Holds(OutwardFunctions.Log(10), 2.302585092994045684018);
        Holds(OutwardFunctions.Log(1e-300), -690.7755278982137052053974);
        Holds(OutwardFunctions.LogP1(1e-10), 9.9999999995000000000333e-11);
        Holds(OutwardFunctions.LogP1(-0.5), -0.693147180559945309417);
        Holds(OutwardFunctions.Exp(1), 2.718281828459045235360);
        Holds(OutwardFunctions.Exp(-20.5), 1.2501528663867426e-09);
        Holds(OutwardFunctions.Exp(300), 1.9424263952412559e130);
        Holds(OutwardFunctions.ArcTangent(1), 0.785398163397448309616);
        Holds(OutwardFunctions.ArcTangent(-1e8), -1.57079631679489661923);
        Holds(OutwardFunctions.ArcTangent(0.1), 0.0996686524911620273784461);
        Assert.Equal((0, double.PositiveInfinity), (OutwardFunctions.Exp(-800).Lower, OutwardFunctions.Exp(800).Upper));
        Assert.False(OutwardFunctions.Log(2).Lower <= 0.69314718055995 * (1 - 1e-14) && OutwardFunctions.Log(2).Lower > 0.6931471805599453);
    }

    /// <summary>There ln(1 + x) lies just below x, and arctan x just nearer to 0.</summary>
    [Fact]
    public void Intervals_hold_among_subnormal_numbers()
    {
        foreach (double x in (double[])[double.Epsilon, 3 * double.Epsilon, 1e-310, 3e-305])
        {
            Assert.Equal((Math.BitDecrement(x), x), Ends(OutwardFunctions.LogP1(x)));
            Assert.Equal((Math.BitDecrement(-x), -x), Ends(OutwardFunctions.LogP1(-x)));
            Assert.Equal((Math.BitDecrement(x), x), Ends(OutwardFunctions.ArcTangent(x)));
            Assert.Equal((-x, Math.BitIncrement(-x)), Ends(OutwardFunctions.ArcTangent(-x)));
        }

        Assert.Equal((0, 0), Ends(OutwardFunctions.LogP1(0)));
        Assert.Equal((0, 0), Ends(OutwardFunctions.ArcTangent(0)));
    }

    [Fact]
    public void Exp_and_log_undo_each_other()
    {
        for (double x = -690; x < 690; x += 0.71)
        {
            Interval back = OutwardFunctions.Log(OutwardFunctions.Exp(x));
            Assert.True(back.Lower <= x && x <= back.Upper && back.Upper - back.Lower < 1e-14 * (1 + Math.Abs(x)));
        }
    }

    [Theory]
    [InlineData(1, 1, 0.3, 0.36901011956554542)] // (2/π) arcsin √x
    [InlineData(2, 1, 0.36, 0.2)] // 1 − √(1 − x)
    [InlineData(2, 1, 0.96, 0.8)]
    [InlineData(3, 1, 0.5, 0.18169011381620932)] // (2/π)(arcsin √x − √(x(1 − x)))
    [InlineData(2, 6, 0.2, 0.488)] // 1 − (1 − x)³
    public void Beta_functions_in_closed_form(int twiceA, int twiceB, double x, double expected)
    {
        Interval log = new HalfIntegerBeta(twiceA, twiceB).Log(x);
        Assert.InRange(Math.Log(expected), log.Lower - 1e-14, log.Upper + 1e-14);
        Assert.True(log.Upper - log.Lower < 2e-12);
    }

    [Fact]
    public void Beta_functions_agree_with_the_continued_fraction()
    {
        foreach (int twiceA in (int[])[1, 2, 7, 62, 255])
        {
            foreach (int twiceB in (int[])[1, 4, 40])
            {
                foreach (double x in (double[])[1e-12, 1e-4, 0.1, 0.5, 0.9, 0.9999])
                {
                    double other = IncompleteBeta.LogLower(0.5 * twiceA, 0.5 * twiceB, x, 1 - x);
                    Interval log = new HalfIntegerBeta(twiceA, twiceB).Log(x);
                    Assert.InRange(other, log.Lower - 1e-10, log.Upper + 1e-10);
                    Assert.True(log.Upper - log.Lower < 1e-9 * (1 + Math.Abs(other)));
                }
            }
        }
    }

    private static (double Lower, double Upper) Ends(Interval interval) => (interval.Lower, interval.Upper);

    private static void Holds(Interval interval, double value)
    {
        Assert.True(interval.Lower <= value && value <= interval.Upper, $"{value:R} is not in {interval}");
        Assert.True(interval.Upper - interval.Lower <= 2e-14 * Math.Abs(value));
    }
}
