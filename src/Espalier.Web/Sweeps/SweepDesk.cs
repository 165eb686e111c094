using Espalier.Lab.Clusters;
using Espalier.Lab.Experiments.Commands;
using Espalier.Lab.Storage;
using Espalier.Web.Jobs;
using Espalier.Work;
using Espalier.Work.Lab;

namespace Espalier.Web.Sweeps;

/// <summary>Starts sweeps, and stops and resumes this laboratory's work on them. Workers elsewhere go on, whatever is done here.</summary>
public sealed class SweepDesk(ServeOptions options, Workbench bench, StoreView view)
{
    private const string Refusal = "it runs a program, and this laboratory starts none for a page";

    /// <summary>How long cells in hand may go on when a sweep is paused.</summary>
    private const double Grace = 60;

    private readonly Dictionary<string, (RunningJob Job, CancellationTokenSource Drain)> _work = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Reads a specification.</summary>
    /// <exception cref="InvalidInputException">It cannot be used; the place names the line.</exception>
    public CheckAnswer Check(string text, CancellationToken cancel)
    {
        CheckAnswer found = new CheckJob().Run(new() { Text = text }, new Workplace(1, Cancel: cancel)).Answer;
        if (IsProgram(found.Experiment) && !options.MayRunPrograms)
            throw new InvalidInputException(
                "specification", null, Refusal, "start it with `espalier lab run`, or let the laboratory run programs");
        return found;
    }

    /// <summary>Adds a sweep to the store and begins to work on it.</summary>
    /// <returns>Its name.</returns>
    public string Start(string text, CancellationToken cancel)
    {
        Check(text, cancel);
        AddAnswer added = new AddJob().Run(new() { Text = text, Source = "web", Store = options.Store }, new Workplace(1, Cancel: cancel)).Answer;
        Resume(added.Sweep);
        return added.Sweep;
    }

    /// <summary>This laboratory's work on a sweep, or null.</summary>
    public RunningJob? WorkOn(string name)
    {
        lock (_gate) return _work.TryGetValue(name, out (RunningJob Job, CancellationTokenSource Drain) work) && !work.Job.IsOver ? work.Job : null;
    }

    /// <summary>Whether its cells in hand are being finished.</summary>
    public bool IsPausing(string name)
    {
        lock (_gate)
            return _work.TryGetValue(name, out (RunningJob Job, CancellationTokenSource Drain) work)
                && !work.Job.IsOver
                && work.Drain.IsCancellationRequested;
    }

    /// <summary>Goes on with what is left.</summary>
    public void Resume(string name)
    {
        lock (_gate)
        {
            if (WorkOn(name) is not null) return;
            RequireHarmless(name);
            var drain = new CancellationTokenSource();
            RunningJob job = bench.Start(
                name,
                $"espalier lab work {ShellText.Quoted(options.Store)} --sweep {ShellText.Quoted(name)}",
                new WorkJob(drain.Token),
                new WorkRequest { Store = options.Store, Sweep = name, Grace = Grace },
                options.Limits.SweepTime);
            _work[name] = (job, drain);
        }

        view.Forget();
    }

    /// <summary>Takes no more cells; those in hand are finished.</summary>
    public void Pause(string name)
    {
        lock (_gate)
        {
            if (_work.TryGetValue(name, out (RunningJob Job, CancellationTokenSource Drain) work)) work.Drain.Cancel();
        }
    }

    /// <summary>Stops at once; the cells in hand go back and begin anew.</summary>
    public void Cancel(string name) => WorkOn(name)?.Stop("it was stopped on its page; what is done is kept");

    /// <summary>Runs failed cells again, and those that were set aside.</summary>
    public void Retry(string name)
    {
        using (IStore store = Stores.Open(options.Store)) store.Open(name).RetryFailed();
        Resume(name);
    }

    /// <summary>Whether an experiment runs a program; each of those has a name of its own behind the word that specifications use.</summary>
    internal static bool IsProgram(string experiment) =>
        experiment == CommandExperiment.Word || experiment.StartsWith(CommandExperiment.Word + "-", StringComparison.Ordinal);

    /// <summary>A sweep that runs programs may lie in the store already.</summary>
    private void RequireHarmless(string name)
    {
        if (options.MayRunPrograms) return;
        using IStore store = Stores.Open(options.Store);
        if (store.Sweeps().Any(sweep => sweep.Name == name && IsProgram(sweep.Experiment)))
            throw new InvalidInputException(
                name, null, Refusal, $"run `espalier lab work {options.Store}`, or let the laboratory run programs");
    }
}
