using Espalier.Lab.Clusters;
using Espalier.Lab.Storage;

namespace Espalier.Work.Lab;

/// <summary>A sweep whose workers are to end.</summary>
public sealed record CancelRequest
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The sweep; the only one if not given.</summary>
    public string? Sweep { get; init; }
}

/// <summary>What was ended.</summary>
/// <param name="Store">The store.</param>
/// <param name="Sweep">The sweep.</param>
/// <param name="Engine">What had started the workers.</param>
/// <param name="Job">Its name for the job.</param>
/// <param name="Running">Workers that were at work.</param>
/// <param name="Waiting">Workers that were in the queue.</param>
public sealed record CancelAnswer(string Store, string Sweep, string Engine, string Job, int Running, int Waiting);

/// <summary>Ends the job that works on a sweep; what is done is kept, and what its workers have in hand goes back.</summary>
public sealed class CancelJob : IJob<CancelRequest, CancelAnswer>
{
    /// <inheritdoc/>
    public Outcome<CancelAnswer> Run(CancelRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        using IStore store = Stores.Open(request.Store);
        IStoredSweep sweep = store.Open(request.Sweep);
        ClusterJob job = ClusterJob.Parse(sweep.Job)
            ?? throw new InvalidInputException(store.Name, sweep.Name, "no job was submitted for this sweep", "end a worker by Ctrl-C where it runs");
        var cluster = Cluster.Of(job.Engine);
        ClusterQueue queue = cluster.Ask(job);
        if (queue.Problem is { } problem)
            throw new InvalidInputException(
                store.Name, sweep.Name, $"the job {job.Id} cannot be asked for: {problem}", "call from a machine of the cluster");
        if (queue.IsAlive) cluster.Cancel(job);
        return Outcome.Of(new CancelAnswer(store.Name, sweep.Name, job.Engine, job.Id, queue.Running, queue.Waiting));
    }
}
