using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Gap;
using Espalier.Work.Reproductions;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce ferre-figures</c>.</summary>
internal static class FerreFiguresCommand
{
    public static Command Create()
    {
        Option<string?> output = Options.Text("--out", "DIR", "where the figures go", "ferre-figures");
        Option<string?> measured = Options.Text(
            "--gap", "DIR", "where `espalier gap` keeps its records; neuron pruning that is missing there is measured", "gap");
        Option<int[]> dimensions = Options.Integers("--dimensions", "D,…", "the dimensions of the thresholds", [2, 4, 8], minimum: 2);
        Option<int> trials = Options.Integer(
            "--trials", "T", "draws at every measured point", GapRequest.StandardTrials, minimum: 1, maximum: 1_000_000);
        return new Verb(FerreFiguresJob.Name, FerreFiguresJob.Summary, $"espalier reproduce {FerreFiguresJob.Name} --out figures")
            { output, measured, dimensions, trials }
            .Runs(call => call.Do(
                new FerreFiguresJob(),
                new()
                {
                    Out = call.Value(output)!,
                    Gap = call.Value(measured)!,
                    Dimensions = call.Value(dimensions)!,
                    Trials = call.Value(trials),
                    Seed = call.Seed,
                },
                ReproductionTable.Show));
    }
}
