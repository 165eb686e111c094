using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Data;
using Espalier.Work.Reproductions;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce pensia-experiment-1</c>.</summary>
internal static class PensiaExperiment1Command
{
    public static Command Create()
    {
        Option<string?> target = Options.Text("--target", "FILE", "the published network fc2.pt [default: pensia/fc2.pt in the data folder]");
        Option<string?> data = Options.Text("--data", "DIR|mnist", "MNIST, for the accuracies", DataSource.Mnist);
        return new Verb(
            PensiaExperiment1Job.Name,
            PensiaExperiment1Job.Summary,
            $"espalier reproduce {PensiaExperiment1Job.Name} --target fc2.pt --data mnist") { target, data }
            .Runs(call => call.Do(
                new PensiaExperiment1Job(), new()
                {
                    Target = call.Value(target),
                    Data = call.Value(data)!,
                    Seed = call.Seed,
                }, ReproductionTable.Show));
    }
}
