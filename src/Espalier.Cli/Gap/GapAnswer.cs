using Espalier.Cli.Frame;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Gap;
using Espalier.Lab.Statistics;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Gap;

/// <summary>The JSON of <c>espalier gap</c>, and the same as tables.</summary>
internal sealed record GapAnswer(GapCurve[] Curves, GapSlope[] Slopes, GapGrowth[] Growth, GapFinding[] Findings, string Report, string Figure, string Data, string Store, long Draws)
{
    public static GapAnswer Of(GapTable table, GapFits fits, GapFiles files) => new(
        [.. GapCurve.Of(table)],
        [.. fits.Epsilon.Select(fit => new GapSlope(fit.Method.Name, fit.Dimension, fit.Exponent.Value, Ends(fit.Exponent), fit.LateExponent.Value, Ends(fit.LateExponent)))],
        [.. fits.Dimension.Select(fit => new GapGrowth(fit.Method.Name, fit.Epsilon, [.. fit.Dimensions], fit.Exponent.Value, Ends(fit.Exponent), fit.Factor.Value, Ends(fit.Factor), fit.IsExact))],
        [.. GapFindings.Of(table, fits)],
        files.Report,
        files.Figure,
        files.Data,
        files.Store,
        table.Cells - table.Missing);

    public void Show(Page page)
    {
        foreach (GapCurve curve in Curves)
        {
            page.Table(
                [$"{curve.Method}, d = {curve.Dimension}: ε", "width", "from", "to", "draws", "beyond", "proved"],
                [.. curve.Points.Select(point => new[] { Numerals.Text(point.Epsilon), point.Width is { } width ? Numerals.Text(width) : $"> {Numerals.Text(point.AtLeast - 1)}", Digits(point.Interval[0]), Digits(point.Interval[1]), Numerals.Text(point.Draws), Numerals.Text(point.Censored), Numerals.Text(point.Proved) })]);
        }

        foreach (GapFinding finding in Findings) page.Line($"{finding.About}: {finding.Text}");
        page.Fields(("report", Report), ("figure", Figure), ("data", Data), ("records", Store));
    }

    private static string Digits(double? value) => value is { } number ? Numerals.Text(number) : "-";

    private static double[]? Ends(GapNumber number) => number.Interval is ConfidenceInterval range ? [range.Lower, range.Upper] : null;
}

/// <summary>One method in one dimension.</summary>
internal sealed record GapCurve(string Method, int Dimension, string Kind, GapCurvePoint[] Points)
{
    public static IEnumerable<GapCurve> Of(GapTable table) =>
        table.Points.GroupBy(point => (point.Method, point.Dimension))
            .Select(curve => new GapCurve(curve.Key.Method.Name, curve.Key.Dimension, curve.Key.Method.IsExact ? "exact" : "upper-bound", [.. curve.Select(GapCurvePoint.Of)]));
}

/// <summary>The width at one tolerance; an end of the interval is null where it lies beyond what was tried.</summary>
internal sealed record GapCurvePoint(double Epsilon, double? Width, double?[] Interval, double AtLeast, int Draws, int Censored, int Proved, long MostWidth, double? ProvenBound)
{
    public static GapCurvePoint Of(GapPoint point) => new(
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
internal sealed record GapSlope(string Method, int Dimension, double Exponent, double[]? Interval, double LateExponent, double[]? LateInterval);

/// <summary>width ∝ d^exponent, or factor^d.</summary>
internal sealed record GapGrowth(string Method, double Epsilon, int[] Dimensions, double Exponent, double[]? Interval, double Factor, double[]? FactorInterval, bool Exact);
