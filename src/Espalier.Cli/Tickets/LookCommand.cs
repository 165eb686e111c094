using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Tickets.Inside;
using Espalier.Work.Inputs;
using Espalier.Work.Tickets;

namespace Espalier.Cli.Tickets;

/// <summary><c>espalier ticket look FILE</c>: what is inside a ticket.</summary>
internal static class LookCommand
{
    public static Command Create()
    {
        Argument<string> file = ModelOptions.Ticket();
        Option<string?> target = Options.Text("--target", "FILE", "the network that the ticket was drawn for: errors and yardsticks need it");
        Option<string?> architecture = ModelOptions.Architecture();
        Option<int> grid = Options.Integer("--grid", "G", "the grid to picture, from 0 (with --json)", minimum: 0);
        Option<int[]> weight = Options.Integers("--weight", "O,I", "a weight of that grid: its output and its place in the row, both from 0");
        return new Verb(
            "look",
            "Look inside a ticket: errors and costs grid by grid, and one weight's candidates",
            "espalier ticket look model.ticket --target model.onnx --grid 0 --weight 0,0") { file, target, architecture, grid, weight }
            .Runs(call => call.Do(
                new LookJob(),
                new()
                {
                    File = call.Value(file),
                    Target = call.Value(target),
                    Architecture = call.Value(architecture),
                    Grid = call.Maybe(grid),
                    Weight = call.Maybe(weight),
                },
                Show));
    }

    private static void Show(LookAnswer found, Page page)
    {
        page.Fields(
            ("masks", found.Mask),
            ("tolerance", found.Tolerance ?? string.Empty),
            ("bits per weight", Short(found.BitsPerWeight)),
            ("relative error", Short(found.RelativeError)));
        page.Table(
            ["grid", "operator", "outputs", "weights", "candidates", "kept", "within tolerance", "largest error", "bits per weight"],
            [
                .. found.Grids.Select((each, i) => (IReadOnlyList<string>)[
                    Numerals.Text(i), each.Operator, Numerals.Text(each.Outputs), Numerals.Text(each.Weights), Numerals.Text(each.Candidates),
                    Numerals.Text(each.Kept), each.Met is { } met ? $"{Numerals.Text(met)} of {Numerals.Text(each.All)}" : "-",
                    Short(each.MaxError), Short(each.BitsPerWeight),
                ]),
            ]);
        if (found.Yardsticks is { } yardsticks)
        {
            page.Table(
                ["held otherwise", "bits per weight", "relative error"],
                [.. yardsticks.Values.Select(each => (IReadOnlyList<string>)[each.Name, Short(each.BitsPerWeight), Short(each.RelativeError)])]);
        }

        if (found.Weight is { } weight) ShowWeight(weight, page);
    }

    private static void ShowWeight(LookWeight weight, Page page)
    {
        page.Line($"grid {weight.Grid}, output {weight.Output}, place {weight.Index}");
        page.Fields(
            ("target", weight.Target is { } target ? Numerals.Short(target) : string.Empty),
            ("realised", weight.Positive == weight.Negative
                ? Numerals.Short(weight.Positive)
                : $"{Numerals.Short(weight.Positive)} for inputs of at least 0, {Numerals.Short(weight.Negative)} below"),
            ("error", weight.Error is { } error ? Numerals.Short(error) : string.Empty),
            ("tolerance", weight.Tolerance is { } tolerance ? Numerals.Short(tolerance) : string.Empty),
            ("candidates", Numerals.Text(weight.All)));
        page.Table(
            ["candidate", "value", "acts on", "kept"],
            [
                .. weight.Candidates.Select(each => (IReadOnlyList<string>)[
                    Numerals.Text(each.Number), Numerals.Short(each.Value), Side(each.Side), each.IsKept ? "kept" : string.Empty,
                ]),
            ]);
    }

    private static string Side(CandidateSide side) => side switch
    {
        CandidateSide.Positive => "inputs of at least 0",
        CandidateSide.Negative => "inputs below 0",
        CandidateSide.None => "nothing",
        _ => "all inputs",
    };

    private static string Short(double? value) => value is { } known ? Numerals.Short(known) : "-";
}
