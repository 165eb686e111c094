using Espalier.Numerics.Random;

namespace Espalier.Lab.Statistics;

/// <summary>The slope of a line by resampling residuals: the abscissae stay, the errors are drawn again.</summary>
/// <remarks>
/// A. C. Davison, D. V. Hinkley, "Bootstrap methods and their application" (1997), algorithm 6.1 with the studentised interval:
/// residuals are divided by √(1 − leverage) and centred; quantiles of (slope* − slope)/error* scale the error of the sample.
/// </remarks>
public static class ResidualBootstrap
{
    /// <summary>The interval of the slope; undefined for fewer than three points or identical abscissae. The plan's method does not matter.</summary>
    public static BootstrapOutcome OfSlope(
        ReadOnlyMemory<double> x, ReadOnlyMemory<double> y, ReadOnlyMemory<double> weights, BootstrapPlan plan, RandomStream stream, int threads,
        CancellationToken cancel = default)
    {
        FitOutcome outcome = LineFit.Fit(x.Span, y.Span, weights.Span, plan.Confidence);
        if (outcome.Fit is not { } line) return new(BootstrapStatus.Undefined, null, null, 0);
        double slope = line.Slope.Value;
        if (line.Slope.StandardError is not { } error) return new(BootstrapStatus.Undefined, slope, null, 0);
        Bootstrap.Require(x.Length, plan, threads);
        if (error == 0) return new(BootstrapStatus.Constant, slope, new ConfidenceInterval(slope, slope, plan.Confidence), 0);

        double[] residuals = Residuals(line, x.Span, y.Span, weights.Span);
        double?[]? drawn = Bootstrap.ForAll(plan.Replicates, threads, r => Studentised(Bootstrap.Resample(x.Length, stream, r)), cancel);
        if (drawn is null) return new(BootstrapStatus.Cancelled, slope, null, 0);
        double[] replicates = [.. drawn.OfType<double>().Order()];
        int undefined = plan.Replicates - replicates.Length;
        if (2 * undefined > plan.Replicates) return new(BootstrapStatus.Undefined, slope, null, undefined);
        double tail = 0.5 * (1 - plan.Confidence);
        ConfidenceInterval interval = new(
            slope - (error * Quantiles.OfSorted(replicates, 1 - tail)), slope - (error * Quantiles.OfSorted(replicates, tail)), plan.Confidence);
        return new(BootstrapStatus.Found, slope, interval, undefined);

        double? Studentised(int[] rows)
        {
            double[] redrawn = new double[rows.Length];
            for (int i = 0; i < rows.Length; i++)
                redrawn[i] = line.At(x.Span[i]) + (residuals[rows[i]] / Math.Sqrt(LineFit.Weight(weights.Span, i)));
            LineFit? fit = LineFit.Fit(x.Span, redrawn, weights.Span, plan.Confidence).Fit;
            return fit?.Slope is { StandardError: > 0 } again ? (again.Value - slope) / again.StandardError : null;
        }
    }

    private static double[] Residuals(LineFit line, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double[] residuals = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double weight = LineFit.Weight(weights, i);
            double free = 1 - line.Leverage(x[i], weight);
            residuals[i] = free > 1e-9 ? (y[i] - line.At(x[i])) * Math.Sqrt(weight / free) : 0;
        }

        double mean = residuals.Average();
        for (int i = 0; i < residuals.Length; i++) residuals[i] -= mean;
        return residuals;
    }
}
