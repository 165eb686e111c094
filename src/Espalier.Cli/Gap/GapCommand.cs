using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Gap;
using Espalier.Work.Gap;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Gap;

/// <summary><c>espalier gap</c>: the width that pruning weights and pruning neurons need.</summary>
internal static class GapCommand
{
    public static Command Create()
    {
        var options = new GapOptions();
        var verb = new Verb(
            "gap",
            "Measure how wide a random network must be so that removing weights, or whole neurons, leaves one wanted neuron",
            "espalier gap --dimensions 2,3 --out gap");
        options.AddTo(verb);
        return verb.Runs(call =>
        {
            MeasureRequest request = options.Request(call);
            return call.Do(new MeasureJob(), request, Show, GapOptions.Command(request));
        });
    }

    private static void Show(MeasureAnswer found, Page page)
    {
        foreach (GapCurve curve in found.Curves)
            page.Table(
                [$"{curve.Method}, d = {curve.Dimension}: ε", "width", "from", "to", "draws", "beyond", "proved"], [.. curve.Points.Select(Row)]);
        foreach (GapFinding finding in found.Findings) page.Line($"{finding.About}: {finding.Text}");
        page.Fields(("report", found.Report), ("figure", found.Figure), ("data", found.Data), ("records", found.Store));
    }

    private static string[] Row(GapCurvePoint point) =>
    [
        Numerals.Short(point.Epsilon),
        point.Width is { } width ? Numerals.Short(width) : $"> {Numerals.Short(point.AtLeast - 1)}",
        Digits(point.Interval[0]),
        Digits(point.Interval[1]),
        Numerals.Text(point.Draws),
        Numerals.Text(point.Censored),
        Numerals.Text(point.Proved),
    ];

    private static string Digits(double? value) => value is { } number ? Numerals.Short(number) : "-";
}
