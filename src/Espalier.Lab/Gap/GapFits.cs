using System.Collections.Immutable;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Statistics;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Gap;

/// <summary>A number fitted to medians, with the interval that resampling the draws gives it.</summary>
/// <param name="Value">The number.</param>
/// <param name="Interval">Null where too many resamples have no value.</param>
public sealed record GapNumber(double Value, ConfidenceInterval? Interval)
{
    /// <summary>Whether the interval holds a number; unknown without one.</summary>
    public bool? Holds(double other) => Interval?.Contains(other);
}

/// <summary>How the width of a method grows as ε falls, in one dimension.</summary>
/// <param name="Method">The method.</param>
/// <param name="Dimension">d.</param>
/// <param name="Exponent">s in width ∝ (1/ε)^s over all points.</param>
/// <param name="LateExponent">The same over the three smallest tolerances alone: a logarithm shows as an exponent that falls.</param>
/// <param name="Largest">The largest tolerance.</param>
/// <param name="Smallest">The smallest tolerance.</param>
public sealed record EpsilonFit(GapMethod Method, int Dimension, GapNumber Exponent, GapNumber LateExponent, double Largest, double Smallest);

/// <summary>The law of weight pruning, width = d·(start + perBit·log₂(1/ε)), in one dimension.</summary>
/// <param name="Dimension">d.</param>
/// <param name="Start">Candidates per coordinate at ε = 1, by extrapolation.</param>
/// <param name="PerBit">Candidates per coordinate for every halving of ε.</param>
public sealed record BitFit(int Dimension, GapNumber Start, GapNumber PerBit);

/// <summary>How the width of a method grows with the dimension at one tolerance.</summary>
/// <param name="Method">The method.</param>
/// <param name="Epsilon">ε.</param>
/// <param name="Dimensions">The dimensions.</param>
/// <param name="Exponent">t in width ∝ d^t.</param>
/// <param name="Factor">f in width ∝ f^d.</param>
/// <param name="ExponentialShare">The share of resamples in which f^d leaves smaller residuals in ln width than d^t.</param>
/// <param name="IsExact">Whether all medians are known exactly; else they are upper bounds.</param>
public sealed record DimensionFit(
    GapMethod Method, double Epsilon, ImmutableArray<int> Dimensions, GapNumber Exponent, GapNumber Factor, double ExponentialShare, bool IsExact);

/// <summary>Slopes of the medians, with their uncertainty over the draws.</summary>
/// <param name="Epsilon">By method and dimension.</param>
/// <param name="Bits">Of weight pruning by dimension.</param>
/// <param name="Dimension">By method and tolerance.</param>
public sealed record GapFits(ImmutableArray<EpsilonFit> Epsilon, ImmutableArray<BitFit> Bits, ImmutableArray<DimensionFit> Dimension)
{
    /// <summary>
    /// Weight pruning is limited at large ε by how far sums of products reach, which has nothing to do with ε; from here on by how densely they lie.
    /// </summary>
    public const double DenseEpsilon = 1e-3;

    private static readonly BootstrapPlan Plan = new(Replicates: 1000, GapPoint.Confidence, BootstrapMethod.Percentile);

    /// <summary>Fits everything that has at least three points with a median.</summary>
    public static GapFits Of(GapTable table, int threads, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var epsilon = ImmutableArray.CreateBuilder<EpsilonFit>();
        var bits = ImmutableArray.CreateBuilder<BitFit>();
        var dimension = ImmutableArray.CreateBuilder<DimensionFit>();
        foreach (GapMethod method in table.Methods)
        {
            foreach (int d in table.Dimensions)
            {
                GapPoint[] curve = [.. table.Curve(method, d).Where(point => point.Width is not null)];
                if (OfEpsilon(method, d, curve, threads, cancel) is { } slope) epsilon.Add(slope);
                if (method.Name == GapMethod.Weights
                    && OfBits(d, [.. curve.Where(point => point.Epsilon <= DenseEpsilon)], threads, cancel) is { } law)
                    bits.Add(law);
            }

            foreach (
                IGrouping<double, GapPoint> level in table.Points.Where(point => point.Method == method && point.Width is not null)
                    .GroupBy(point => point.Epsilon).OrderByDescending(level => level.Key))
            {
                if (OfDimension(method, level.Key, [.. level.OrderBy(point => point.Dimension)], threads, cancel) is { } growth)
                    dimension.Add(growth);
            }
        }

        cancel.ThrowIfCancellationRequested();
        return new(epsilon.ToImmutable(), bits.ToImmutable(), dimension.ToImmutable());
    }

    private static EpsilonFit? OfEpsilon(GapMethod method, int dimension, GapPoint[] curve, int threads, CancellationToken cancel)
    {
        if (curve.Length < 3) return null;
        double[] x = [.. curve.Select(point => 1 / point.Epsilon)];
        GapNumber? all = Number(curve, medians => PowerLawFit.Fit(x, medians).Fit?.Exponent.Value, threads, cancel);
        GapNumber? late = Number(curve[^3..], medians => PowerLawFit.Fit(x.AsSpan()[^3..], medians).Fit?.Exponent.Value, threads, cancel);
        return all is null || late is null ? null : new(method, dimension, all, late, curve[0].Epsilon, curve[^1].Epsilon);
    }

    private static BitFit? OfBits(int dimension, GapPoint[] curve, int threads, CancellationToken cancel)
    {
        if (curve.Length < 3) return null;
        double[] bits = [.. curve.Select(point => -Math.Log2(point.Epsilon))];
        GapNumber? start = Number(curve, medians => Line(medians)?.Intercept.Value, threads, cancel);
        GapNumber? perBit = Number(curve, medians => Line(medians)?.Slope.Value, threads, cancel);
        return start is null || perBit is null ? null : new(dimension, start, perBit);

        LineFit? Line(double[] medians) => LineFit.Fit(bits, Array.ConvertAll(medians, median => median / dimension)).Fit;
    }

    private static DimensionFit? OfDimension(GapMethod method, double epsilon, GapPoint[] level, int threads, CancellationToken cancel)
    {
        if (level.Length < 3) return null;
        double[] dimensions = [.. level.Select(point => (double)point.Dimension)];
        GapNumber? exponent = Number(level, medians => PowerLawFit.Fit(dimensions, medians).Fit?.Exponent.Value, threads, cancel);
        GapNumber? factor = Number(level, medians => Growth(medians) is { } line ? Math.Exp(line.Slope.Value) : null, threads, cancel);
        int exponential = 0;
        for (int r = 0; r < Plan.Replicates; r++)
        {
            double[] medians = Medians(level, Bootstrap.Resample(Fewest(level), Stream, r));
            if (Growth(medians)?.ResidualDeviation < PowerLawFit.Fit(dimensions, medians).Fit?.Line.ResidualDeviation) exponential++;
        }

        return exponent is null || factor is null
            ? null
            : new(
                method,
                epsilon,
                [.. level.Select(point => point.Dimension)],
                exponent,
                factor,
                (double)exponential / Plan.Replicates,
                Array.TrueForAll(level, point => point.IsExact));

        LineFit? Growth(double[] medians) => LineFit.Fit(dimensions, Array.ConvertAll(medians, Math.Log)).Fit;
    }

    private static RandomStream Stream => new(1, 0, StreamPurpose.Sampling);

    /// <summary>The draws of different points are independent, so that drawing replicates anew draws all points anew.</summary>
    private static GapNumber? Number(GapPoint[] points, Func<double[], double?> statistic, int threads, CancellationToken cancel)
    {
        BootstrapOutcome outcome = Bootstrap.OfRows(Fewest(points), rows => statistic(Medians(points, rows)), Plan, Stream, threads, cancel);
        return statistic([.. points.Select(point => point.Width!.Value)]) is { } value
            ? new(value, outcome.Status == BootstrapStatus.Found ? outcome.Interval : null)
            : null;
    }

    private static int Fewest(GapPoint[] points) => points.Min(point => point.Draws.Length);

    private static double[] Medians(GapPoint[] points, ReadOnlySpan<int> rows)
    {
        double[] medians = new double[points.Length];
        double[] widths = new double[rows.Length];
        for (int i = 0; i < points.Length; i++)
        {
            for (int r = 0; r < rows.Length; r++) widths[r] = points[i].Draws[rows[r]].Width;
            medians[i] = Quantiles.Value(widths, 0.5);
        }

        return medians;
    }
}
