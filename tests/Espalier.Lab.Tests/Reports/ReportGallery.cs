using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Tests.Figures;

namespace Espalier.Lab.Tests.Reports;

/// <summary>A report that uses every kind of block.</summary>
internal static class ReportGallery
{
    public static Report Full { get; } = new()
    {
        Title = "The gap between weights & neurons <measured>",
        Summary =
            "Pruning neurons needs a width that grows like 1/ε; pruning weights needs log 1/ε.\n\nAll widths are those at which half of the "
                + "random parents hold a good subnetwork.",
        Parameters = [
            new("seed", "1"), new("dimensions", "2, 4, 8"), new("accuracies", "0.3 … 0.001"), new(
                "confidence", "95 % for each width, over all looks"),
        ],
        Sections =
        [
            new("Widths", [
                new TextBlock("The bands are exact intervals."),
                new FigureBlock(FigureGallery.All["gap"]),
                new TableBlock(
                    "Width at success one half",
                    ["method", "ε", "width", "interval", "trials"],
                    [
                        ["neurons", "0.1", "38", "[31, 44]", "1 216"],
                        ["neurons", "0.01", "327", "[290, 371]", "2 048"],
                        ["weights <script>", "0.01", "26", "[25, 27]", "640"],
                    ]),
                new FigureBlock(FigureGallery.All["sheet"], new FigureStyle { Width = 860 }),
            ]),
            new("All trials", [
                new TableBlock(
                    "Every width probed",
                    ["width", "trials", "successes"],
                    [
                        .. Enumerable.Range(1, 40).Select(
                            i => (System.Collections.Immutable.ImmutableArray<string>)[N(i * 8), N(64), N(Math.Min(64, i * 2))]),
                    ]),
                new CodeBlock("width  share\n    8   0.03\n"),
                new DiagramBlock(NetworkDiagram.Pruning(2, 5, [2, 4])),
            ]),
        ],
        Reproduction = new(
            "espalier gap --dimensions 2,4,8 --epsilons 0.3,0.1,0.03,0.01,0.003,0.001 \\\n  --trials 1024 --seed 1 --out gap",
            [new("processor", "16 cores"), new("system", "Linux")],
            [new("Espalier", "0.1.0"), new(".NET", "10.0")]),
    };

    private static string N(int value) => value.ToString(CultureInfo.InvariantCulture);
}
