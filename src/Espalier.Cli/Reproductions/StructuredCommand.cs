using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Reproductions;
using Espalier.Work.Reproductions;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce structured</c>.</summary>
internal static class StructuredCommand
{
    public static Command Create()
    {
        var usual = new StructuredRequest();
        Choice<ExperimentBudget> budget = Options.Choice<ExperimentBudget>(
            "--budget", "how much is run: 10 000 images, twice as many, or all images and five networks at each point", usual.Budget);
        Option<string?> data = Options.Text(
            "--data", "D,…", "the images: mnist, fashion-mnist; or glyphs, a tiny version that needs no file", string.Join(',', usual.Data));
        Option<string?> resnet = Options.Text(
            "--resnet", "FILE", "ResNet-18 as an ONNX file [default: resnet-18/ResNet18.onnx in the data folder; left out if it is not there]");
        Option<int> rounds = Options.Integer("--rounds", "N", "rounds of timing; 0 for no times", usual.Rounds);
        Option<string?> store = Options.Text(
            "--store", "STORE", "where finished cells are kept, so that the same command goes on where it stopped", usual.Store);
        Option<string?> output = Options.Text("--out", "DIR", "write the figures and report.html there");
        return new Verb(StructuredJob.Name, StructuredJob.Summary, $"espalier reproduce {StructuredJob.Name} --out structured")
            { budget, data, resnet, rounds, store, output }
            .Runs(call => call.Do(
                new StructuredJob(),
                new()
                {
                    Budget = call.Value(budget),
                    Data = call.Value(data)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                    Resnet = call.Value(resnet),
                    Rounds = call.Value(rounds),
                    Store = call.Value(store)!,
                    Out = call.Value(output),
                    Seed = call.Seed,
                },
                ReproductionTable.Show));
    }
}
