using Espalier.Theory.Proven;

namespace Espalier.Tests.Theory.Proven;

public sealed class OneParentBoundTests
{
    [Fact]
    public void Angle_and_witness_are_one_bound_in_the_plane()
    {
        foreach (double rho in (double[])[0.01, 0.3, 1, 1.5])
        {
            double expected = 0.5 * Math.Tan(0.5 * rho);
            Assert.InRange(AngleBound.Error(2, Math.Sin(rho)), expected * (1 - 1e-14), expected * (1 + 1e-15));
            Assert.InRange(WitnessBound.Error(Math.Tan(rho)), expected * (1 - 1e-14), expected * (1 + 1e-15));
            Assert.InRange(WitnessBound.Eta(expected), Math.Tan(rho) * (1 - 1e-13), Math.Tan(rho) * (1 + 1e-12));
        }
    }

    [Fact]
    public void Constants_follow_the_dimension()
    {
        Assert.Equal([0, 2, 2, 4, 4, 6], new[] { 2, 3, 4, 5, 6, 7 }.Select(AngleBound.Degree));
        Assert.Equal(0.0625 * 0.3, AngleBound.Error(4, 0.3), 1e-14);
        Assert.Equal(2 * 0.01 / 0.125, AngleBound.LargestSine(3, 0.01), 1e-12);
        Assert.Equal(0.01 / (0.0625 * 0.3), AngleBound.LargestCoefficient(3, 0.01, 0.3), 1e-12);
        Assert.Equal(double.PositiveInfinity, AngleBound.LargestCoefficient(3, 0.01, 0));
    }

    [Fact]
    public void Planks()
    {
        Assert.Equal(2 * 0.01 * (2 + Math.Sqrt(5)), PlankBound.LargestCoefficient(0.01, 2), 1e-15);
        double e = 0.01 / 0.5;
        Assert.Equal(0.02 * (2 + Math.Sqrt(5 - (e * e))) / (1 - e), PlankBound.LargestCoefficientBehindRelu(0.01, 2, 0.5), 1e-15);
        Assert.Equal(double.PositiveInfinity, PlankBound.LargestCoefficientBehindRelu(0.5, 2, 0.5));
        Assert.True(PlankBound.LargestCoefficientBehindRelu(0.01, 2, 0.5) > PlankBound.LargestCoefficient(0.01, 2));
    }

    [Fact]
    public void Cones()
    {
        Assert.Equal((0.5, 1.0), (ConeBound.Cost(0.8, 0.5), ConeBound.Cost(-0.8, 0.5)));
        Assert.Equal(0.1 + 0.09 + 0.02, ConeBound.Error([0.7, 0.4], [0.09 / 0.7, 0.05]), 1e-15);
        Assert.Equal(1, ConeBound.Error([], []));
    }

    [Fact]
    public void Zones()
    {
        // Three equal zones of width π/3: η = sin(π/6)/cot.
        Assert.Equal(0.5 / 2, ArrangementBound.Eta([2, 2, 2]), 1e-9);
        Assert.True(ArrangementBound.WidthOfZones([2, 2, 2], ArrangementBound.Eta([2, 2, 2])) < Math.PI);
        Assert.Equal((0, double.PositiveInfinity), (ArrangementBound.Eta([1, double.PositiveInfinity]), ArrangementBound.Eta([0])));
        Assert.Throws<InvalidInputException>(() => ArrangementBound.Eta([-1]));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<InvalidInputException>(() => AngleBound.Error(1, 0.5));
        Assert.Throws<InvalidInputException>(() => AngleBound.Error(3, 1.5));
        Assert.Throws<InvalidInputException>(() => WitnessBound.Error(double.NaN));
        Assert.Throws<InvalidInputException>(() => WitnessBound.Eta(0));
        Assert.Throws<InvalidInputException>(() => PlankBound.LargestCoefficient(0, 1));
        Assert.Throws<InvalidInputException>(() => PlankBound.LargestCoefficient(0.1, -1));
    }
}
