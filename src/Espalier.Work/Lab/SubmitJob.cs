using System.Text.RegularExpressions;
using Espalier.Lab.Clusters;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Work.Inputs;

namespace Espalier.Work.Lab;

/// <summary>A specification whose cells workers in the background, or on a cluster, shall run.</summary>
public sealed record SubmitRequest
{
    /// <summary>The file of the specification.</summary>
    public required string Spec { get; init; }

    /// <summary>Where the records go, instead of the specification's store.</summary>
    public string? Store { get; init; }

    /// <summary>What the store calls the sweep, instead of the specification's name.</summary>
    public string? Sweep { get; init; }

    /// <summary>Whether a sweep of that name that asked for something else is changed to this one.</summary>
    public bool Change { get; init; }

    /// <summary>What starts the workers: slurm, local, or kubernetes, whose manifest is shown only.</summary>
    public string Engine { get; init; } = "slurm";

    /// <summary>How many workers.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>How many at once at most; all if not given.</summary>
    public int? MaxAtOnce { get; init; }

    /// <summary>The partition of the cluster; its own choice if not given.</summary>
    public string? Partition { get; init; }

    /// <summary>The time limit of one turn of a worker, as SLURM spells it; the cluster's own if not given.</summary>
    public string? Time { get; init; }

    /// <summary>The memory of one worker, such as 4G; what the specification says of a cell if not given.</summary>
    public string? Mem { get; init; }

    /// <summary>A script that every worker reads first.</summary>
    public string? EnvScript { get; init; }

    /// <summary>The folder for the script and for what the workers say.</summary>
    public string Logs { get; init; } = "espalier-jobs";

    /// <summary>Seconds before its time limit at which a worker gives back what it has in hand.</summary>
    public int Notice { get; init; } = 120;

    /// <summary>The image that holds the program, for kubernetes.</summary>
    public string Image { get; init; } = "espalier";

    /// <summary>Whether to show what would be submitted, and nothing more.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What was submitted.</summary>
/// <param name="Engine">What starts the workers.</param>
/// <param name="Job">Its name for the job; null where nothing was submitted.</param>
/// <param name="Store">The store.</param>
/// <param name="Sweep">The sweep.</param>
/// <param name="Workers">How many workers.</param>
/// <param name="Cells">The cells of the sweep; null where nothing was submitted.</param>
/// <param name="Remaining">Those to be run; null where nothing was submitted.</param>
/// <param name="Logs">The folder with what the workers say.</param>
/// <param name="Script">What the engine is given.</param>
public sealed record SubmitAnswer(
    string Engine, string? Job, string Store, string Sweep, int Workers, long? Cells, long? Remaining, string Logs, string Script);

/// <summary>Starts workers on a specification and returns at once.</summary>
/// <param name="worker">The command that does what a request for a worker asks for, on so many threads.</param>
public sealed partial class SubmitJob(Func<WorkRequest, int, IReadOnlyList<string>> worker) : IJob<SubmitRequest, SubmitAnswer>
{
    private const string Kubernetes = "kubernetes";

    /// <summary>What a cluster leaves to a job that it ends at once.</summary>
    private const double Haste = 20;

    /// <inheritdoc/>
    public Outcome<SubmitAnswer> Run(SubmitRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Check(request);
        Sweep sweep = SweepWork.Read(request.Spec, File.ReadAllText(request.Spec), request.Sweep, place.Cancel);
        string address = SweepWork.StoreOf(request.Spec, sweep, request.Store);
        if (Stores.IsFile(address)) address = Path.GetFullPath(address);
        WorkerArray workers = Workers(request, sweep, address);
        if (request.Engine == Kubernetes) return Shown(Manifest(workers, request, address));
        var cluster = Cluster.Of(request.Engine);
        if (request.DryRun) return Shown(cluster.Script(workers));

        RequireShared(request, address);
        using IStore store = Stores.OpenOrCreate(address);
        IStoredSweep stored = store.Add(sweep, request.Change);
        if (ClusterJob.Parse(stored.Job) is { } before && Cluster.Of(before.Engine).Ask(before).IsAlive)
            throw new InvalidInputException(
                store.Name, stored.Name, $"the job {before.Id} of {before.Engine} works on it",
                $"end it first, with `espalier lab cancel {store.Name}`");
        place.Begin("listing cells");
        SweepProgress progress = SweepRunner.Prepare(sweep, stored, request.Change, place.Cancel);
        ClusterJob job = cluster.Submit(workers, TimeProvider.System.GetUtcNow());
        stored.RememberJob(job.ToText());
        return Outcome.Of(new SubmitAnswer(
            request.Engine, job.Id, store.Name, stored.Name, request.Workers, progress.Cells, progress.Remaining,
            workers.Logs, cluster.Script(workers)));

        Outcome<SubmitAnswer> Shown(string text) =>
            Outcome.Of(new SubmitAnswer(request.Engine, null, address, sweep.Name, request.Workers, null, null, workers.Logs, text));
    }

    /// <summary>There the program is the image's own, and the store is one that every node can reach.</summary>
    private static string Manifest(WorkerArray workers, SubmitRequest request, string address)
    {
        if (Stores.IsFile(address))
            throw new InvalidInputException(
                "store", null, "the store is a file of this machine, which a container does not see", "name a PostgreSQL store");
        return KubernetesManifest.Of(
            workers with { Command = ["espalier", .. workers.Command.SkipWhile(word => word != "lab")] }, request.Image);
    }

    private WorkerArray Workers(SubmitRequest request, Sweep sweep, string address)
    {
        CellResources cell = sweep.Resources;
        var work = new WorkRequest
        {
            Store = address,
            Sweep = sweep.Name,
            Grace = Math.Max(1, request.Notice * 5 / 6),
            CancelGrace = Haste,
        };
        return new()
        {
            Sweep = sweep.Name,
            Command = [.. worker(work, cell.Threads)],
            Folder = Environment.CurrentDirectory,
            Logs = Path.GetFullPath(request.Logs),
            Workers = request.Workers,
            AtOnce = request.MaxAtOnce,
            Threads = cell.Threads,
            Memory = request.Mem ?? (cell.MemoryMiB > 0 ? Invariant($"{cell.MemoryMiB}M") : null),
            Time = request.Time,
            Partition = request.Partition,
            EnvironmentScript = request.EnvScript is { } script ? Path.GetFullPath(script) : null,
            Notice = request.Notice,
        };
    }

    private static void Check(SubmitRequest request)
    {
        Require.Whole("workers", request.Workers, 1, 100_000);
        Require.Whole("maxAtOnce", request.MaxAtOnce, 1, 100_000);
        Require.Whole("notice", request.Notice, 1, 3600);
        Match("partition", request.Partition, Word(), "give the name of a partition");
        Match("time", request.Time, TimeLimit(), "give for example 30, 02:00:00 or 1-12:00:00");
        if (request.Mem is { } memory && CellResources.ParseMemory(memory) is null)
            throw new InvalidInputException("mem", null, $"\"{memory}\" is no amount", "give for example 512M or 4G");
        if (request.EnvScript is { } script && !request.DryRun && !File.Exists(script))
            throw new InvalidInputException("envScript", null, $"there is no file {script}", "name a script that a shell can read");
        if (request.Engine == Kubernetes && !request.DryRun)
            throw new InvalidInputException(
                "engine", null, "a manifest for kubernetes is shown and not submitted: no cluster has ever run one", "ask with `dryRun`");
        RequireUsed(request);
    }

    /// <summary>What an engine would pass over in silence is refused.</summary>
    private static void RequireUsed(SubmitRequest request)
    {
        (string Field, object? Value)[] unused = request.Engine switch
        {
            "local" => [("partition", request.Partition), ("time", request.Time), ("mem", request.Mem), ("maxAtOnce", request.MaxAtOnce)],
            Kubernetes => [("partition", request.Partition), ("time", request.Time), ("envScript", request.EnvScript)],
            _ => [],
        };
        if (Array.Find(unused, option => option.Value is not null) is { Value: not null } given)
            throw new InvalidInputException(
                given.Field, null, $"the engine {request.Engine} does nothing with it", "leave it out, or take `engine` slurm");
    }

    private static void Match(string field, string? value, Regex pattern, string remedy)
    {
        if (value is not null && !pattern.IsMatch(value)) throw new InvalidInputException(field, null, $"\"{value}\" is none", remedy);
    }

    private static void RequireShared(SubmitRequest request, string address)
    {
        if (request.Workers > 1 && Stores.IsFile(address) && Stores.IsOnNetwork(address))
            throw new InvalidInputException(
                "store",
                null,
                "the store is a file on a network file system, where one worker holds it at a time",
                "use a PostgreSQL store, or let every worker write a file of its own and join them with `espalier lab import`");
    }

    [GeneratedRegex("^[A-Za-z0-9_.,-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex("^(\\d+-)?\\d+(:\\d+){0,2}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimeLimit();
}
