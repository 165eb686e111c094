using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Work.Lab;

/// <summary>A specification to run.</summary>
public sealed record SweepRequest
{
    /// <summary>The file of the specification.</summary>
    public required string Spec { get; init; }

    /// <summary>Where the records go, instead of the specification's store.</summary>
    public string? Store { get; init; }

    /// <summary>What the store calls the sweep, instead of the specification's name.</summary>
    public string? Sweep { get; init; }

    /// <summary>Whether a sweep of that name that asked for something else is changed to this one.</summary>
    public bool Change { get; init; }

    /// <summary>List only part i of n, as <c>i/n</c>.</summary>
    public string Shard { get; init; } = "1/1";

    /// <summary>Run failed cells again, with the random numbers they had.</summary>
    public bool RetryFailed { get; init; }
}

/// <summary>A sweep in a store that is to be finished.</summary>
public sealed record ResumeRequest
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The sweep; the only one if not given.</summary>
    public string? Sweep { get; init; }

    /// <summary>List only part i of n, as <c>i/n</c>.</summary>
    public string Shard { get; init; } = "1/1";

    /// <summary>Run failed cells again, with the random numbers they had.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Read and check every record before, and run the cells of damaged ones again.</summary>
    public bool Verify { get; init; }
}

/// <summary>How a sweep stands after a run.</summary>
public sealed record SweepAnswer(
    string Experiment,
    string Store,
    string Sweep,
    string? Run,
    string Shard,
    long Cells,
    long Done,
    long Failed,
    long SetAside,
    long Remaining,
    long DoneNow,
    long FailedNow,
    string Ending,
    string? Problem);

/// <summary>Runs the cells of a specification that its store does not have yet; negative when cells failed or the store broke.</summary>
public sealed class SweepJob : IJob<SweepRequest, SweepAnswer>
{
    /// <inheritdoc/>
    public Outcome<SweepAnswer> Run(SweepRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Sweep sweep = SweepWork.Read(request.Spec, File.ReadAllText(request.Spec), request.Sweep, place.Cancel);
        using IStore store = Stores.OpenOrCreate(SweepWork.StoreOf(request.Spec, sweep, request.Store));
        store.WaitFor(SweepWork.Patience, place.Cancel, place.Note);
        var options = new RunOptions(
            SweepWork.CellsAtOnce(sweep, place.Threads, 0),
            Shard.Parse(request.Shard),
            request.RetryFailed,
            TimeProvider.System,
            RunEnvironment.Capture())
        { AcceptsChangedProgram = request.Change };
        return Run(sweep, store.Add(sweep, request.Change), options, place);
    }

    internal static Outcome<SweepAnswer> Run(Sweep sweep, IStoredSweep store, RunOptions options, Workplace place)
    {
        SweepOutcome outcome = SweepWork.Run(sweep.Experiment.Name, sweep, store, options, place);
        if (outcome.Ending == SweepEnding.Cancelled && place.Cancel.IsCancellationRequested)
        {
            string kept = Invariant($"{store.Store}: {outcome.Progress.Done} of {outcome.Progress.Cells} cells are done, all of them kept; ")
                + $"`espalier lab resume {store.Store}` with `sweep` {store.Name} goes on";
            throw new JobStoppedException(kept, null, place.Cancel);
        }

        if (outcome.Problem is { } problem) place.Note(problem);
        if (outcome.Progress.Failed > 0)
            place.Note(
                Invariant(
                    $"{outcome.Progress.Failed} cells failed; `espalier lab status {store.Store}` with `sweep` {store.Name} shows why, and ")
                        + "`retryFailed` runs them again");
        if (outcome.Progress.SetAside > 0)
            place.Note(
                Invariant(
                    $"{outcome.Progress.SetAside} cells took their worker with them three times and are set aside; `retryFailed` runs them again"));
        bool isWell = outcome.Ending != SweepEnding.StoreFailed && outcome.Progress.Failed == 0 && outcome.Progress.SetAside == 0;
        return Outcome.Of(Answer(sweep, store, options.Shard, outcome), isWell);
    }

    private static SweepAnswer Answer(Sweep sweep, IStoredSweep store, Shard shard, SweepOutcome outcome) => new(
        sweep.Experiment.Name,
        store.Store,
        store.Name,
        outcome.Run,
        shard.ToString(),
        outcome.Progress.Cells,
        outcome.Progress.Done,
        outcome.Progress.Failed,
        outcome.Progress.SetAside,
        outcome.Progress.Remaining,
        outcome.DoneNow,
        outcome.FailedNow,
        outcome.Ending switch { SweepEnding.Finished => "finished", SweepEnding.Cancelled => "given-back", _ => "store-failed" },
        outcome.Problem);
}

/// <summary>Finishes what a sweep in a store asks for.</summary>
public sealed class ResumeJob : IJob<ResumeRequest, SweepAnswer>
{
    /// <inheritdoc/>
    public Outcome<SweepAnswer> Run(ResumeRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        using IStore store = Stores.Open(request.Store);
        store.WaitFor(SweepWork.Patience, place.Cancel, place.Note);
        IStoredSweep stored = store.Open(request.Sweep);
        Sweep sweep = SweepWork.Stored(stored, place.Cancel);
        if (request.Verify) SweepWork.Note(stored, stored.Verify(place.Cancel), place);
        var options = new RunOptions(
            SweepWork.CellsAtOnce(sweep, place.Threads, 0),
            Shard.Parse(request.Shard),
            request.RetryFailed,
            TimeProvider.System,
            RunEnvironment.Capture());
        return SweepJob.Run(sweep, stored, options, place);
    }
}
