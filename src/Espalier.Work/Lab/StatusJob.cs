using System.Globalization;
using Espalier.Lab.Clusters;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Work.Lab;

/// <summary>Asks how far a sweep is.</summary>
public sealed record StatusRequest
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The sweep; the only one if not given, or where there are several a list of them.</summary>
    public string? Sweep { get; init; }
}

/// <summary>How a sweep stands.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Store">The store.</param>
/// <param name="Sweep">The sweep's name; null where the store holds several and none was named.</param>
/// <param name="Specification">The file of its specification.</param>
/// <param name="StoppingRules">Of every specification that the sweep ever had, oldest first: more than one shows that it was changed after
/// it began.</param>
/// <param name="Cells">In all, at most.</param>
/// <param name="Done">Finished.</param>
/// <param name="Failed">Failed.</param>
/// <param name="SetAside">Not to be run again: they took their worker with them too often.</param>
/// <param name="Remaining">To be run.</param>
/// <param name="InHand">Of those, in the hands of workers.</param>
/// <param name="Workers">Runs that are alive.</param>
/// <param name="Job">The job that a cluster works on the sweep with, or null.</param>
/// <param name="Runs">All runs, oldest first.</param>
/// <param name="Failures">The first failures, and the cells that were set aside.</param>
/// <param name="Sweeps">All sweeps of the store.</param>
public sealed record StatusAnswer(
    string Experiment,
    string Store,
    string? Sweep,
    string Specification,
    IReadOnlyList<string> StoppingRules,
    long Cells,
    long Done,
    long Failed,
    long SetAside,
    long Remaining,
    long InHand,
    int Workers,
    string? Job,
    IReadOnlyList<StatusRun> Runs,
    IReadOnlyList<StatusFailure> Failures,
    IReadOnlyList<StatusSweep> Sweeps)
{
    /// <summary>How that job stands in its queue, or null.</summary>
    public StatusJobQueue? Queue { get; init; }

    /// <summary>Cells a second of the workers that are alive, by what each did since it began; null where none is.</summary>
    public double? CellsPerSecond { get; init; }

    /// <summary>At that rate, or null.</summary>
    public double? SecondsLeft { get; init; }
}

/// <summary>A job on a cluster.</summary>
/// <param name="Engine">The cluster.</param>
/// <param name="Id">Its name for the job.</param>
/// <param name="Workers">How many workers were asked for.</param>
/// <param name="Running">At work.</param>
/// <param name="Waiting">In the queue.</param>
/// <param name="Submitted">When.</param>
/// <param name="Logs">The folder with what they say.</param>
/// <param name="Problem">Why the queue is not known, or null.</param>
public sealed record StatusJobQueue(
    string Engine, string Id, int Workers, int Running, int Waiting, string Submitted, string Logs, string? Problem)
{
    internal static StatusJobQueue Of(ClusterJob job)
    {
        ClusterQueue queue = Cluster.Of(job.Engine).Ask(job);
        return new(job.Engine, job.Id, job.Workers, queue.Running, queue.Waiting, StatusRun.Text(job.Submitted), job.Logs, queue.Problem);
    }
}

/// <summary>A sweep among others.</summary>
public sealed record StatusSweep(
    string Name, string Experiment, string Specification, long Cells, long Done, long Failed, long SetAside, long Remaining)
{
    internal static StatusSweep Of(SweepEntry entry) => new(
        entry.Name, entry.Experiment, entry.Source, entry.Cells.Cells, entry.Cells.Done, entry.Cells.Failed, entry.Cells.SetAside,
        entry.Cells.Waiting + entry.Cells.InHand);
}

/// <summary>A run that a store remembers.</summary>
public sealed record StatusRun(
    string Run, string Started, string? Ended, string State, string Shard, int Threads, long? Done, long? Failed, string Machine, string CodeVersion,
    string Runtime)
{
    internal static StatusRun Of(RunRecord run) => new(
        run.Run,
        Text(run.Started),
        run.End is null ? null : Text(run.End.Ended),
        run.End?.Outcome ?? (run.IsLive ? "running" : "broken off"),
        run.Shard,
        run.Threads,
        run.End?.Done ?? run.Recorded,
        run.End?.Failed,
        run.Environment.Machine,
        run.Environment.CodeVersion,
        run.Environment.Runtime);

    internal static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A cell that failed, or was set aside.</summary>
public sealed record StatusFailure(string Address, IReadOnlyDictionary<string, string> Parameters, long Replicate, string Type, string Message)
{
    /// <summary>The end of what a program wrote to stdout, or null.</summary>
    public string? Stdout { get; init; }

    /// <summary>The end of what a program wrote to stderr, or null.</summary>
    public string? Stderr { get; init; }

    internal static StatusFailure Of(IStoredSweep sweep, FailedCell failure) => new(
        failure.Address.ToString(),
        sweep.Schema.Parameters.Zip(failure.Parameters).ToDictionary(pair => pair.First.Name, pair => pair.Second.ToString(), StringComparer.Ordinal),
        failure.Replicate,
        failure.Failure.Type,
        failure.Failure.Message)
    { Stdout = failure.Failure.Output, Stderr = failure.Failure.Errors };
}

/// <summary>Tells how far a sweep is, its runs and its failures.</summary>
public sealed class StatusJob : IJob<StatusRequest, StatusAnswer>
{
    /// <summary>The most failures that are told, and the most cells that were set aside.</summary>
    public const int MostFailures = 20;

    /// <inheritdoc/>
    public Outcome<StatusAnswer> Run(StatusRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        using IStore store = Stores.Open(request.Store);
        IReadOnlyList<SweepEntry> entries = store.Sweeps();
        IReadOnlyList<StatusSweep> all = [.. entries.Select(StatusSweep.Of)];
        if (request.Sweep is null && all.Count > 1) return Outcome.Of(Several(store, entries, all));
        IStoredSweep stored = store.Open(request.Sweep);
        return Outcome.Of(One(stored, entries.FirstOrDefault(entry => entry.Name == stored.Name)?.Cells ?? stored.Tally(), all, place));
    }

    /// <summary>Who works on a sweep is asked only while there is something left to do.</summary>
    private static StatusAnswer Several(IStore store, IReadOnlyList<SweepEntry> entries, IReadOnlyList<StatusSweep> all) => new(
        string.Join(", ", all.Select(sweep => sweep.Experiment).Distinct()),
        store.Name,
        null,
        "",
        [],
        all.Sum(sweep => sweep.Cells),
        all.Sum(sweep => sweep.Done),
        all.Sum(sweep => sweep.Failed),
        all.Sum(sweep => sweep.SetAside),
        all.Sum(sweep => sweep.Remaining),
        entries.Sum(entry => entry.Cells.InHand),
        all.Where(sweep => sweep.Remaining > 0).Sum(sweep => store.Open(sweep.Name).ReadRuns().Count(run => run.IsLive)),
        null,
        [],
        [],
        all);

    private static StatusAnswer One(IStoredSweep stored, CellTally tally, IReadOnlyList<StatusSweep> all, Workplace place)
    {
        Sweep sweep = SweepWork.Stored(stored, place.Cancel);
        place.Begin("counting cells");
        SweepProgress progress = SweepStatus.Of(sweep, stored, tally, place.Cancel);
        IReadOnlyList<RunRecord> runs = stored.ReadRuns();
        ClusterJob? job = ClusterJob.Parse(stored.Job);
        double rate = runs.Where(run => run.IsLive).Sum(
            run => run.Recorded / Math.Max(1, (TimeProvider.System.GetUtcNow() - run.Started).TotalSeconds));
        string[] rules = [.. runs.DistinctBy(run => run.SpecificationDigest).Select(run => run.StoppingRule)];
        return new(
            stored.Schema.Experiment,
            stored.Store,
            stored.Name,
            stored.Source,
            rules.Length == 0 ? [sweep.Stopping.Description] : rules,
            progress.Cells,
            progress.Done,
            progress.Failed,
            progress.SetAside,
            progress.Remaining,
            tally.InHand,
            runs.Count(run => run.IsLive),
            job is null ? null : $"{job.Engine} {job.Id}",
            [.. runs.Select(StatusRun.Of)],
            Failures(sweep, stored, progress),
            all)
        {
            Queue = job is null ? null : StatusJobQueue.Of(job),
            CellsPerSecond = rate > 0 ? rate : null,
            SecondsLeft = rate > 0 ? progress.Remaining / rate : null,
        };
    }

    private static List<StatusFailure> Failures(Sweep sweep, IStoredSweep stored, SweepProgress progress)
    {
        var failures = new List<StatusFailure>();
        if (progress.Failed > 0)
            failures.AddRange(
                stored.Failures(MostFailures).Select(
                    record => StatusFailure.Of(stored, new(record.Address, record.Replicate, record.Parameters, record.Failure!))));
        if (progress.SetAside > 0)
            failures.AddRange(SweepStatus.SetAside(sweep, stored).Take(MostFailures).Select(cell => StatusFailure.Of(stored, cell)));
        return failures;
    }
}
