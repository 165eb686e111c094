using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Reproductions;

/// <summary>Experiment 2 as figures and as a page.</summary>
public static class PensiaExperiment2Report
{
    private static readonly ImmutableArray<(string Structure, string Series)> Curves =
        [("linear", "structure, linear"), ("relu", "structure, ReLU"), ("wide", "wide network")];

    /// <summary>Accuracy against kept parameters: a panel per network, a curve per structure, and the trained network pruned by magnitude.</summary>
    public static Figure Accuracies(PensiaExperiment2Results results) => new()
    {
        Title = "Edge-popup on structures and wide networks",
        Description =
            "Test accuracy against kept parameters. The curves of the structures rise from chance where nearly nothing is kept and fall to "
                + "chance, the dashed line, where everything is.",
        Panels = [.. results.Plan.PanelsInOrder().Select(panel => Panel(results, panel.Network, isLogarithmic: false))],
    };

    /// <summary>The same on a logarithmic axis, where few parameters are kept, with the trained network pruned by whole hidden units.</summary>
    public static Figure FewKept(PensiaExperiment2Results results) => new()
    {
        Title = "Few kept parameters: searched, pruned by weights, pruned by hidden units",
        Description =
            "Test accuracy against kept parameters on a logarithmic axis: what edge-popup finds in a random network beside a trained network "
                + "pruned by magnitude and by hidden units, none of them trained again. The dashed line is chance.",
        Panels = [.. results.Plan.PanelsInOrder().Select(panel => Panel(results, panel.Network, isLogarithmic: true))],
    };

    /// <summary>The page.</summary>
    /// <param name="results">What was measured.</param>
    /// <param name="rows">Published beside measured.</param>
    /// <param name="command">The exact command.</param>
    /// <param name="environment">Where it ran.</param>
    public static Report Page(PensiaExperiment2Results results, IReadOnlyList<ReproductionRow> rows, string command, RunEnvironment environment)
    {
        ImmutableArray<string> cuts = results.Plan.Cuts();
        return new Report
        {
            Title = "Experiment 2 of Pensia et al. 2020: pruning random networks",
            Summary =
                $"{rows.Count(row => row.Agrees == true)} of {rows.Count(row => row.Agrees is not null)} "
                    + $"{(results.Plan.Data == "mnist" ? "published readings" : "rows with a verdict")} agree. "
                + (cuts.IsEmpty ? "The published grid was run whole." : $"Cut from the published grid: {string.Join("; ", cuts)}."),
            Parameters = [
                new("images", results.Plan.Data),
                new("training images", Invariant($"{results.Plan.Examples}")),
                new("pairs per weight", $"{PensiaExperiment2Plan.Pairs}"),
                new("convolutions of LeNet-5", results.Plan.Convolutions),
            ],
            Sections =
            [
                new("Accuracy against kept parameters", [new FigureBlock(Accuracies(results)), new FigureBlock(FewKept(results))]),
                new("Published beside measured", [Rows(rows)]),
                new("Masks at random", [Baselines(results)]),
            ],
            Reproduction = Reproduction.Of(command, environment),
        };
    }

    private static Panel Panel(PensiaExperiment2Results results, string network, bool isLogarithmic)
    {
        var layers = ImmutableArray.CreateBuilder<Trace>();
        layers.Add(ReferenceTrace.AtY(TrainedPoint.Chance));
        foreach ((string structure, string series) in Curves)
        {
            SearchPoint[] points = [.. results.Curve(network, structure).Where(point => point.Kept > 0)];
            layers.Add(
                new LineTrace(
                    series, [.. points.Select(point => Thousands(point.Kept))], [.. points.Select(point => point.Accuracy)])
                { Markers = true });
        }

        TrainedPoint trained = results.TrainedOf(network);
        layers.Add(Line("trained, pruned by magnitude", trained.Magnitude));
        if (isLogarithmic) layers.Add(Line("trained, pruned by hidden units", trained.Neurons));
        return new Panel
        {
            Title = Name(results, network),
            X = new Axis("kept parameters, thousands", isLogarithmic ? AxisScale.Log10 : AxisScale.Linear) { Low = isLogarithmic ? null : 0 },
            Y = new Axis("test accuracy") { Low = 0, High = 1 },
            Traces = layers.ToImmutable(),
        };
    }

    private static LineTrace Line(string series, ImmutableArray<PrunedPoint> points) =>
        new(series, [.. points.Select(point => Thousands(point.Kept))], [.. points.Select(point => point.Accuracy)]) { Markers = true };

    private static string Name(PensiaExperiment2Results results, string network) => network switch
    {
        "two-layer" => Invariant($"784-{results.Plan.Hidden}-10"),
        "four-layer" => Invariant($"784-{results.Plan.Hidden}-{results.Plan.Hidden}-{results.Plan.Hidden}-10"),
        _ => "LeNet-5, dense layers",
    };

    private static TableBlock Rows(IReadOnlyList<ReproductionRow> rows) => new(
        "Published: the authors' logs after 10 epochs, one run each",
        ["quantity", "published", "measured", "agrees"],
        [
            .. rows.Select(
                row =>
                    (ImmutableArray<string>)[row.Quantity, Text(row.Published), Text(row.Measured),
                        row.Agrees switch { true => "yes", false => "no", null => "" }]),
        ])
    {
        OpenRows = 60,
    };

    private static TableBlock Baselines(PensiaExperiment2Results results) => new(
        "Test accuracies: the ticket that was found, a random mask with the same kept share of every tensor, the mask shuffled within every "
            + "tensor, the mask on another random network",
        ["network", "structure", "removed", "epochs", "kept", "found", "random mask", "shuffled mask", "other weights"],
        [.. results.Searches.Select(point => (ImmutableArray<string>)
        [
            point.Network, point.Structure, point.Removed.ToString(CultureInfo.InvariantCulture), Invariant($"{point.Epochs}"),
            Invariant($"{point.Kept}"),
            Text(point.Accuracy), Text(point.RandomMask), Text(point.ShuffledMask), Text(point.RedrawnWeights),
        ])]);

    private static string Text(double? accuracy) => accuracy?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "";

    private static double Thousands(long count) => count / 1000.0;
}
