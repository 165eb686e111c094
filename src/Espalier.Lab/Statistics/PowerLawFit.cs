using Espalier.Numerics.Random;

namespace Espalier.Lab.Statistics;

/// <summary>The end of a log-log fit: the power law if there is one.</summary>
public sealed record PowerLawOutcome(FitStatus Status, PowerLawFit? Fit);

/// <summary>y = coefficient·x^exponent, fitted as a straight line in natural logarithms.</summary>
public sealed record PowerLawFit
{
    private PowerLawFit(LineFit line) => Line = line;

    /// <summary>The line ln y = intercept + exponent·ln x.</summary>
    public LineFit Line { get; }

    /// <summary>The exponent: the slope on log-log axes.</summary>
    public FittedValue Exponent => Line.Slope;

    /// <summary>The value at x = 1.</summary>
    public double Coefficient => Math.Exp(Line.Intercept.Value);

    /// <summary>
    /// Fits a power law. Empty <paramref name="weights"/> stand for equal ones; a weight is one over the variance of ln y, up to a factor.
    /// </summary>
    public static PowerLawOutcome Fit(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights = default, double confidence = 0.95)
    {
        FitOutcome outcome = Logarithms(x, y) is { } logs
            ? LineFit.Fit(logs.X, logs.Y, weights, confidence)
            : new(FitStatus.NotPositive, null);
        return new(outcome.Status, outcome.Fit is { } line ? new PowerLawFit(line) : null);
    }

    /// <summary>The interval of the exponent by the studentised residual bootstrap on the logarithms.</summary>
    public static BootstrapOutcome ExponentByResiduals(
        ReadOnlyMemory<double> x, ReadOnlyMemory<double> y, ReadOnlyMemory<double> weights, BootstrapPlan plan, RandomStream stream, int threads,
        CancellationToken cancel = default) =>
        Logarithms(x.Span, y.Span) is { } logs
            ? ResidualBootstrap.OfSlope(logs.X, logs.Y, weights, plan, stream, threads, cancel)
            : new(BootstrapStatus.Undefined, null, null, 0);

    /// <summary>The fitted value at x &gt; 0.</summary>
    public double At(double x) => Math.Exp(Line.At(Math.Log(x)));

    /// <summary>The interval for the true law at x &gt; 0, or null for two points.</summary>
    public ConfidenceInterval? MeanInterval(double x) =>
        Line.MeanInterval(Math.Log(x)) is { } logs ? new ConfidenceInterval(Math.Exp(logs.Lower), Math.Exp(logs.Upper), logs.Confidence) : null;

    private static (double[] X, double[] Y)? Logarithms(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        foreach (double value in x)
        {
            if (!(value > 0)) return null;
        }

        foreach (double value in y)
        {
            if (!(value > 0)) return null;
        }

        double[] logX = new double[x.Length];
        double[] logY = new double[y.Length];
        for (int i = 0; i < x.Length; i++) logX[i] = Math.Log(x[i]);
        for (int i = 0; i < y.Length; i++) logY[i] = Math.Log(y[i]);
        return (logX, logY);
    }
}
