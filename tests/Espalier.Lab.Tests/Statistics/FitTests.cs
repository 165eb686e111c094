using Espalier.Lab.Statistics;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Tests.Statistics;

public sealed class FitTests
{
    private static readonly double[] X = [1, 2, 4, 8, 16];
    private static readonly double[] Y = [3.1, 5.7, 12.9, 22, 51];

    // scipy.stats.linregress 1.10.1 of the logarithms.
    [Fact]
    public void A_power_law_equals_the_reference()
    {
        PowerLawFit fit = PowerLawFit.Fit(X, Y).Fit!;
        Assert.Equal(1.0028783952303884, fit.Exponent.Value, 1e-13);
        Assert.Equal(0.03724322680114456, fit.Exponent.StandardError!.Value, 1e-13);
        Assert.Equal(1.1001080725595225, fit.Line.Intercept.Value, 1e-13);
        Assert.Equal(0.0632336699385469, fit.Line.Intercept.StandardError!.Value, 1e-13);
        Assert.Equal(0.997937736058352 * 0.997937736058352, fit.Line.RSquared!.Value, 1e-13);
        Assert.Equal(1.0028783952303884 + (3.182446305284263 * 0.03724322680114456), fit.Exponent.Interval!.Value.Upper, 1e-12);
        Assert.Equal(Math.Exp(1.1001080725595225), fit.Coefficient, 1e-12);
        Assert.Equal(fit.Coefficient, fit.At(1), 1e-12);
        ConfidenceInterval at1 = fit.MeanInterval(1)!.Value;
        Assert.Equal(Math.Exp(fit.Line.Intercept.Interval!.Value.Lower), at1.Lower, 1e-12);
    }

    // The normal equations solved with numpy.
    [Fact]
    public void A_weighted_line_equals_the_reference()
    {
        LineFit fit = LineFit.Fit([1, 2, 3, 4, 5], [1.1, 1.9, 3.2, 3.7, 5.4], [1, 2, 1, 0.5, 4]).Fit!;
        Assert.Equal(1.1108187134502925, fit.Slope.Value, 1e-12);
        Assert.Equal(-0.20877192982456255, fit.Intercept.Value, 1e-12);
        Assert.Equal(0.06109758563959976, fit.Slope.StandardError!.Value, 1e-12);
        Assert.Equal(0.2352338726970688, fit.Intercept.StandardError!.Value, 1e-12);
    }

    [Fact]
    public void Outcomes_name_what_cannot_be_fitted()
    {
        FitOutcome two = LineFit.Fit([1, 2], [3, 5]);
        Assert.Equal((FitStatus.Found, 2.0, 1.0), (two.Status, two.Fit!.Slope.Value, two.Fit.Intercept.Value));
        Assert.Null(two.Fit.Slope.StandardError);
        Assert.Null(two.Fit.Slope.Interval);
        Assert.Null(two.Fit.MeanInterval(7));
        Assert.Equal(FitStatus.TooFewPoints, LineFit.Fit([1], [1]).Status);
        Assert.Equal(FitStatus.IdenticalAbscissae, LineFit.Fit([2, 2, 2], [1, 2, 3]).Status);
        Assert.Equal(FitStatus.NotFinite, LineFit.Fit([1, 2, double.NaN], [1, 2, 3]).Status);
        Assert.Equal(FitStatus.NotFinite, LineFit.Fit([1, 2, 3], [1, 2, 3], [1, 0, 1]).Status);
        Assert.Equal(FitStatus.NotPositive, PowerLawFit.Fit([1, 2, 0], [1, 2, 3]).Status);
        Assert.Equal(FitStatus.IdenticalAbscissae, PowerLawFit.Fit([3, 3], [1, 2]).Status);
        Assert.Null(LineFit.Fit([1, 2, 3], [4, 4, 4]).Fit!.RSquared);
        Assert.Throws<InvalidInputException>(() => LineFit.Fit([1, 2], [1]));
    }

    [Fact]
    public void The_intervals_cover_in_a_simulation_and_a_wrong_slope_is_found_out()
    {
        const int repeats = 2000;
        (int covered, int wrong) = (0, 0);
        for (uint r = 0; r < repeats; r++)
        {
            ConfidenceInterval interval = PowerLawFit.Fit(X, Noisy(r)).Fit!.Exponent.Interval!.Value;
            if (interval.Contains(1.5)) covered++;
            if (interval.Contains(2)) wrong++;
        }

        Assert.InRange(covered, 0.925 * repeats, 0.973 * repeats);
        Assert.True(wrong < 0.6 * repeats);
    }

    [Fact]
    [Slow]
    public void The_residual_bootstrap_covers_and_ignores_threads()
    {
        const int repeats = 300;
        int covered = 0;
        double[] x = [1, 2, 4, 8, 16, 32, 64, 128];
        for (uint r = 0; r < repeats; r++)
        {
            RandomStream noise = new(8, r, StreamPurpose.Sampling);
            double[] y = [.. x.Select((v, i) => 2 * Math.Pow(v, 1.5) * Math.Exp(0.2 * noise.Normal((ulong)i)))];
            BootstrapOutcome outcome = PowerLawFit.ExponentByResiduals(x, y, default, new(400), new(9, r, StreamPurpose.Sampling), 1);
            if (outcome.Interval!.Value.Contains(1.5)) covered++;
            if (r == 0) Assert.Equal(outcome, PowerLawFit.ExponentByResiduals(x, y, default, new(400), new(9, r, StreamPurpose.Sampling), 3));
        }

        Assert.InRange(covered, 0.87 * repeats, 0.995 * repeats);
    }

    [Fact]
    public void The_residual_bootstrap_names_what_it_cannot_do()
    {
        RandomStream stream = new(1, 0, StreamPurpose.Sampling);
        Assert.Equal(BootstrapStatus.Undefined, ResidualBootstrap.OfSlope(X.AsMemory(0, 2), Y.AsMemory(0, 2), default, new(), stream, 1).Status);
        BootstrapOutcome exact = ResidualBootstrap.OfSlope(X, X, default, new(), stream, 1);
        Assert.Equal((BootstrapStatus.Constant, 1.0), (exact.Status, exact.Estimate!.Value));
    }

    private static double[] Noisy(uint repeat)
    {
        RandomStream noise = new(4, repeat, StreamPurpose.Sampling);
        return [.. X.Select((v, i) => 2 * Math.Pow(v, 1.5) * Math.Exp(0.3 * noise.Normal((ulong)i)))];
    }
}
