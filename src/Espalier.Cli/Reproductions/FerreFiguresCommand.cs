using System.CommandLine;
using System.Diagnostics;
using Espalier.Cli.Frame;
using Espalier.Cli.Gap;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Figures;
using Espalier.Lab.Gap;
using Espalier.Lab.Reproductions;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce ferre-figures</c>.</summary>
internal static class FerreFiguresCommand
{
    public const string Name = "ferre-figures";
    public const string Summary = "Ferre' et al. 2026, Figures 1 to 3 from live data, and its threshold beside measured widths";

    public static Command Create()
    {
        Option<string?> output = Options.Text("--out", "DIR", "where the figures go", "ferre-figures");
        Option<string?> measured = Options.Text("--gap", "DIR", "where `espalier gap` keeps its records; neuron pruning that is missing there is measured", "gap");
        Option<int[]> dimensions = Options.Integers("--dimensions", "D,…", "the dimensions of the thresholds", [2, 4, 8], minimum: 2);
        Option<int> trials = Options.Integer("--trials", "T", "draws at every measured point", GapRequest.StandardTrials, minimum: 1, maximum: 1_000_000);
        return new Verb(Name, Summary, $"espalier reproduce {Name} --out figures") { output, measured, dimensions, trials }
            .Runs(call =>
            {
                long started = Stopwatch.GetTimestamp();
                var request = new GapRequest { Dimensions = [.. call.Value(dimensions)!], Methods = [GapMethod.Find(GapMethod.Neurons)], Trials = call.Value(trials), Seed = call.Seed };
                GapTable table = GapOptions.Measure(call, request, call.Value(measured)!);
                string folder = call.Value(output)!;
                IReadOnlyList<ReproductionRow> rows = Draw(call, table, folder);
                return new ReproductionTable(rows, Stopwatch.GetElapsedTime(started).TotalSeconds).ToAnswer();
            });
    }

    private static IReadOnlyList<ReproductionRow> Draw(Call call, GapTable table, string folder)
    {
        FerreFigures.First first = FerreFigures.Figure1(call.Seed, call.Cancel);
        FerreFigures.Second second = FerreFigures.Figure2(call.Seed);
        FerreFigures.Third third = FerreFigures.Figure3(call.Seed);
        FigureFiles.Write(first.Drawing, folder, "figure-1");
        FigureFiles.Write(first.Functions, folder, "figure-1-functions");
        FigureFiles.Write(second.Drawing, folder, "figure-2");
        FigureFiles.Write(third.Drawing, folder, "figure-3");
        FigureFiles.Write(FerreFigures.Thresholds(table, call.Cancel), folder, "thresholds", new() { Width = 900 });
        return FerreFiguresRows.Of(first, second, third, table);
    }
}
