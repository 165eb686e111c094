using System.Collections.Immutable;
using Espalier.Lab.Experiments.Popup;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Curves;

/// <summary>Accuracy against kept share as a figure and a page.</summary>
public static class CurveReport
{
    /// <summary>A panel for each network and data set.</summary>
    public static Figure Figure(CurveTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new()
        {
            Title = "Accuracy against the share of weights that act",
            Description = "One line per method; intervals are those of the mean over replicates at 95 %.",
            Panels = [
                .. table.Points.GroupBy(point => (point.Network, point.Data)).Select(panel => Panel($"{panel.Key.Network}, {panel.Key.Data}", panel)),
            ],
        };
    }

    /// <summary>The page.</summary>
    /// <param name="table">The points.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="command">The command that repeats the run.</param>
    /// <param name="environment">Where it ran.</param>
    public static Report Of(CurveTable table, CurveRequest request, string command, RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(request);
        return new()
        {
            Title = "Subnetworks compared on equal budgets",
            Summary = string.Join("\n\n", CurveOrders.Of(table)),
            Parameters =
            [
                new("searches in the store", Invariant($"{table.Cells - table.Missing} of {table.Cells}")),
                new("diverged or out of reach", Invariant($"{table.Diverged}")),
                new("epochs", Invariant($"{request.Epochs}")),
                new("training images", Invariant($"{request.Examples}")),
                new("test images", Invariant($"{request.Tests}")),
                new("replicates", Invariant($"{request.Replicates}")),
            ],
            Sections =
            [
                new("Curves", table.Points.IsEmpty ? [] : [new FigureBlock(Figure(table))]),
                new("What is measured", [new TextBlock(Method), Methods(request)]),
                new("Every point", [Points(table)]),
            ],
            Reproduction = Reproduction.Of(command, environment),
        };
    }

    private const string Method =
        "Every method has the same number of kept weights and the same epochs, its legs and rounds together. "
        + "A weight acts if it is not 0 and lies on a way from an input to an output along weights that are not 0: "
        + "this share is the horizontal axis, for all methods alike. "
        + "Accuracies are those on the test images after the last epoch; nothing was chosen by them.";

    private static Panel Panel(string title, IEnumerable<CurvePoint> points) => new()
    {
        Title = title,
        X = new Axis("share of weights that act", AxisScale.Log10),
        Y = new Axis("accuracy"),
        Traces =
        [
            .. points.Where(point => point.Acting > 0).GroupBy(point => point.Method, StringComparer.Ordinal).SelectMany(curve => (Trace[])
            [
                Bars(curve.Key, [.. curve.Where(point => point.Interval is not null)]),
                new LineTrace(curve.Key, [.. curve.Select(point => point.Acting)], [.. curve.Select(point => point.Accuracy)]) { Markers = true },
            ]),
        ],
    };

    private static ErrorBarTrace Bars(string name, CurvePoint[] points) => new(
        name,
        [.. points.Select(point => point.Acting)],
        [.. points.Select(point => point.Accuracy)],
        [.. points.Select(point => point.Interval!.Value.Lower)],
        [.. points.Select(point => point.Interval!.Value.Upper)]);

    private static TableBlock Methods(CurveRequest request) => new(
        "The methods",
        ["method", "what is kept"],
        [.. request.Methods.Select(name => (ImmutableArray<string>)[name, SubnetworkMethods.Meaning(name)])]);

    private static TableBlock Points(CurveTable table) => new(
        "Mean accuracies with 95 % intervals",
        ["network", "data", "method", "kept", "acting", "accuracy", "from", "to", "replicates"],
        [
            .. table.Points.Select(point => (ImmutableArray<string>)
            [
                point.Network,
                point.Data,
                point.Method,
                Invariant($"{point.Kept}"),
                Invariant($"{point.Acting:0.#####}"),
                Invariant($"{point.Accuracy:0.0000}"),
                point.Interval is { } low ? Invariant($"{low.Lower:0.0000}") : "-",
                point.Interval is { } high ? Invariant($"{high.Upper:0.0000}") : "-",
                Invariant($"{point.Replicates}"),
            ]),
        ])
    {
        OpenRows = 100,
    };
}
