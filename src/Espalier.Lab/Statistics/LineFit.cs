using Espalier.Numerics.Special;

namespace Espalier.Lab.Statistics;

/// <summary>How a fit ended.</summary>
public enum FitStatus
{
    /// <summary>There is a line.</summary>
    Found,

    /// <summary>Fewer than two points.</summary>
    TooFewPoints,

    /// <summary>All points have the same x: no slope.</summary>
    IdenticalAbscissae,

    /// <summary>A coordinate is not finite, or a weight is not positive.</summary>
    NotFinite,

    /// <summary>A coordinate is not positive and has no logarithm.</summary>
    NotPositive,
}

/// <summary>The end of a fit: the line if there is one.</summary>
public sealed record FitOutcome(FitStatus Status, LineFit? Fit);

/// <summary>A fitted number; error and interval are null when two points leave nothing to judge the fit by.</summary>
public sealed record FittedValue
{
    private readonly int _freedom;
    private readonly double _confidence;

    internal FittedValue(double value, double? standardError, int freedom, double confidence) =>
        (Value, StandardError, _freedom, _confidence) = (value, standardError, freedom, confidence);

    /// <summary>The number.</summary>
    public double Value { get; }

    /// <summary>Its standard error.</summary>
    public double? StandardError { get; }

    /// <summary>Its t-interval, computed when asked for: most fits of a bootstrap are never asked.</summary>
    public ConfidenceInterval? Interval =>
        StandardError is { } error ? Around(error * StudentLaw.UpperQuantile(0.5 * (1 - _confidence), _freedom)) : null;

    private ConfidenceInterval Around(double half) => new(Value - half, Value + half, _confidence);
}

/// <summary>A least-squares line y = intercept + slope·x under errors of equal variance (of variance σ²/weight when weighted).</summary>
public sealed record LineFit
{
    private LineFit(Sums sums, int points, double residualSquares, double confidence)
    {
        (MeanX, SpreadX, Mass, Points) = (sums.MeanX, sums.Sxx, sums.Mass, points);
        (Confidence, DegreesOfFreedom) = (confidence, points - 2);
        RSquared = sums.Syy > 0 ? Math.Clamp(1 - (residualSquares / sums.Syy), 0, 1) : null;
        ResidualDeviation = DegreesOfFreedom > 0 ? Math.Sqrt(residualSquares / DegreesOfFreedom) : null;
        double slope = sums.Sxy / sums.Sxx;
        Slope = With(slope, 1 / Math.Sqrt(sums.Sxx));
        Intercept = With(sums.MeanY - (slope * sums.MeanX), Math.Sqrt((1 / Mass) + (MeanX * MeanX / SpreadX)));
        MeanY = sums.MeanY;
    }

    /// <summary>The slope, with its standard error and t-interval.</summary>
    public FittedValue Slope { get; }

    /// <summary>The value at x = 0, with its standard error and t-interval.</summary>
    public FittedValue Intercept { get; }

    /// <summary>The number of points.</summary>
    public int Points { get; }

    /// <summary>Points less two.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>The estimated deviation of an error of weight one, or null for two points.</summary>
    public double? ResidualDeviation { get; }

    /// <summary>The share of the variance that the line explains, or null when all y are equal.</summary>
    public double? RSquared { get; }

    /// <summary>The confidence of the intervals.</summary>
    public double Confidence { get; }

    internal double MeanX { get; }

    internal double MeanY { get; }

    internal double SpreadX { get; }

    internal double Mass { get; }

    /// <summary>Fits a line. Empty <paramref name="weights"/> stand for equal ones.</summary>
    public static FitOutcome Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights = default, double confidence = 0.95)
    {
        ConfidenceInterval.RequireConfidence(confidence);
        if (x.Length != y.Length || (!weights.IsEmpty && weights.Length != x.Length))
            throw new InvalidInputException(
                "fit", null, $"{x.Length} x, {y.Length} y and {weights.Length} weights", "give as many of each, or no weights");
        if (x.Length < 2) return new(FitStatus.TooFewPoints, null);
        for (int i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i]) || !(Weight(weights, i) is > 0 and < double.PositiveInfinity))
                return new(FitStatus.NotFinite, null);
        }

        if (!x.ContainsAnyExcept(x[0])) return new(FitStatus.IdenticalAbscissae, null);
        Sums sums = Sum(x, y, weights);
        if (!(sums.Sxx > 0)) return new(FitStatus.IdenticalAbscissae, null);
        double squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double residual = y[i] - sums.MeanY - (sums.Sxy / sums.Sxx * (x[i] - sums.MeanX));
            squares += Weight(weights, i) * residual * residual;
        }

        return new(FitStatus.Found, new LineFit(sums, x.Length, squares, confidence));
    }

    /// <summary>The height of the line at x.</summary>
    public double At(double x) => MeanY + (Slope.Value * (x - MeanX));

    /// <summary>The interval for the height of the true line at x, or null for two points.</summary>
    public ConfidenceInterval? MeanInterval(double x)
    {
        double distance = x - MeanX;
        return With(At(x), Math.Sqrt((1 / Mass) + (distance * distance / SpreadX))).Interval;
    }

    /// <summary>The share of point i in its own fitted value.</summary>
    internal double Leverage(double x, double weight)
    {
        double distance = x - MeanX;
        return weight * ((1 / Mass) + (distance * distance / SpreadX));
    }

    internal static double Weight(ReadOnlySpan<double> weights, int i) => weights.IsEmpty ? 1 : weights[i];

    private FittedValue With(double value, double scale) => new(value, ResidualDeviation * scale, DegreesOfFreedom, Confidence);

    private static Sums Sum(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        (double mass, double meanX, double meanY) = (0, 0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            double weight = Weight(weights, i);
            mass += weight;
            meanX += weight / mass * (x[i] - meanX);
            meanY += weight / mass * (y[i] - meanY);
        }

        (double sxx, double sxy, double syy) = (0, 0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            (double weight, double dx, double dy) = (Weight(weights, i), x[i] - meanX, y[i] - meanY);
            sxx += weight * dx * dx;
            sxy += weight * dx * dy;
            syy += weight * dy * dy;
        }

        return new(mass, meanX, meanY, sxx, sxy, syy);
    }

    private readonly record struct Sums(double Mass, double MeanX, double MeanY, double Sxx, double Sxy, double Syy);
}
