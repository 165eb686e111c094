using System.Globalization;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Work.Lab;

/// <summary>Asks how far a sweep is.</summary>
public sealed record StatusRequest
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }
}

/// <summary>How a sweep stands.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Store">The folder.</param>
/// <param name="Specification">The file of the last specification, which the counts are about.</param>
/// <param name="StoppingRules">Of every specification that was ever run here, oldest first: more than one shows that the sweep was changed after it began.</param>
/// <param name="Cells">In all, at most.</param>
/// <param name="Done">Finished.</param>
/// <param name="Failed">Failed.</param>
/// <param name="Remaining">To be run.</param>
/// <param name="Damaged">Records that do not match their checksum.</param>
/// <param name="TornTails">Segments that end within a record.</param>
/// <param name="Runs">All runs, oldest first.</param>
/// <param name="Failures">The first failures.</param>
public sealed record StatusAnswer(
    string Experiment,
    string Store,
    string Specification,
    IReadOnlyList<string> StoppingRules,
    long Cells,
    long Done,
    long Failed,
    long Remaining,
    int Damaged,
    int TornTails,
    IReadOnlyList<StatusRun> Runs,
    IReadOnlyList<StatusFailure> Failures);

/// <summary>A run that a store remembers.</summary>
public sealed record StatusRun(
    string Run, string Started, string? Ended, string State, string Shard, int Threads, long? Done, long? Failed, string Machine, string CodeVersion, string Runtime)
{
    internal static StatusRun Of(RunRecord run) => new(
        run.Run,
        Text(run.Started),
        run.End is null ? null : Text(run.End.Ended),
        run.End?.Outcome ?? (run.IsLive ? "running" : "broken off"),
        run.Shard,
        run.Threads,
        run.End?.Done,
        run.End?.Failed,
        run.Environment.Machine,
        run.Environment.CodeVersion,
        run.Environment.Runtime);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A cell that failed.</summary>
public sealed record StatusFailure(string Address, IReadOnlyDictionary<string, string> Parameters, long Replicate, string Type, string Message)
{
    internal static StatusFailure Of(IRecordStore store, FailedCell failure) => new(
        failure.Address.ToString(),
        store.Schema.Parameters.Zip(failure.Parameters).ToDictionary(pair => pair.First.Name, pair => pair.Second.ToString(), StringComparer.Ordinal),
        failure.Replicate,
        failure.Failure.Type,
        failure.Failure.Message);
}

/// <summary>Tells how far a sweep is, its runs and its failures.</summary>
public sealed class StatusJob : IJob<StatusRequest, StatusAnswer>
{
    private const int MostFailures = 20;

    /// <inheritdoc/>
    public Outcome<StatusAnswer> Run(StatusRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        IRecordStore store = Stores.Open(request.Store);
        (Sweep sweep, IReadOnlyList<RunRecord> runs) = SweepWork.Last(store);
        place.Begin("reading records");
        (SweepProgress progress, ReadingReport reading) = SweepStatus.Of(sweep, store, place.Cancel);
        SweepWork.Note(store, reading, place);
        IReadOnlyList<StatusFailure> failures = progress.Failed == 0
            ? []
            : [.. RecordTable.Load(store, place.Cancel).Failures.Take(MostFailures).Select(failure => StatusFailure.Of(store, failure))];
        return Outcome.Of(new StatusAnswer(
            store.Schema.Experiment,
            store.Name,
            runs[^1].SpecificationSource,
            [.. runs.DistinctBy(run => run.SpecificationDigest).Select(run => run.StoppingRule)],
            progress.Cells,
            progress.Done,
            progress.Failed,
            progress.Remaining,
            reading.Damaged.Count,
            reading.TornTails.Count,
            [.. runs.Select(StatusRun.Of)],
            failures));
    }
}
