using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Experiments.Pruning;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Reproductions;

/// <summary>The trade as figures, sentences and a page.</summary>
public static class StructuredReport
{
    /// <summary>In which engines a way is drawn over time, and what the curve is called.</summary>
    private static readonly (string Method, string Engine, string Series)[] Curves =
    [
        (PruningWay.Weights, "onnxruntime", "weights"),
        (PruningWay.Weights, "rows", "weights, zeros skipped"),
        (PruningWay.Patterns, "pattern", "N:M"),
        (PruningWay.Neurons, "onnxruntime", "neurons"),
        (PruningWay.Refitted, "onnxruntime", "neurons, refitted"),
        (PruningWay.Ticket, "rows", "ticket, not trained"),
    ];

    /// <summary>Accuracy against removed share and against time, a pair of panels for each network.</summary>
    public static Figure Trade(StructuredResults results, string data) => new()
    {
        Title = $"Removing weights or whole neurons of trained networks: {data}",
        Description = "Test accuracy against the removed share, and against the processor's time of one call of 64 images on one thread: in ONNX "
            + "Runtime, where zeros save nothing and fewer neurons do, and in ours where weights of 0 are skipped. The dashed line is the whole "
            + "network. Nothing is trained after pruning. Bars are 95 % intervals of the mean over trained networks.",
        Panels =
        [
            .. results.Plan.Networks.Select(network => Shares(results, network, data)),
            .. results.Times.IsEmpty ? [] : results.Plan.Networks.Select(network => Milliseconds(results, network, data)),
        ],
    };

    /// <summary>What came out, a sentence for each network and set of images.</summary>
    public static ImmutableArray<string> Sentences(StructuredResults results) =>
    [
        .. from data in results.Plan.Data
           from network in results.Plan.Networks
           where results.Of(network, data, StructuredResults.Whole) is not null
           select Sentence(results, network, data),
    ];

    /// <summary>The page.</summary>
    /// <param name="results">What was measured.</param>
    /// <param name="command">The exact command.</param>
    /// <param name="environment">Where it ran.</param>
    public static Report Page(StructuredResults results, string command, RunEnvironment environment)
    {
        StructuredPlan plan = results.Plan;
        return new Report
        {
            Title = "Structured or unstructured? Trained networks pruned",
            Summary = string.Join("\n\n", Sentences(results)),
            Parameters =
            [
                new("training images", Invariant($"{plan.Examples}")),
                new("test images", Invariant($"{plan.Tests}")),
                new("epochs", Invariant($"{plan.Epochs}")),
                new("trained networks at each point", Invariant($"{plan.Seeds}")),
            ],
            Sections =
            [
                .. plan.Data.Select(data => new ReportSection(data, [new FigureBlock(Trade(results, data)), Accuracies(results, data)])),
                .. results.Times.IsEmpty ? Array.Empty<ReportSection>() : [new("Times", [Times(results)])],
            ],
            Reproduction = Reproduction.Of(command, environment),
        };
    }

    private static string Sentence(StructuredResults results, string network, string data)
    {
        string Share(string way) => results.Of(network, data, way) is { } point ? Percent(point.Accuracy) : "nothing";
        string Time(string way, string engine) => results.TimeOf(network, way, engine) is { } time
            ? Invariant($"{time.Relative:0.00}")
            : "an unknown part";
        string timed = results.Times.IsEmpty
            ? ""
            : $" Of the whole network's time in ONNX Runtime half of the neurons take {Time("neurons-50", "onnxruntime")}, a tenth of the weights "
                + $"{Time("weights-90", "onnxruntime")}, and where ours skips zeros {Time("weights-90", "rows")}.";
        return $"{results.Plan.NameOf(network)}, {data}: {Share(StructuredResults.Whole)} whole. Without half of the weights "
            + $"{Share("weights-50")}, of the neurons {Share("neurons-50")}, refitted {Share("refitted-50")}; without 90 % {Share("weights-90")}, "
            + $"{Share("neurons-90")}, refitted {Share("refitted-90")}. 2:4 {Share("pattern-2-4")}, 1:4 {Share("pattern-1-4")}. "
            + $"Without training, half of the random weights {Share("ticket-50")}, a tenth {Share("ticket-90")}." + timed;
    }

    private static Panel Shares(StructuredResults results, string network, string data)
    {
        var traces = ImmutableArray.CreateBuilder<Trace>();
        foreach (string method in Curves.Select(curve => curve.Method).Distinct())
        {
            string series = Curves.First(curve => curve.Method == method).Series;
            Draw(traces, series, results, network, data, method, way => 100 * way.Removed);
        }

        return Of(results, network, data, new Axis("removed, %") { Low = 0, High = 100 }, traces);
    }

    private static Panel Milliseconds(StructuredResults results, string network, string data)
    {
        var traces = ImmutableArray.CreateBuilder<Trace>();
        foreach ((string method, string engine, string series) in Curves)
            Draw(traces, series, results, network, data, method, way => results.TimeOf(network, way.Name, engine)?.Milliseconds);
        return Of(results, network, data, new Axis("ms of 64 images", AxisScale.Log10), traces);
    }

    private static Panel Of(StructuredResults results, string network, string data, Axis x, ImmutableArray<Trace>.Builder traces)
    {
        if (results.Of(network, data, StructuredResults.Whole) is { } whole) traces.Insert(0, ReferenceTrace.AtY(whole.Accuracy));
        return new Panel
        {
            Title = results.Plan.NameOf(network),
            X = x,
            Y = new Axis("test accuracy") { Low = 0, High = 1 },
            Traces = traces.ToImmutable(),
        };
    }

    private static void Draw(
        ImmutableArray<Trace>.Builder traces,
        string series,
        StructuredResults results,
        string network,
        string data,
        string method,
        Func<PruningWay, double?> place)
    {
        (double X, StructuredPoint Point)[] points =
        [
            .. from way in PruningWay.All
               where way.Method == method
               let right = place(way)
               let point = results.Of(network, data, way.Name)
               where right is not null && point is not null
               orderby way.Removed
               select (right.Value, point),
        ];
        if (points.Length == 0) return;
        ImmutableArray<double> x = [.. points.Select(each => each.X)], y = [.. points.Select(each => each.Point.Accuracy)];
        traces.Add(new LineTrace(series, x, y) { Markers = true });
        if (points.Any(each => each.Point.Interval is null)) return;
        traces.Add(new ErrorBarTrace(
            series,
            x,
            y,
            [.. points.Select(each => each.Point.Interval!.Value.Lower)],
            [.. points.Select(each => each.Point.Interval!.Value.Upper)]));
    }

    private static TableBlock Accuracies(StructuredResults results, string data) => new(
        "Test accuracy in %, the mean over trained networks and its 95 % interval",
        ["way", .. results.Plan.Networks.Select(results.Plan.NameOf)],
        [
            .. PruningWay.All.Select(way => way.Name).Prepend(StructuredResults.Whole).Select(way => (ImmutableArray<string>)
                [way == StructuredResults.Whole ? "whole" : way, .. results.Plan.Networks.Select(network => Cell(results.Of(network, data, way)))]),
        ]);

    private static TableBlock Times(StructuredResults results) => new(
        "One call of 64 images on one thread: multiplications by weights that are not 0, and the processor's time, both relative to the whole "
            + "network, the time to that in ONNX Runtime in the same round",
        ["network", "way", "engine", "multiplications", "time", "lower", "upper", "ms"],
        [
            .. results.Times.Select(time => (ImmutableArray<string>)
            [
                results.Plan.NameOf(time.Network), time.Way == StructuredResults.Whole ? "whole" : time.Way, time.Engine,
                Digits(time.WorkShare), Digits(time.Relative), Digits(time.Interval[0]), Digits(time.Interval[1]), Digits(time.Milliseconds),
            ]),
        ])
    {
        OpenRows = 60,
    };

    private static string Cell(StructuredPoint? point) => point is null ? ""
        : point.Interval is { } interval ? Invariant($"{100 * point.Accuracy:0.00} ({100 * interval.Lower:0.0} to {100 * interval.Upper:0.0})")
        : Invariant($"{100 * point.Accuracy:0.00}");

    private static string Percent(double share) => Invariant($"{100 * share:0.0} %");

    private static string Digits(double? value) => value?.ToString("G3", CultureInfo.InvariantCulture) ?? "";
}
