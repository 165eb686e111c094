using Espalier.Lab.Gap;
using Espalier.Lab.Statistics;

namespace Espalier.Work.Gap;

/// <summary>The gap: its curves, their slopes, what they show, and where everything was written.</summary>
public sealed record MeasureAnswer(
    GapCurve[] Curves,
    GapSlope[] Slopes,
    GapGrowth[] Growth,
    GapFinding[] Findings,
    string Report,
    string Figure,
    string Data,
    string Store,
    long Draws)
{
    internal static MeasureAnswer Of(GapTable table, GapFits fits, GapFiles files) => new(
        [.. GapCurve.Of(table)],
        [
            .. fits.Epsilon.Select(
                fit =>
                    new GapSlope(
                        fit.Method.Name, fit.Dimension, fit.Exponent.Value, Ends(fit.Exponent), fit.LateExponent.Value, Ends(fit.LateExponent))),
        ],
        [
            .. fits.Dimension.Select(
                fit =>
                    new GapGrowth(
                        fit.Method.Name,
                        fit.Epsilon,
                        [.. fit.Dimensions],
                        fit.Exponent.Value,
                        Ends(fit.Exponent),
                        fit.Factor.Value,
                        Ends(fit.Factor),
                        fit.IsExact)),
        ],
        [.. GapFindings.Of(table, fits)],
        files.Report,
        files.Figure,
        files.Data,
        files.Store,
        table.Cells - table.Missing);

    private static double[]? Ends(GapNumber number) => number.Interval is ConfidenceInterval range ? [range.Lower, range.Upper] : null;
}

/// <summary>One method in one dimension.</summary>
public sealed record GapCurve(string Method, int Dimension, string Kind, GapCurvePoint[] Points)
{
    internal static IEnumerable<GapCurve> Of(GapTable table) =>
        table.Points.GroupBy(point => (point.Method, point.Dimension))
            .Select(
                curve =>
                    new GapCurve(
                        curve.Key.Method.Name,
                        curve.Key.Dimension,
                        curve.Key.Method.IsExact ? "exact" : "upper-bound",
                        [.. curve.Select(GapCurvePoint.Of)]));
}

/// <summary>The width at one tolerance; an end of the interval is null where it lies beyond what was tried.</summary>
public sealed record GapCurvePoint(
    double Epsilon, double? Width, double?[] Interval, double AtLeast, int Draws, int Censored, int Proved, long MostWidth, double? ProvenBound)
{
    internal static GapCurvePoint Of(GapPoint point) => new(
        point.Epsilon,
        point.Width,
        [point.Lower, point.Upper],
        point.AtLeast,
        point.Draws.Length,
        point.Censored,
        point.Proved,
        point.MostWidth,
        GapBounds.Proven(point.Method, point.Dimension, point.Epsilon) is > 0 and var proven ? proven : null);
}

/// <summary>width ∝ (1/ε)^exponent.</summary>
public sealed record GapSlope(string Method, int Dimension, double Exponent, double[]? Interval, double LateExponent, double[]? LateInterval);

/// <summary>width ∝ d^exponent, or factor^d.</summary>
public sealed record GapGrowth(
    string Method, double Epsilon, int[] Dimensions, double Exponent, double[]? Interval, double Factor, double[]? FactorInterval, bool Exact);
