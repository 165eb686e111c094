namespace Espalier.Lab.Clusters;

/// <summary>What starts workers, watches them and ends them.</summary>
public abstract class Cluster
{
    /// <summary>The clusters that jobs can be given to, by name.</summary>
    /// <exception cref="InvalidInputException">There is none of that name.</exception>
    public static Cluster Of(string engine) => engine switch
    {
        SlurmCluster.Name => new SlurmCluster(),
        LocalWorkers.Name => new LocalWorkers(),
        _ => throw new InvalidInputException("engine", null, $"there is no engine '{engine}'", "name slurm or local"),
    };

    /// <summary>What it is given, as a person reads it.</summary>
    public abstract string Script(WorkerArray workers);

    /// <summary>Starts workers and returns at once.</summary>
    /// <exception cref="InvalidInputException">It cannot, or it refuses.</exception>
    public abstract ClusterJob Submit(WorkerArray workers, DateTimeOffset now);

    /// <summary>How the workers stand.</summary>
    public abstract ClusterQueue Ask(ClusterJob job);

    /// <summary>Ends the workers; what they have in hand goes back.</summary>
    public abstract void Cancel(ClusterJob job);
}
