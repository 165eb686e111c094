using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Cli.Lab;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Gap;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Cli.Gap;

/// <summary>What all commands share that measure the gap or read what was measured: the options, and the sweep under a progress bar.</summary>
internal sealed class GapOptions
{
    private readonly Option<int[]> _dimensions = Options.Integers("--dimensions", "D,…", "the dimensions of the neuron", [.. GapRequest.StandardDimensions], minimum: 1);
    private readonly Option<double[]> _epsilons = Options.Numbers("--epsilons", "E,…", "the tolerances [default: as far as each method reaches]");
    private readonly Option<int> _trials = Options.Integer("--trials", "T", $"draws at every point [default: {GapRequest.StandardTrials}, with --full {GapRequest.FullTrials}]", minimum: 1, maximum: 1_000_000);
    private readonly Option<string?> _methods = Options.Text("--methods", "M,…", $"some of {string.Join(", ", GapMethod.All.Select(method => method.Name))} [default: all]");
    private readonly Option<bool> _full = Options.Flag("--full", "go on for hours: smaller tolerances, wider parents, more draws");
    private readonly Option<string?> _output = Options.Text("--out", "DIR", "where the records and the report go; what is there already is not measured again", "gap");

    public void AddTo(Verb verb)
    {
        foreach (Option option in (Option[])[_dimensions, _epsilons, _trials, _methods, _full, _output]) verb.Add(option);
    }

    public string Folder(Call call) => call.Value(_output)!;

    /// <summary>Measures what the store does not have yet, and reads all of it.</summary>
    public GapTable Measure(Call call) => Measure(call, Request(call), Folder(call));

    /// <summary>As above, for a request of the caller's.</summary>
    public static GapTable Measure(Call call, GapRequest request, string folder)
    {
        Sweep sweep = GapPlan.Sweep(request);
        IRecordStore store = Stores.OpenOrCreate(Path.Combine(folder, "store"), sweep.Experiment.Schema);
        SweepOutcome outcome = SweepOptions.Follow(call, "measuring the gap", sweep, store, new RunOptions(call.Threads, Shard.Whole, RetryFailed: false, TimeProvider.System, RunEnvironment.Capture()));
        if (outcome.Ending == SweepEnding.Cancelled)
        {
            call.Warn($"stopped with {outcome.Progress.Done} of {outcome.Progress.Cells} draws done, all of them kept in {folder}; the same command goes on");
            call.Cancel.ThrowIfCancellationRequested();
        }

        if (outcome.Problem is not null) throw new InvalidInputException(store.Name, null, $"it took no more records ({outcome.Problem})", "make room; the same command goes on");
        if (outcome.Progress.Failed > 0) call.Warn($"{outcome.Progress.Failed} draws failed and are in no number; `espalier lab status {store.Name}` shows why");
        return GapTable.Read(sweep, store, call.Cancel);
    }

    public GapRequest Request(Call call)
    {
        bool full = call.Value(_full);
        return new()
        {
            Dimensions = [.. call.Value(_dimensions)!],
            Epsilons = [.. call.Value(_epsilons) ?? []],
            Methods = call.Value(_methods) is { } names ? [.. names.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).Select(Method)] : GapMethod.All,
            Trials = call.Given(_trials) ? call.Value(_trials) : full ? GapRequest.FullTrials : GapRequest.StandardTrials,
            Seed = call.Seed,
            IsFull = full,
        };
    }

    private static GapMethod Method(string name) =>
        GapMethod.All.FirstOrDefault(method => method.Name == name)
        ?? throw new InvalidInputException("--methods", null, $"there is no method '{name}'", $"name some of {string.Join(", ", GapMethod.All.Select(method => method.Name))}");
}
