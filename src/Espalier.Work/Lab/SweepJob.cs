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

    /// <summary>Run only part i of n, as <c>i/n</c>.</summary>
    public string Shard { get; init; } = "1/1";

    /// <summary>Run failed cells again, with the random numbers they had.</summary>
    public bool RetryFailed { get; init; }
}

/// <summary>A store whose last specification is to be finished.</summary>
public sealed record ResumeRequest
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>Run only part i of n, as <c>i/n</c>.</summary>
    public string Shard { get; init; } = "1/1";

    /// <summary>Run failed cells again, with the random numbers they had.</summary>
    public bool RetryFailed { get; init; }
}

/// <summary>How a sweep stands after a run.</summary>
public sealed record SweepAnswer(
    string Experiment,
    string Store,
    string? Run,
    string Shard,
    long Cells,
    long Done,
    long Failed,
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
        Sweep sweep = SweepWork.Read(request.Spec, File.ReadAllText(request.Spec));
        string folder = request.Store ?? StoreBeside(request.Spec, sweep);
        return Run(sweep, Stores.OpenOrCreate(folder, sweep.Experiment.Schema), request.Shard, request.RetryFailed, place);
    }

    internal static Outcome<SweepAnswer> Run(Sweep sweep, IRecordStore store, string shard, bool retryFailed, Workplace place)
    {
        var options = new RunOptions(place.Threads, Shard.Parse(shard), retryFailed, TimeProvider.System, RunEnvironment.Capture());
        SweepOutcome outcome = SweepWork.Run(sweep.Experiment.Name, sweep, store, options, place);
        if (outcome.Ending == SweepEnding.Cancelled)
        {
            string kept = $"{store.Name}: {outcome.Progress.Done} of {outcome.Progress.Cells} cells are done, all of them kept; `espalier lab resume {store.Name}` goes on";
            throw new JobStoppedException(kept, null, place.Cancel);
        }

        if (outcome.Problem is { } problem) place.Note(problem);
        if (outcome.Progress.Failed > 0)
            place.Note($"{outcome.Progress.Failed} cells failed; `espalier lab status {store.Name}` shows why, and `retryFailed` runs them again");
        return Outcome.Of(Answer(sweep, store, options.Shard, outcome), outcome.Ending == SweepEnding.Finished && outcome.Progress.Failed == 0);
    }

    /// <summary>A store named in a file is meant from where the file is.</summary>
    private static string StoreBeside(string path, Sweep sweep)
    {
        string store = sweep.Store ?? throw new InvalidInputException(path, null, "it names no store", "add store: FOLDER, or give `store`");
        return Path.Combine(Path.GetDirectoryName(path) ?? "", store);
    }

    private static SweepAnswer Answer(Sweep sweep, IRecordStore store, Shard shard, SweepOutcome outcome) => new(
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
}

/// <summary>Finishes what the last specification of a store asked for.</summary>
public sealed class ResumeJob : IJob<ResumeRequest, SweepAnswer>
{
    /// <inheritdoc/>
    public Outcome<SweepAnswer> Run(ResumeRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        (Sweep sweep, _) = SweepWork.Last(Stores.Open(request.Store));
        return SweepJob.Run(sweep, Stores.OpenOrCreate(request.Store, sweep.Experiment.Schema), request.Shard, request.RetryFailed, place);
    }
}
