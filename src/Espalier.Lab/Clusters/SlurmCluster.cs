using Espalier.Lab.Programs;

namespace Espalier.Lab.Clusters;

/// <summary>SLURM, by its own commands.</summary>
internal sealed class SlurmCluster : Cluster
{
    public const string Name = "slurm";

    private const string Long = "--";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public override string Script(WorkerArray workers) => SlurmScript.Of(workers);

    /// <inheritdoc/>
    public override ClusterJob Submit(WorkerArray workers, DateTimeOffset now)
    {
        Directory.CreateDirectory(workers.Logs);
        string script = Path.Combine(workers.Logs, WorkerArray.Slug(workers.Sweep) + ".sh");
        File.WriteAllText(script, Script(workers));
        string id = Call(workers.Folder, "sbatch", Long + "parsable", script).Trim().Split(';')[0];
        return new(Name, id, workers.Workers, now, workers.Logs);
    }

    /// <inheritdoc/>
    public override ClusterQueue Ask(ClusterJob job)
    {
        try
        {
            string[] states = Call(
                ".", "squeue", Long + "noheader", Long + "array", Long + "jobs=" + job.Id, Long + "format=%T").Split(
                    '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            int running = states.Count(state => state is "RUNNING" or "COMPLETING" or "CONFIGURING" or "STOPPED" or "SUSPENDED" or "SIGNALING");
            return new(running, states.Length - running, null);
        }
        catch (InvalidInputException exception) when (exception.Problem.Contains("Invalid job id", StringComparison.Ordinal))
        {
            // It is long over, and SLURM has forgotten it.
            return default;
        }
        catch (InvalidInputException exception)
        {
            return new(0, 0, exception.Problem);
        }
    }

    /// <inheritdoc/>
    public override void Cancel(ClusterJob job) => Call(".", "scancel", job.Id);

    private static string Call(string folder, string program, params string[] arguments)
    {
        string path = ProgramPath.Find(program, folder)
            ?? throw new InvalidInputException("engine", null, $"there is no {program} on this machine", "call from a machine of the cluster");
        ProgramEnd end = ProgramRun.Run(new([path, .. arguments], Path.GetFullPath(folder), new Dictionary<string, string?>(), Patience), default);
        if (end is { ExitCode: 0, IsTimedOut: false }) return end.Output;
        throw new InvalidInputException(
            program, null, end.IsTimedOut ? "it does not answer" : end.LastWords("it failed"), "see what the cluster's own commands say");
    }
}
