using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;
using Espalier.Work.Gap;
using Espalier.Work.Pruning;

namespace Espalier.Work.Tour;

/// <summary>The page that the tour leaves behind.</summary>
internal static class TourReport
{
    private static readonly FigureStyle Wide = new() { Width = 860 };

    private static readonly FigureStyle Tiles = new() { Width = 860, PanelHeight = 170 };

    private static readonly FigureStyle Pictures = new() { Width = 600, PanelHeight = 250 };

    /// <summary>Makes the page.</summary>
    /// <param name="found">What the tour showed.</param>
    /// <param name="figures">Its figures.</param>
    /// <param name="commands">How to ask for each step by itself.</param>
    /// <param name="repeat">The command that repeats the tour.</param>
    /// <param name="environment">Where it ran.</param>
    public static Report Of(TourAnswer found, TourFigures figures, TourCommands commands, string repeat, RunEnvironment environment) => new()
    {
        Title = "A network found in a random one",
        Summary = Summary(found),
        Sections =
        [
            Section("Found by removing weights", [Ticket(found), new FigureBlock(figures.Kernels, Tiles)], commands.Find),
            Section("The same at four bits a weight", [Bits(found)], commands.Coded),
            Section("What is proved of both", [Proofs(found), .. Picture(figures.Witnesses)], commands.Certify),
            Section("Half of the channels removed, and timed", [new TextBlock(PrunedText(found)), Times(found)], commands.Prune),
            Section(
                "Why not whole neurons of a random network?",
                [new TextBlock(Neurons(found)), new FigureBlock(figures.Gap, Wide)],
                commands.Neurons),
            Section("The same as pages", [new TextBlock(Laboratory)], commands.Laboratory),
            Section("Your own network", [], commands.Next),
        ],
        Reproduction = Reproduction.Of(repeat, environment),
    };

    private const string Laboratory =
        "The web laboratory opens on the folder of this tour: look inside both tickets, weight by weight; watch the bounds of a certificate close; "
        + "set the networks side by side; see the draws of the figure above as a sweep, and take neurons in and out by hand.";

    private static ReportSection Section(string heading, ImmutableArray<ReportBlock> blocks, string[] commands) =>
        new(heading, commands.Length == 0 ? blocks : [.. blocks, new CodeBlock(string.Join('\n', commands))]);

    private static string Summary(TourAnswer found) =>
        $"A convolutional network of {GroupedDigits.Of(found.Ticket.TargetParameters)} weights learned to read digits. A random network of "
        + $"{GroupedDigits.Of(found.Ticket.ParentParameters)} weights never learned anything: {GroupedDigits.Of(found.Ticket.KeptEdges)} of its "
        + "weights were kept, all others removed, and what is left computes the first one, every weight within its tolerance. For every picture "
        + $"of 28 × 28 pixels no output differs by more than {Digits(found.Certificate.Upper)}, which is proved; for one picture one differs by "
        + $"{Digits(found.Certificate.Lower)}. On disk this is a seed and a mask: a ticket.\n\n"
        + $"A ticket of coded masks takes {Digits(found.Coded.MaskBitsPerWeight)} bits a weight. Removing half of the channels of the trained "
        + $"network leaves {Digits(Relative(found.Networks[^1]))} of its time. And removing whole neurons of a random network, where removing "
        + "weights works, is proven to fail.";

    private static TableBlock Ticket(TourAnswer found) => new(
        "The network reads glyphs, digits that this program draws",
        ["", "network", "ticket"],
        [
            [
                "weights",
                GroupedDigits.Of(found.Ticket.TargetParameters),
                $"{GroupedDigits.Of(found.Ticket.KeptEdges)} kept of {GroupedDigits.Of(found.Ticket.ParentParameters)}",
            ],
            ["trained", "yes", "never"],
            [Invariant($"glyphs read, of {TourNetwork.TestImages}"), Read(found.Networks[0]), Read(found.Networks[1])],
            ["weights beyond their tolerance, 0.03 standard deviations of their row", "", Invariant($"{found.Ticket.Infeasible}")],
            ["largest distance of a weight", "", Digits(found.Ticket.MaxWeightError)],
            ["rebuilt from its seed", "", found.Ticket.Valid ? "every claim holds" : string.Join("; ", found.Ticket.Problems)],
        ]);

    private static TableBlock Bits(TourAnswer found) => new(
        "Free masks keep every weight within its tolerance, and cost more bits than rounding to it would. Coded masks are codewords of a "
            + "convolutional code, the best of them for every row: their bits are spent where they count for the outputs on calibration pictures. "
            + "Below them what the weights cost otherwise, and how far they are then",
        ["how its weights are held", "bits a weight", "relative error of the weights", "glyphs read"],
        [
            [
                "free masks, every weight within its tolerance", Digits(found.Ticket.BitsPerWeight), Digits(found.Ticket.RelativeError),
                Read(found.Networks[1]),
            ],
            ["coded masks", Digits(found.Coded.MaskBitsPerWeight), Digits(found.Coded.RelativeError), Read(found.Networks[2])],
            .. found.Coded.Yardsticks.Values.OrderByDescending(each => each.BitsPerWeight).Select(
                each => (ImmutableArray<string>)[each.Name, Digits(each.BitsPerWeight), Digits(each.RelativeError), ""]),
        ]);

    private static TableBlock Proofs(TourAnswer found) => new(
        "How far an output may be from the network's, over all pictures with pixels in [0, 1]",
        ["", "proved: at most", "shown by a picture: at least", "test glyphs read otherwise"],
        [
            ["ticket", Digits(found.Certificate.Upper), Digits(found.Certificate.Lower), Other(found.Networks[1])],
            ["ticket of 4 bits", Digits(found.CodedCertificate.Upper), Digits(found.CodedCertificate.Lower), Other(found.Networks[2])],
        ]);

    private static ImmutableArray<ReportBlock> Picture(Figure? figure) => figure is null ? [] : [new FigureBlock(figure, Pictures)];

    private static string PrunedText(TourAnswer found) =>
        $"Half of the channels of the convolution of the trained network are removed ({GroupedDigits.Of(found.Pruned.ParametersBefore)} numbers "
        + $"become {GroupedDigits.Of(found.Pruned.Parameters)}, {GroupedDigits.Of(found.Pruned.MultiplyAddsBefore)} multiplications "
        + $"{GroupedDigits.Of(found.Pruned.MultiplyAdds)}), and the layer "
        + "behind is solved anew by least squares, without training. What is left is an ordinary smaller network; below it is timed in two engines.";

    private static TableBlock Times(TourAnswer found) => new(
        "One call of 64 pictures on one thread, in processor time: milliseconds, and relative to the whole network in ONNX Runtime in the same round",
        ["", "numbers", "multiplications", "glyphs read", "ONNX Runtime, ms", "relative", "ours, ms", "relative"],
        [
            .. new[] { (Name: "network", At: found.Networks[0]), (Name: "without half of the channels", At: found.Networks[^1]) }.Select(
                each => (ImmutableArray<string>)
                [
                    each.Name, GroupedDigits.Of(each.At.Parameters), GroupedDigits.Of(each.At.MultiplyAdds), Read(each.At),
                    Digits(Time(each.At, "onnxruntime").ProcessorMilliseconds), Digits(Time(each.At, "onnxruntime").Relative),
                    Digits(Time(each.At, "exact").ProcessorMilliseconds), Digits(Time(each.At, "exact").Relative),
                ]),
        ]);

    private static string Neurons(TourAnswer found)
    {
        TouredNeurons about = found.Neurons;
        GapCurvePoint? weights = found.Gap.Curves.FirstOrDefault(curve => curve.Method == "weights" && curve.Dimension == about.Dimension)?
            .Points.FirstOrDefault(point => point.Epsilon == about.Epsilon);
        string measured = weights?.Width is { } width
            ? Invariant($" A random network of {GapNumber(width)} neurons is enough where single weights may be removed (measured).")
            : "";
        return "A ticket that drops whole neurons would be faster too. It cannot be had at that price. "
            + Invariant($"For one ReLU neuron of {about.Dimension} inputs to within {about.Epsilon}: up to {GapNumber(about.Proven.Width)} random ")
            + "neurons no subset of them, with whatever coefficients, is near enough, with a probability of at least "
            + Invariant($"{1 - about.Delta}. This is proved.")
            + measured
            + Invariant($"\n\nFor {about.Width} random neurons that were drawn, a point of the ball shows that no subset of them, with whatever ")
            + $"coefficients, comes nearer than {Digits(about.Witness.Error.Lower)}.\n\n{found.Gap.Finding} "
            + "The two networks are those of the literature: behind the output a ReLU for weights and none for neurons. With one on both sides "
            + "the gap holds for every wanted neuron; with none on both sides only for those along an axis.";
    }

    private static string GapNumber(double value) =>
        value < 1e7 ? GroupedDigits.Of((long)value) : value.ToString("0.0e0", CultureInfo.InvariantCulture);

    private static string Read(ComparedNetwork network) => Invariant($"{Math.Round(network.Accuracy!.Value * TourNetwork.TestImages)}");

    private static string Other(ComparedNetwork network) => Invariant($"{100 * (1 - network.Agreement):0.##} %");

    private static double Relative(ComparedNetwork network) => Time(network, "onnxruntime").Relative;

    private static CallTime Time(ComparedNetwork network, string engine) => network.Times.First(time => time.Engine == engine);

    private static string Digits(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
