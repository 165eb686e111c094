using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Storage;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab compare SWEEP…</c>.</summary>
internal sealed class CompareCommand
{
    private readonly Argument<string[]> _sweeps = new("SWEEP")
    {
        Description = "sweeps of the store; all are compared with the first, and one is compared by a parameter",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _store = Options.Text(
        "--store", "STORE", "a store: a file, or postgresql://user@host/database", Stores.Standard);
    private readonly Option<string?> _measure = Options.Text("--measure", "NAME", "the measure to compare");
    private readonly Option<string?> _by = Options.Text("--by", "NAME", "compare the values of this parameter, within one sweep");
    private readonly Option<string?> _baseline = Options.Text(
        "--baseline", "VALUE", "the value that the others are compared with; the first if not given");
    private readonly Option<string?> _where = Options.Text("--where", "NAME=VALUE,…", "parameters to hold");
    private readonly Option<string?> _across = Options.Text("--x", "NAME", "the parameter to draw the differences against");
    private readonly Option<double> _confidence = FigureCommand.Confidence();
    private readonly Option<string?> _output = Options.Text(
        "--out", "DIR", "the folder for a figure (SVG) and its data (CSV); none is drawn if not given");

    public static Command Create()
    {
        var command = new CompareCommand();
        command._measure.Required = true;
        return new Verb(
            "compare",
            "Compare sweeps, or the values of a parameter, by paired differences on the same cells",
            "espalier lab compare law --measure failure-share --by distribution")
        {
            command._sweeps, command._store, command._measure, command._by, command._baseline, command._where, command._across, command._confidence,
            command._output,
        }.Runs(call => call.Do(new CompareJob(), command.Request(call), Show));
    }

    private CompareRequest Request(Call call) => new()
    {
        Sweeps = [.. call.List(_sweeps)],
        Store = call.Value(_store)!,
        Measure = call.Value(_measure)!,
        By = call.Value(_by),
        Baseline = call.Value(_baseline),
        Where = call.Value(_where)?.Split(',') ?? [],
        X = call.Value(_across),
        Confidence = call.Value(_confidence),
        Out = call.Value(_output),
    };

    private static void Show(CompareAnswer found, Page page)
    {
        page.Line($"{found.Measure}, less that of {found.Baseline}");
        page.Table(
            ["compared", "points", "pairs", "difference", "lower", "upper", "interval for"],
            [
                .. found.Overall.Select(one => new[]
                {
                    one.Other, Numerals.Text(one.Points), Numerals.Text(one.Pairs), Numerals
                        .Short(one.Mean), Short(one.Lower), Short(one.Upper), one.Interval,
                }),
            ]);
        if (found.Points.Count > 0)
        {
            string[] names = [
                .. found.Points[0].Parameters.Keys.Where(name => found.Points.Select(point => point.Parameters[name]).Distinct().Skip(1).Any()),
            ];
            page.Table(
                ["compared", .. names, "pairs", "difference", "lower", "upper"],
                [
                    .. found.Points.Select(point => (IReadOnlyList<string>)[
                        point.Other, .. names.Select(name => point.Parameters[name]), Numerals.Text(point.Pairs),
                        Numerals.Short(point.Mean), Short(point.Lower), Short(point.Upper),
                    ]),
                ]);
        }

        if (found.Unpaired > 0) page.Line($"{Numerals.Text(found.Unpaired)} cells without a partner count nowhere");
        if (found.Svg is { } svg) page.Fields(("figure", svg), ("data", found.Csv!));
    }

    private static string Short(double? value) => value is { } known ? Numerals.Short(known) : "-";
}
