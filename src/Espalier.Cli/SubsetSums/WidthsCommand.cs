using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.SubsetSums;
using Espalier.Work.Inputs;
using Espalier.Work.SubsetSums;

namespace Espalier.Cli.SubsetSums;

/// <summary><c>espalier subset-sum widths</c>: how many candidates random targets take.</summary>
internal sealed class WidthsCommand
{
    private static readonly WidthsRequest Standard = new();

    private readonly Option<string?> _distribution = LawCommand.LawOption();
    private readonly Option<double> _epsilon = Options.Number(
        "--epsilon", "E", "the tolerance", Standard.Epsilon, "a number above 0", value => value > 0);
    private readonly Option<int> _bits = Options.Integer(
        "--bits", "B", "whole numbers of B bits, sign included, hit exactly, in place of a law and a tolerance", minimum: 2, maximum: 20);
    private readonly Option<int> _trials = Options.Integer(
        "--trials", "T", "random targets, each with fresh candidates", Standard.Trials, minimum: 1, maximum: 100_000_000);
    private readonly Option<int> _most = Options.Integer(
        "--most", "N", "a target that N candidates do not hit is missed", Standard.Most, minimum: 1, maximum: SubsetSum.MaxCandidates);

    public static Command Create()
    {
        var command = new WidthsCommand();
        return new Verb(
            "widths",
            "Measure how many random candidates it takes until some subset hits a random target",
            "espalier subset-sum widths --distribution laplace(0.7) --epsilon 0.01")
        {
            command._distribution, command._epsilon, command._bits, command._trials, command._most,
        }.Runs(call => call.Do(new WidthsJob(), command.Request(call), Show));
    }

    private WidthsRequest Request(Call call) => new()
    {
        Distribution = call.Value(_distribution)!,
        Epsilon = call.Value(_epsilon),
        Bits = call.Maybe(_bits),
        Trials = call.Value(_trials),
        Most = call.Value(_most),
        Seed = call.Seed,
    };

    private static void Show(WidthsAnswer found, Page page)
    {
        page.Fields(
            ("targets", Numerals.Text(found.Trials)),
            ("missed", Numerals.Text(found.Missed)),
            ("mean width", found.Mean is { } mean ? Numerals.Short(mean) : string.Empty),
            ("largest", found.Largest is { } largest ? Numerals.Text(largest) : string.Empty),
            ("kept", found.MeanKept is { } kept ? $"{Numerals.Short(kept)} in the mean" : string.Empty));
        page.Table(
            found.AllTargets is null ? ["quantile", "width"] : ["quantile", "width", "all targets at once"],
            [.. found.Quantiles.Select((row, i) => Row(row, found.AllTargets?[i]))]);
    }

    private static string[] Row(WidthRow row, WidthRow? all) =>
        all is null ? [Numerals.Text(row.Probability), Width(row)] : [Numerals.Text(row.Probability), Width(row), Width(all)];

    private static string Width(WidthRow row) => row.Width is { } width ? Numerals.Text(width) : "missed";
}
