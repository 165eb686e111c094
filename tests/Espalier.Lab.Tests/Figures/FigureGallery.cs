using Espalier.Lab.Figures;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Tests.Figures;

/// <summary>One figure of each kind, plain and awkward ones, for the tests that hold for all figures.</summary>
internal static class FigureGallery
{
    private static readonly double[] Epsilons = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001];

    public static IReadOnlyDictionary<string, Figure> All { get; } = new SortedDictionary<string, Figure>(StringComparer.Ordinal)
    {
        ["gap"] = Gap(),
        ["success"] = Success(),
        ["bars"] = Bars(),
        ["heat"] = Heat(),
        ["scatter"] = Scatter(LegendPlacement.Auto, 600),
        ["crowded"] = Scatter(LegendPlacement.Auto, 4000),
        ["sheet"] = Sheet(),
        ["angle"] = Angle(),
        ["ends"] = Ends(),
        ["empty"] = Figure.Of(
            "Nothing yet", "No trials so far.", new() { X = new("x"), Y = new("y", AxisScale.Log10), Traces = [new LineTrace("none", [], [])] }),
        ["single"] = Figure.Of("One point", "One.", new() { X = new("x", AxisScale.Log10), Y = new("y"), Traces = [new LineTrace("one", [3], [7])] }),
        ["equal"] = Figure.Of("All equal", "Equal.", new() { X = new("x"), Y = new("y"), Traces = [new ScatterTrace("same", [2, 2, 2], [5, 5, 5])] }),
        ["broken"] = Broken(),
        ["long-names"] = LongNames(),
        ["many-series"] = ManySeries(),
        ["escape"] = Figure.Of(
            "a < b & \"c\" > 'd' \u0001 ]]>",
            "<script>alert(1)</script>",
            new()
            {
                Title = "<b>",
                X = new("<x>"),
                Y = new("&y;"),
                Traces = [new LineTrace("<s>", [1, 2], [1, 2]), new AnnotationTrace(1.5, 1.5, "<&>")],
            }),
    };

    private static Panel GapPanel(LegendPlacement legend)
    {
        double[] weight = [.. Epsilons.Select(e => 2 * Math.Log2(2 / e) * 1.7)];
        double[] neuron = [.. Epsilons.Select(e => 4.5 * Math.Pow(e, -0.93))];
        double[] bound = [.. Epsilons.Select(e => 0.4 / e)];
        return new()
        {
            X = new("accuracy ε", AxisScale.Log10),
            Y = new("hidden neurons at success ½", AxisScale.Log10),
            Legend = legend,
            Traces =
            [
                new BandTrace("neuron pruning", [.. Epsilons], [.. neuron.Select(n => 0.75 * n)], [.. neuron.Select(n => 1.3 * n)]),
                new LineTrace("neuron pruning", [.. Epsilons], [.. neuron]) { Markers = true },
                new BandTrace("weight pruning", [.. Epsilons], [.. weight.Select(n => 0.9 * n)], [.. weight.Select(n => 1.1 * n)]),
                new LineTrace("weight pruning", [.. Epsilons], [.. weight]) { Markers = true },
                new LineTrace("lower bound d/ε", [.. Epsilons], [.. bound]),
                ReferenceTrace.AtY(300, "largest width tried"),
            ],
        };
    }

    private static Figure Gap() =>
        Figure.Of(
            "Neurons needed to approximate one ReLU neuron, d\u00a0=\u00a02",
            "The width for neuron pruning grows like 1/ε, that for weight pruning like log 1/ε.",
            GapPanel(LegendPlacement.Auto));

    private static Figure Ends() => Figure.Of("Neurons needed, named at the line ends", "As before.", GapPanel(LegendPlacement.LineEnds));

    private static Figure Success()
    {
        int[] widths = [8, 12, 16, 24, 32, 48, 64, 96, 128];
        Trace[] traces = [.. Enumerable.Range(0, 3).SelectMany(s => SuccessSeries(s, widths))];
        return Figure.Of(
            "Success against width",
            "Success rises from 0 to 1; harder accuracies need more neurons.",
            new()
            {
                X = new("width N_{h}", AxisScale.Log2),
                Y = new("share of successes") { Low = 0, High = 1 },
                Traces = [.. traces, ReferenceTrace.AtY(0.5, "one half")],
            });
    }

    private static IEnumerable<Trace> SuccessSeries(int series, int[] widths)
    {
        double centre = 14 * Math.Pow(2, series);
        double[] shares = [.. widths.Select(w => Math.Round(50 / (1 + Math.Pow(centre / w, 3))) / 50)];
        Espalier.Lab.Statistics.ConfidenceInterval[] ends = [
            .. shares.Select(s => Espalier.Lab.Statistics.Proportion.ClopperPearson((long)Math.Round(50 * s), 50)),
        ];
        string name = $"ε = 10^{{−{series + 1}}}";
        yield return new LineTrace(name, [.. widths.Select(w => (double)w)], [.. shares]);
        yield return new ErrorBarTrace(
            name, [.. widths.Select(w => (double)w)], [.. shares], [.. ends.Select(e => e.Lower)], [.. ends.Select(e => e.Upper)]);
    }

    private static Figure Bars() => Figure.Of(
        "Accuracy by method and kept share",
        "Edge-popup beats magnitude and random masks at each kept share.",
        new()
        {
            X = Axis.Of("kept share", "50 %", "30 %", "10 %", "5 %"),
            Y = new("accuracy on the test set"),
            Traces =
            [
                new BarTrace("edge-popup", [0.972, 0.961, 0.93, 0.86]) { Lower = [0.968, 0.957, 0.92, 0.84], Upper = [0.976, 0.966, 0.94, 0.88] },
                new BarTrace("magnitude", [0.91, 0.85, 0.7, 0.5]) { Lower = [0.9, 0.84, 0.68, 0.47], Upper = [0.92, 0.86, 0.72, 0.53] },
                new BarTrace("random mask", [0.3, 0.2, 0.15, 0.1]),
            ],
        });

    private static Figure Heat()
    {
        double[] values = [.. from row in Enumerable.Range(0, 5) from column in Enumerable.Range(0, 7)
            select Math.Pow(10, -(0.4 * row) - (0.5 * column))];
        values[9] = double.NaN;
        return Figure.Of(
            "Failure probability of the random subset sum",
            "Failures vanish with more candidates and looser accuracy.",
            new()
            {
                X = Axis.Of("candidates n", "4", "6", "8", "10", "12", "14", "16"),
                Y = Axis.Of("accuracy ε", "0.001", "0.003", "0.01", "0.03", "0.1"),
                Traces = [new HeatMapTrace("failure probability", 7, [.. values]) { Logarithmic = true, ShowValues = true }],
            });
    }

    private static Figure Scatter(LegendPlacement legend, int count)
    {
        RandomStream stream = new(1, 1, StreamPurpose.Sampling);
        Trace Cloud(string name, uint shift) => new ScatterTrace(
            name,
            [.. Enumerable.Range(0, count).Select(i => stream.Normal((ulong)i + (shift * 100_000ul)))],
            [
                .. Enumerable.Range(0, count).Select(
                    i =>
                        (0.6 * stream.Normal((ulong)i + (shift * 100_000ul))) + (
                            0.5 * stream.Normal((ulong)i + 50_000 + (shift * 100_000ul))) + shift),
            ]);
        return Figure.Of(
            "Errors of the parts",
            "Three clouds that rise together.",
            new()
            {
                X = new("error of the first part"),
                Y = new("error of the second part"),
                Traces = [Cloud("relu", 0), Cloud("linear", 1), Cloud("single", 2)],
                Legend = legend,
            });
    }

    private static Figure Sheet()
    {
        Panel One(int d) => GapPanel(LegendPlacement.Auto) with { Title = $"d = {d}", Y = new("width", AxisScale.Log10) };
        return new() { Title = "The gap in three dimensions", Description = "The gap grows with the dimension.", Panels = [One(2), One(4), One(8)] };
    }

    private static Figure Angle()
    {
        double[] angles = [.. Enumerable.Range(0, 721).Select(i => i * Math.PI / 360)];
        return Figure.Of(
            "Target and pruned network on the unit circle",
            "The pruned network follows the target within ε.",
            new()
            {
                X = new("angle θ", AxisScale.Angle) { Low = 0, High = 2 * Math.PI },
                Y = new("value"),
                Traces =
                [
                    new BandTrace(
                        "target f ± ε",
                        [.. angles],
                        [.. angles.Select(t => Math.Max(0, Math.Cos(t)) - 0.1)],
                        [.. angles.Select(t => Math.Max(0, Math.Cos(t)) + 0.1)]),
                    new LineTrace("target f ± ε", [.. angles], [.. angles.Select(t => Math.Max(0, Math.Cos(t)))]),
                    new LineTrace(
                        "pruned g_{S}",
                        [.. angles],
                        [.. angles.Select(t => (0.93 * Math.Max(0, Math.Cos(t - 0.05))) + (0.06 * Math.Max(0, Math.Sin(t - 1))))]),
                    new AnnotationTrace(1.62, 0.07, "breakpoint") { Side = TextSide.Right },
                ],
            });
    }

    private static Figure Broken() => Figure.Of(
        "Data with holes",
        "Some values are missing.",
        new()
        {
            X = new("x", AxisScale.Log10),
            Y = new("y", AxisScale.Log10) { High = 1000 },
            Traces =
            [
                new LineTrace("line", [1, 2, double.NaN, 4, 8, 16], [1, 10, 5, double.PositiveInfinity, 100, 1e7]) { Markers = true },
                new ErrorBarTrace("bars", [1.5, 3, 6, 0], [3, 30, 300, 5], [0, 10, 100, 1], [6, double.PositiveInfinity, 3000, 9]),
                new ScatterTrace("far", [2, 3], [-1, 1e5]),
            ],
        });

    private static Figure LongNames() => Figure.Of(
        "A title so long that it cannot possibly stand on one line of a small figure, and therefore is broken into several lines",
        "Long names.",
        new()
        {
            X = Axis.Of(
                "a long label for the horizontal axis that will have to be broken on narrow figures as well",
                "structured pruning of neurons",
                "unstructured pruning of weights",
                "the closest single product",
                "a random mask of the same size",
                "nothing at all"),
            Y = new("a long label for the vertical axis, which also may need a second line when the figure is small"),
            Traces = [
                new BarTrace("a series with a name that goes on and on without need", [1.5e7, 2.5e7, 3e6, -4e6, 1e6]),
                new BarTrace("short", [1e7, 2e7, 1e6, 2e6, 3e6]),
            ],
        });

    private static Figure ManySeries() => Figure.Of(
        "Twelve series",
        "Twelve parallel curves.",
        new()
        {
            X = new("step"),
            Y = new("value", AxisScale.Log2),
            Traces = [
                .. Enumerable.Range(0, 12).Select(
                    s =>
                        new LineTrace(
                            $"series {s + 1}",
                            [.. Enumerable.Range(0, 12).Select(i => (double)i)],
                            [.. Enumerable.Range(0, 12).Select(i => Math.Pow(1.3, s) * (1 + i))]) { Markers = true }),
            ],
        });
}
