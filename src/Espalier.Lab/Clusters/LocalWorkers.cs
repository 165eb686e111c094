using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Programs;
using Espalier.Lab.Storage.Databases;

namespace Espalier.Lab.Clusters;

/// <summary>Processes of this machine, in the background.</summary>
internal sealed class LocalWorkers : Cluster
{
    public const string Name = "local";

    /// <summary>Starts its arguments in the background, away from the terminal, and tells the process number.</summary>
    private const string Background = """
        command -v setsid >/dev/null && away=setsid || away=nohup
        "$away" "$@" >>"$0" 2>&1 </dev/null &
        echo $!
        """;

    /// <inheritdoc/>
    public override string Script(WorkerArray workers) =>
        Invariant($"# {workers.Workers} times, in the background:\ncd {ShellText.Quoted(workers.Folder)}\n{ShellText.Command(Command(workers))}\n");

    /// <inheritdoc/>
    public override ClusterJob Submit(WorkerArray workers, DateTimeOffset now)
    {
        if (OperatingSystem.IsWindows())
            throw new InvalidInputException("engine", null, "processes in the background are not started on Windows", "start workers by hand");
        Directory.CreateDirectory(workers.Logs);
        ImmutableArray<string> processes = [.. Enumerable.Range(1, workers.Workers).Select(worker => Start(workers, worker))];
        return new(Name, Invariant($"{now.UtcDateTime:yyyyMMddHHmmss}"), workers.Workers, now, workers.Logs) { Processes = processes };
    }

    /// <inheritdoc/>
    public override ClusterQueue Ask(ClusterJob job) => new(job.Processes.Count(process => !WorkerProcess.IsGone(process)), 0, null);

    /// <inheritdoc/>
    public override void Cancel(ClusterJob job)
    {
        foreach (string process in job.Processes.Where(process => !WorkerProcess.IsGone(process)))
            Shell(["kill", "-TERM", process.Split('/')[2]], job.Logs);
    }

    private static string Start(WorkerArray workers, int worker)
    {
        string log = Path.Combine(workers.Logs, Invariant($"{WorkerArray.Slug(workers.Sweep)}-{worker}.log"));
        string number = Shell(["/bin/sh", "-c", Background, log, .. Command(workers)], workers.Folder).Trim();
        return WorkerProcess.Of(int.Parse(number, CultureInfo.InvariantCulture));
    }

    private static IReadOnlyList<string> Command(WorkerArray workers) => workers.EnvironmentScript is { } script
        ? ["/bin/sh", "-c", ". \"$0\" && exec \"$@\"", Path.GetFullPath(script, workers.Folder), .. workers.Command]
        : workers.Command;

    private static string Shell(IReadOnlyList<string> command, string folder)
    {
        string program = ProgramPath.Find(command[0], folder) ?? command[0];
        ProgramEnd end = ProgramRun.Run(
            new([program, .. command.Skip(1)], folder, new Dictionary<string, string?>(), TimeSpan.FromSeconds(60)) { IsGuarded = false }, default);
        return end.ExitCode == 0
            ? end.Output
            : throw new InvalidInputException(
                "engine", null, $"a worker cannot be started: {end.LastWords("the shell failed")}", "see whether processes can be started here");
    }
}
