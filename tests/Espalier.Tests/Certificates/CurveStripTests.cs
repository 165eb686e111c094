using Espalier.Certificates.Relaxations;
using Espalier.Certificates.Steps;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates;

/// <summary>Strips around the logistic function and the hyperbolic tangent, against the functions of the runtime on dense grids.</summary>
public sealed class CurveStripTests
{
    private const int Ranges = 1500;
    private const int Side = 24;

    /// <summary>How far the functions of the runtime may be off.</summary>
    private const double Resolution = 2e-15;

    [Theory]
    [InlineData(ActivationFunction.Sigmoid)]
    [InlineData(ActivationFunction.Tanh)]
    public void A_line_holds_on_its_interval_and_touches_the_curve(ActivationFunction function)
    {
        var stream = new RandomStream(11, 1, StreamPurpose.Sampling);
        ulong next = 0;
        for (int k = 0; k < Ranges; k++)
        {
            (double lower, double upper) = Ends(stream, ref next);
            CurveLine line = CurveLine.Over(new SShape(new Activation(function)), lower, upper);
            double farthest = 0;
            foreach (double z in Grid(lower, upper, 8 * Side))
            {
                double miss = Math.Abs(Of(function, z) - ((line.Slope * z) + line.Middle));
                Assert.True(miss <= line.Half + Allowed(line.Slope * z), $"z = {z:R} in [{lower:R}, {upper:R}]: {line}");
                farthest = Math.Max(farthest, miss);
            }

            // On a grid the largest miss is all but met: a strip is no wider than it must be.
            Assert.True(farthest >= (0.98 * line.Half) - 1e-12, $"[{lower:R}, {upper:R}]: {line} but {farthest:R}");
            Assert.True(
                line.Half <= (0.5 * (Of(function, upper) - Of(function, lower))) + 1e-12,
                $"[{lower:R}, {upper:R}]: a strip without slope is narrower");
        }
    }

    [Slow]
    [Theory]
    [InlineData(ActivationFunction.Sigmoid)]
    [InlineData(ActivationFunction.Tanh)]
    public void A_strip_holds_wherever_its_ranges_allow(ActivationFunction function)
    {
        var stream = new RandomStream(12, 1, StreamPurpose.Sampling);
        ulong next = 0;
        for (int k = 0; k < Ranges; k++)
        {
            (double lowerB, double upperB) = Ends(stream, ref next);
            (double lowerD, double upperD) = Ends(stream, ref next);
            if (k % 3 == 0) (lowerD, upperD) = (1e-4 * lowerD, 1e-4 * upperD);
            double lowerA = lowerB + lowerD, upperA = upperB + upperD;
            if (k % 2 == 0) (lowerA, upperA) = (lowerA + (0.3 * (upperA - lowerA)), upperA - (0.4 * (upperA - lowerA)));
            var range = new DifferenceRange(lowerA, upperA, lowerB, upperB, lowerD, upperD);
            DifferenceStrip strip = CurveStrip.Over(new SShape(new Activation(function)), range);
            double steepest = function == ActivationFunction.Tanh ? 1 : 0.25, largest = Math.Max(Math.Abs(lowerD), Math.Abs(upperD));
            Assert.True(strip.Half <= (steepest * largest * (1 + 1e-12)) + 1e-12, $"{range}: {strip}");
            foreach (double b in Grid(lowerB, upperB, Side))
            {
                foreach (double d in Grid(lowerD, upperD, Side))
                {
                    if (b + d < lowerA || b + d > upperA) continue;
                    double miss = Of(function, b + d) - Of(function, b) - ((strip.SlopeD * d) + (strip.SlopeB * b) + strip.Middle);
                    double allowed = strip.Half + Allowed(Math.Abs(strip.SlopeD * d) + Math.Abs(strip.SlopeB * b) + Math.Abs(b) + Math.Abs(d));
                    Assert.True(Math.Abs(miss) <= allowed, $"b = {b:R}, d = {d:R} in {range}: {strip}");
                }
            }
        }
    }

    /// <summary>Without ends there is nothing but the range of the function.</summary>
    [Fact]
    public void An_interval_without_ends_has_the_range_of_the_function()
    {
        CurveLine line = CurveLine.Over(new SShape(new Activation(ActivationFunction.Tanh)), double.NegativeInfinity, double.PositiveInfinity);
        Assert.Equal(0, line.Slope);
        Assert.InRange(line.Half, 1, 1 + 1e-12);
        Assert.InRange(CurveLine.Over(new SShape(new Activation(ActivationFunction.Sigmoid)), 3, double.PositiveInfinity).Half, 0.0237, 0.02372);
    }

    private static double Allowed(double size) => Resolution + (4e-16 * Math.Abs(size));

    private static double Of(ActivationFunction function, double x) =>
        function == ActivationFunction.Tanh ? Math.Tanh(x) : x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    private static (double Lower, double Upper) Ends(RandomStream stream, ref ulong next)
    {
        double x = stream.Uniform(next++) * Math.Pow(10, stream.Uniform(next++, -4, 1.3));
        double y = stream.Uniform(next++) * Math.Pow(10, stream.Uniform(next++, -4, 1.3));
        return (Math.Min(x, y), Math.Max(x, y));
    }

    private static IEnumerable<double> Grid(double lower, double upper, int side)
    {
        for (int i = 0; i <= side; i++) yield return i == side ? upper : lower + ((upper - lower) * i / side);
        if (lower < 0 && upper > 0) yield return 0;
    }
}
