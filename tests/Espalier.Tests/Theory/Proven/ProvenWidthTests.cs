using Espalier.Theory.Proven;

namespace Espalier.Tests.Theory.Proven;

/// <summary>The widths against independent float64 computations to three digits; ours are rounded so that they may only be smaller.</summary>
public sealed class ProvenWidthTests
{
    /// <summary>At d = 3 a cap is 1 − √(1 − s²), so that 1e-3 gives 5414.52.</summary>
    [Theory]
    [InlineData(0.03, "8.7 13.3 13.3 13.3 13.3")]
    [InlineData(0.01, "53.5 395 873 873 873")]
    [InlineData(0.003, "601 1.48e4 3.70e5 3.64e6 2.20e8")]
    [InlineData(1e-3, "5.41e3 3.99e5 9.02e7 8.02e9 3.28e15")]
    [InlineData(1e-6, "5.42e9 3.99e14 9.02e22 8.02e30 3.29e60")]
    public void Widths_by_the_angle(double epsilon, string known)
    {
        foreach ((int dimension, string printed) in ((int[])[3, 4, 6, 8, 16]).Zip(known.Split(' ')))
            AgreesWith(printed, AngleLaw.Best(dimension, epsilon, 0.5)!.Value.LogWidth, $"d = {dimension}");
    }

    [Theory]
    [InlineData(0.03, "8.7 31.8 62.9 135 215 552 2.58e3 1.07e4")]
    [InlineData(0.01, "26.9 149 325 708 1.09e3 2.63e3 1.18e4 4.86e4")]
    [InlineData(1e-3, "272 2.71e3 5.76e3 1.19e4 1.80e4 4.25e4 1.89e5 7.77e5")]
    [InlineData(1e-6, "2.72e5 5.81e6 1.18e7 2.40e7 3.61e7 8.46e7 3.76e8 1.54e9")]
    [Slow]
    public void Widths_by_witnesses(double epsilon, string known)
    {
        foreach ((int dimension, string printed) in ((int[])[2, 3, 4, 6, 8, 16, 64, 256]).Zip(known.Split(' ')))
        {
            double log = new[] { true, false }.Max(conditioned => WitnessLaw.LogWidth(dimension, epsilon, 0.5, conditioned) ?? 0);
            AgreesWith(printed, log, $"d = {dimension}");
            // The leading order lies below.
            Assert.True(Math.PI / 8 * (dimension - 2) / epsilon * Math.Log(1 / (4 * epsilon)) < Math.Exp(log));
        }
    }

    [Fact]
    public void A_wrong_constant_would_show()
    {
        // E_2 off by one percent, or a cap of half the size.
        Disagrees("5.41e3", AngleLaw.LogWidth(3, 1e-3 * 1.01, 0.5));
        Disagrees("5.41e3", AngleLaw.LogWidth(3, 1e-3, 0.5) + Math.Log(2));
        Disagrees("2.71e3", WitnessLaw.LogWidth(3, 1.01e-3, 0.5, true));
        Disagrees("5.76e3", WitnessLaw.LogWidth(3, 1e-3, 0.5, true));

        static void Disagrees(string printed, double? logWidth) =>
            Assert.Throws<Xunit.Sdk.TrueException>(() => AgreesWith(printed, Assert.NotNull(logWidth), ""));
    }

    [Fact]
    public void Moments_are_above_those_of_a_plain_quadrature()
    {
        // A = E_ρ[(E_t r)^N] for d = 3, where ρ = cos of a uniform angle, by midpoint rules that share no code.
        const double Epsilon = 0.05;
        const int Width = 10;
        double eta = WitnessBound.Eta(Epsilon);
        double p = 2 / Math.PI * Math.Atan(eta);
        double sum = 0;
        const int Steps = 4000;
        for (int i = 0; i < Steps; i++)
        {
            double rho = Math.Cos(0.5 * Math.PI * (i + 0.5) / Steps);
            double square = eta * eta;
            double both = (Math.Asin((square + rho) / (1 + square)) + Math.Asin((square - rho) / (1 + square))) / Math.PI;
            sum += Math.Pow((1 - (2 * p) + both) / ((1 - p) * (1 - p)), Width) / Steps;
        }

        double ours = Math.Exp(WitnessLaw.Of(3, Epsilon, conditioned: false).LogMoment(Width));
        Assert.InRange(ours, sum * (1 - 1e-6), sum * 1.001);
        Assert.True(Math.Exp(WitnessLaw.Of(3, Epsilon, conditioned: true).LogMoment(Width)) < ours * 1.02);
    }

    [Slow]
    [Fact]
    public void The_larger_bound_wins_scales_with_the_radius_and_falls_with_delta()
    {
        ProvenWidth narrow = ProvenWidth.Find(new(4, 0.03, 0.5));
        Assert.Equal((ProvenVariant.Witness, 62), (narrow.Variant, narrow.Width));
        ProvenWidth fine = ProvenWidth.Find(new(6, 1e-3, 0.5));
        Assert.Equal((ProvenVariant.Angle, true), (fine.Variant, fine.HoldsForRefits));
        Assert.Equal(fine.LogWidth!.Value, ProvenWidth.Find(new(6, 2e-3, 0.5) { Radius = 2 }).LogWidth!.Value, 1e-12);
        Assert.Equal(fine.LogWidth!.Value, ProvenWidth.Find(new(6, 1e-4, 0.5) { Radius = 0.1 }).LogWidth!.Value, 1e-9);
        double[] byDelta = [.. new[] { 0.01, 0.1, 0.5, 0.9 }.Select(delta => ProvenWidth.Find(new(4, 0.01, delta)).Width)];
        Assert.Equal(byDelta.Order(), byDelta);
        Assert.True(byDelta[0] > 1);
        ProvenWidth huge = ProvenWidth.Find(new(256, 1e-6, 0.5));
        Assert.Equal(double.PositiveInfinity, huge.Width);
        Assert.InRange(huge.LogWidth!.Value, 1610, 1613);
    }

    [Fact]
    public void Nothing_is_claimed_where_nothing_is_known()
    {
        ProvenWidth large = ProvenWidth.Find(new(3, 0.6, 0.5));
        Assert.Equal((ProvenVariant.None, 0, null, false), (large.Variant, large.Width, large.LogWidth, large.HoldsForRefits));
        Assert.NotNull(large.Reason);
        Assert.Contains("d = 4", ProvenWidth.Find(new(3, 0.01, 0.5) { OutputRelu = true }).Reason);
        Assert.Throws<InvalidInputException>(() => ProvenWidth.Find(new(1, 0.1, 0.5)));
        Assert.Throws<InvalidInputException>(() => ProvenWidth.Find(new(3, 0, 0.5)));
        Assert.Throws<InvalidInputException>(() => ProvenWidth.Find(new(3, 2, 0.5)));
        Assert.Throws<InvalidInputException>(() => ProvenWidth.Find(new(3, 0.1, 1)));
        Assert.Throws<InvalidInputException>(() => ProvenWidth.Find(new(3, 0.1, 0.5) { Radius = 0 }));
    }

    /// <summary>The digits as printed: a number of that many digits, from slightly below.</summary>
    private static void AgreesWith(string printed, double logWidth, string where)
    {
        double known = double.Parse(printed, System.Globalization.CultureInfo.InvariantCulture);
        string digits = printed.Split('e')[0].Replace(".", "", StringComparison.Ordinal);
        double half = 0.5 * Math.Pow(10, Math.Floor(Math.Log10(known)) - (digits.Length - 1));
        double width = Math.Exp(logWidth);
        Assert.True(Math.Abs(width - known) <= half * (1 + 1e-6), $"{where}: {width:R} against {printed}");
    }
}
