using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Data;
using Espalier.Lab.Reproductions;
using Espalier.Work.Data;
using Espalier.Work.Reproductions;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce pensia-experiment-2</c>.</summary>
internal sealed class PensiaExperiment2Command
{
    private readonly Choice<ExperimentBudget> _budget = Options.Choice<ExperimentBudget>(
        "--budget", "how much is run: minutes, under half an hour, or the published grid (more than a day on two cores)", ExperimentBudget.Standard);
    private readonly Option<bool> _full = Options.Flag("--full", "the published grid; the same as --budget full");
    private readonly Option<string?> _data = Options.Text(
        "--data", "DIR|glyphs|mnist", "the images; glyphs are a tiny version that needs no file", DataSource.Mnist);
    private readonly Option<string?> _lenet = Options.Text(
        "--lenet",
        "FILE",
        $"the LeNet-5 whose convolutions are frozen [default: pensia/{TrainingData.LeNetFile} in the data folder; random ones if it is not there]");
    private readonly Option<string?> _store = Options.Text(
        "--store",
        "STORE",
        "where finished cells are kept, so that the same command goes on where it stopped",
        $"runs/{PensiaExperiment2Job.Name}.db");
    private readonly Option<string?> _output = Options.Text("--out", "DIR", "write the figures and report.html there");

    public static Command Create()
    {
        var command = new PensiaExperiment2Command();
        return new Verb(
            PensiaExperiment2Job.Name, PensiaExperiment2Job.Summary, $"espalier reproduce {PensiaExperiment2Job.Name} --data mnist --out pensia-2")
        {
            command._budget, command._full, command._data, command._lenet, command._store, command._output,
        }.Runs(call => call.Do(new PensiaExperiment2Job(), command.Request(call), ReproductionTable.Show));
    }

    private PensiaExperiment2Request Request(Call call)
    {
        if (call.Value(_full) && call.Maybe(_budget) is { } budget && budget != ExperimentBudget.Full)
            throw new InvalidInputException("full", null, "`budget` says otherwise", "give one of them");
        return new()
        {
            Budget = call.Value(_full) ? ExperimentBudget.Full : call.Value(_budget),
            Data = call.Value(_data)!,
            Lenet = call.Value(_lenet),
            Store = call.Value(_store)!,
            Out = call.Value(_output),
            Seed = call.Seed,
        };
    }
}
