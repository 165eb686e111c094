using System.Collections.Immutable;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Gap;

/// <summary>The gap as a page for readers who know nothing of the program.</summary>
public static class GapReport
{
    /// <summary>Makes the page; every number in it comes from the table, and the table from the store.</summary>
    /// <param name="table">The points.</param>
    /// <param name="fits">Their slopes.</param>
    /// <param name="command">The command that repeats the run.</param>
    /// <param name="environment">Where it ran.</param>
    public static Report Of(GapTable table, GapFits fits, string command, RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(fits);
        ArgumentNullException.ThrowIfNull(environment);
        GapFinding[] findings = [.. GapFindings.Of(table, fits)];
        int draws = table.Points.Select(point => point.Count).DefaultIfEmpty(0).Max();
        return new()
        {
            Title = "Pruning weights against pruning neurons: the gap, measured",
            Summary = $"{Question}\n\n{(findings.Length > 0 ? findings[0].Text : "")}",
            Parameters = [
                new("dimensions", string.Join(", ", table.Dimensions)),
                new("draws at every point", Invariant($"{draws}")),
                new("cells in the store", Invariant($"{table.Cells - table.Missing} of {table.Cells}")),
                new("intervals", "95 %"),
            ],
            Sections =
            [
                new("The gap", [new FigureBlock(GapFigures.Main(table), GapFigures.Wide)]),
                new("What the data say", [Findings(findings)]),
                new("What is measured", [new TextBlock(Method), Methods(table)]),
                new("All methods and bounds", [new FigureBlock(GapFigures.Everything(table), GapFigures.Wide)]),
                new(
                    "Growth with the dimension",
                    [
                        .. GapFigures.InDimension(table) is { } growth ? (ReportBlock[])[new FigureBlock(growth, GapFigures.Wide)] : [],
                        Dimensions(fits),
                    ]),
                new("Growth with the accuracy", [Slopes(fits), Bits(fits)]),
                new("Every point", [Points(table)]),
            ],
            Reproduction = Reproduction.Of(command, environment),
        };
    }

    private const string Question =
        "A random network with one hidden layer of ReLU units is never trained, only pruned. How many hidden neurons must it have, so that "
            + "what is left after pruning computes one wanted ReLU neuron to within ε on the unit ball? "
        + "It depends on what may be removed: single weights, or only whole neurons. This page measures both.";

    private const string Method =
        "The target is x ↦ max(⟨w, x⟩, 0) with w random of norm 1. A parent is drawn neuron by neuron: a wider parent begins with the "
            + "narrower one, so that once pruning succeeds it succeeds for every wider parent of the same draw. Every draw therefore has one "
            + "hitting width, and the width at which success reaches one half is the median of the hitting widths. "
        + "Intervals are those between order statistics; they hold for every law of the hitting width, at 95 %.\n\n"
        + "Errors are true suprema over the unit ball, rounded up: in closed form for weight pruning, exact on the circle for d = 2, and "
        + "enclosed by branch and bound for larger d. Keeping nothing has the error 1. "
        + "The random neurons have standard normal weights and output coefficients; weight pruning uses products of two "
        + "numbers uniform on [−1, 1].\n\n"
        + "For neuron pruning a search decides at each width whether some subset is within ε. At small widths it proves its answer either "
        + "way. Where it cannot, the hitting width lies between the largest width that was shown to fail and the smallest at which a subset "
        + "was found; tables show ≤ before such medians, and intervals and bands reach from the excluded widths to the found ones. "
        + "Where more than half of the draws need more than the widest parent tried, only a lower bound is given (>).";

    private static TableBlock Findings(GapFinding[] findings) => new(
        "ε is the accuracy, d the dimension; numbers in brackets are 95 % intervals; ≤ marks medians that are upper bounds",
        ["about", "found"],
        [.. findings.Select(finding => (ImmutableArray<string>)[finding.About, finding.Text])]);

    private static TableBlock Methods(GapTable table) => new(
        "The methods",
        ["method", "what is kept"],
        [.. table.Methods.Select(method => (ImmutableArray<string>)[method.Title, method.Meaning])]);

    private static TableBlock Dimensions(GapFits fits) => new(
        "Width as d^t and as f^d at fixed ε, with the interval over resampled draws, and how often f^d fits better",
        ["method", "ε", "dimensions", "t", "f", "f^d fits better", "medians"],
        [
            .. fits.Dimension.Select(
                fit =>
                    (ImmutableArray<string>)[fit.Method.Title, GapText.Epsilon(fit.Epsilon), string.Join(", ", fit.Dimensions),
                        GapText.With(fit.Exponent), GapText.With(fit.Factor), $"{GapText.Number(100 * fit.ExponentialShare)} %",
                        fit.IsExact ? "exact" : "upper bounds"]),
        ]);

    private static TableBlock Slopes(GapFits fits) => new(
        "Width as (1/ε)^s, over all tolerances and over the three smallest",
        ["method", "d", "ε from", "to", "s", "s at the smallest ε"],
        [
            .. fits.Epsilon.Select(
                fit =>
                    (ImmutableArray<string>)[fit.Method.Title, Invariant($"{fit.Dimension}"), GapText.Epsilon(fit.Largest),
                        GapText.Epsilon(fit.Smallest), GapText.With(fit.Exponent), GapText.With(fit.LateExponent)]),
        ])
    {
        OpenRows = 40,
    };

    private static TableBlock Bits(GapFits fits) => new(
        $"Weight pruning as width = d·(A + B·log₂(1/ε)) for ε ≤ {GapText.Epsilon(GapFits.DenseEpsilon)}",
        ["d", "A", "B"],
        [.. fits.Bits.Select(law => (ImmutableArray<string>)[Invariant($"{law.Dimension}"), GapText.With(law.Start), GapText.With(law.PerBit)])]);

    private static TableBlock Points(GapTable table) => new(
        "Hidden neurons at success ½; beyond: draws that need more than the widest parent tried; proved: draws whose width is known exactly",
        ["method", "d", "ε", "width", "interval", "draws", "beyond", "proved", "widest parent"],
        [
            .. table.Points.Select(
                point =>
                    (ImmutableArray<string>)[point.Method.Title, Invariant($"{point.Dimension}"), GapText.Epsilon(point.Epsilon),
                        GapText.Width(point), GapText.Range(point), Invariant($"{point.Count}"), Invariant($"{point.Censored}"),
                        Invariant($"{point.Proved}"), Invariant($"{point.MostWidth}")]),
        ]);
}
