using System.CommandLine;
using System.Diagnostics;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Lab.Data;
using Espalier.Lab.Reproductions;
using Espalier.Training.DataSets;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce pensia-experiment-1</c>.</summary>
internal static class PensiaExperiment1Command
{
    public const string Name = "pensia-experiment-1";
    public const string Summary = "Pensia et al. 2020, Experiment 1: 397 000 subset sums, published as 77 266 s on 36 cores";

    public static Command Create()
    {
        Option<string?> target = Options.Text("--target", "FILE", "the published network fc2.pt [default: pensia/fc2.pt in the data folder]");
        Option<string?> data = Options.Text("--data", "DIR|mnist", "MNIST, for the accuracies", DataSource.Mnist);
        return new Verb(Name, Summary, $"espalier reproduce {Name} --target fc2.pt --data mnist") { target, data }
            .Runs(call =>
            {
                Network network = NetworkFile.Read(call.Value(target) ?? Path.Combine(DataFolder.Of("pensia"), "fc2.pt")).Network;
                LabelledImages images = DataSource.Open(call.Value(data)!, training: false, null, call);
                long started = Stopwatch.GetTimestamp();
                IReadOnlyList<ReproductionRow> rows = call.Follow(
                    "reproducing", progress => PensiaExperiment1.Run(network, images, call.Seed, call.Threads, TimeProvider.System, progress, call.Cancel));
                return new ReproductionTable(rows, Stopwatch.GetElapsedTime(started).TotalSeconds).ToAnswer();
            });
    }
}
