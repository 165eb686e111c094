using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Lab;

/// <summary>What running and resuming share: the options, the work under a progress bar, and the answer.</summary>
internal sealed class SweepOptions
{
    private readonly Option<string?> _shard = Options.Text("--shard", "i/n", "run only part i of n; the parts of a job array need no coordinator", "1/1");

    private readonly Option<bool> _retryFailed = Options.Flag("--retry-failed", "run failed cells again, with the random numbers they had");

    public void AddTo(Verb verb)
    {
        verb.Add(_shard);
        verb.Add(_retryFailed);
    }

    /// <summary>Reads a specification whose experiment this program has.</summary>
    public static Sweep Read(string source, string text) => SpecificationReader.Read(source, text, ExperimentCatalogue.Find);

    public Answer Run(Call call, Sweep sweep, IRecordStore store)
    {
        var options = new RunOptions(call.Threads, Shard.Parse(call.Value(_shard)!), call.Value(_retryFailed), TimeProvider.System, RunEnvironment.Capture());
        SweepOutcome outcome = Follow(call, sweep.Experiment.Name, sweep, store, options);
        if (outcome.Ending == SweepEnding.Cancelled)
        {
            call.Warn($"{store.Name}: stopped with {outcome.Progress.Done} of {outcome.Progress.Cells} cells done, all of them kept; go on with `espalier lab resume {store.Name}`");
            call.Cancel.ThrowIfCancellationRequested();
        }

        if (outcome.Problem is not null) Terminal.Complain(outcome.Problem);
        bool holds = outcome.Ending == SweepEnding.Finished && outcome.Progress.Failed == 0;
        if (outcome.Progress.Failed > 0) call.Warn($"{outcome.Progress.Failed} cells failed; `espalier lab status {store.Name}` shows why, and `espalier lab resume {store.Name} --retry-failed` runs them again");
        return Answer.Of(Summary.Of(sweep, store, options.Shard, outcome), static (summary, page) => summary.Show(page), holds);
    }

    /// <summary>Runs what is left of a sweep under a progress bar, and says what was found broken on the way.</summary>
    public static SweepOutcome Follow(Call call, string title, Sweep sweep, IRecordStore store, RunOptions options)
    {
        SweepOutcome outcome = call.Follow<SweepProgress, SweepOutcome>(title, Part, progress => SweepRunner.Run(sweep, store, options, progress, call.Cancel), Describe);
        foreach (string cut in outcome.Repairs) call.Warn($"a killed run left {cut}; it was cut, and its cell ran again");
        Notes.About(call, store, outcome.Reading);
        return outcome;
    }

    private static double Part(SweepProgress progress) => progress.Cells == 0 ? 1 : (double)(progress.Cells - progress.Remaining) / progress.Cells;

    private static string Describe(SweepProgress progress)
    {
        string failed = progress.Failed > 0 ? $", {progress.Failed} failed" : "";
        string rate = progress.CellsPerSecond is { } speed ? $", {speed.ToString(speed < 10 ? "0.00" : "0")}/s" : "";
        string left = progress.TimeLeft is { } time ? $", {(time.TotalDays >= 1 ? $"{time.Days} d " : "")}{time:hh\\:mm\\:ss} left" : "";
        return $"{progress.Done}/{progress.Cells}{failed}{rate}{left}";
    }

    private sealed record Summary(string Experiment, string Store, string? Run, string Shard, long Cells, long Done, long Failed, long Remaining, long DoneNow, long FailedNow, string Ending, string? Problem)
    {
        public static Summary Of(Sweep sweep, IRecordStore store, Shard shard, SweepOutcome outcome) => new(
            sweep.Experiment.Name,
            store.Name,
            outcome.Run,
            shard.ToString(),
            outcome.Progress.Cells,
            outcome.Progress.Done,
            outcome.Progress.Failed,
            outcome.Progress.Remaining,
            outcome.DoneNow,
            outcome.FailedNow,
            outcome.Ending == SweepEnding.Finished ? "finished" : "store-failed",
            outcome.Problem);

        public void Show(Page page) => page.Fields(
            ("experiment", Experiment),
            ("store", Store),
            ("shard", Shard),
            ("cells", Numerals.Text(Cells)),
            ("done", $"{Numerals.Text(Done)} ({Numerals.Text(DoneNow)} now)"),
            ("failed", $"{Numerals.Text(Failed)} ({Numerals.Text(FailedNow)} now)"),
            ("remaining", Numerals.Text(Remaining)));
    }
}
