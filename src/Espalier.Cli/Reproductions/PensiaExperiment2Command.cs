using System.CommandLine;
using System.Diagnostics;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Formats;
using Espalier.Lab.Data;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Reproductions;
using Espalier.Lab.Storage;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce pensia-experiment-2</c>.</summary>
internal static class PensiaExperiment2Command
{
    public const string Name = "pensia-experiment-2";
    public const string Summary = "Pensia et al. 2020, Experiment 2: edge-popup on structures and wide networks, accuracy against kept parameters";

    public static Command Create()
    {
        Option<ExperimentBudget> budget = Options.Choice<ExperimentBudget>("--budget", "how much is run: minutes, under half an hour, or the published grid (more than a day on two cores)", ExperimentBudget.Standard);
        Option<bool> full = Options.Flag("--full", "the published grid; the same as --budget full");
        Option<string?> data = Options.Text("--data", "DIR|glyphs|mnist", "the images; glyphs are a tiny version that needs no file", DataSource.Mnist);
        Option<string?> lenet = Options.Text("--lenet", "FILE", $"the LeNet-5 whose convolutions are frozen [default: pensia/{TrainingData.LeNetFile} in the data folder; random ones if it is not there]");
        Option<string?> store = Options.Text("--store", "DIR", "where finished cells are kept, so that the same command goes on where it stopped", $"runs/{Name}");
        Option<string?> output = Options.Text("--out", "DIR", "write the figures and report.html there");
        return new Verb(Name, Summary, $"espalier reproduce {Name} --data mnist --out pensia-2") { budget, full, data, lenet, store, output }
            .Runs(call =>
            {
                if (call.Value(full) && call.Given(budget) && call.Value(budget) != ExperimentBudget.Full)
                    throw new InvalidInputException("--full", null, "--budget says otherwise", "give one of them");
                long started = Stopwatch.GetTimestamp();
                string images = call.Value(data)!;
                string convolutions = call.Value(lenet) ?? Path.Combine(DataFolder.Of("pensia"), TrainingData.LeNetFile);
                bool isTrained = call.Given(lenet) || File.Exists(convolutions);
                PensiaExperiment2Plan plan = images == DataSource.Glyphs
                    ? PensiaExperiment2Plan.ForGlyphs()
                    : PensiaExperiment2Plan.ForMnist(call.Value(full) ? ExperimentBudget.Full : call.Value(budget), isTrained ? "trained" : "random");

                // Images that are missing are refused before anything else is said.
                DataSource.Open(images, training: false, limit: 1, call);
                foreach (string cut in plan.Cuts()) call.Warn($"cut: {cut}");
                var source = new TrainingData(images == DataSource.Mnist ? DataFolder.Of(DataSource.Mnist) : images, convolutions);
                PensiaExperiment2Results results = call.Follow(
                    "searching", progress => PensiaExperiment2.Run(plan, source, call.Value(store)!, call.Threads, TimeProvider.System, progress, call.Cancel));
                IReadOnlyList<ReproductionRow> rows = results.Rows();
                if (call.Value(output) is { } folder) Write(folder, results, rows);
                return new ReproductionTable(rows, Stopwatch.GetElapsedTime(started).TotalSeconds) { Notes = [.. plan.Cuts().Select(cut => $"cut: {cut}")] }.ToAnswer();
            });
    }

    private static void Write(string folder, PensiaExperiment2Results results, IReadOnlyList<ReproductionRow> rows)
    {
        var style = new FigureStyle { Width = 1080, PanelHeight = 300 };
        FigureFiles.Write(PensiaExperiment2Report.Accuracies(results), folder, "accuracy", style);
        FigureFiles.Write(PensiaExperiment2Report.FewKept(results), folder, "few-kept", style);
        Report page = PensiaExperiment2Report.Page(results, rows, CommandText.Current(), RunEnvironment.Capture());
        AtomicFile.WriteText(Path.Combine(folder, "report.html"), ReportHtml.Write(page));
    }
}
