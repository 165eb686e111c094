using System.Text;

namespace Espalier.Lab.Clusters;

/// <summary>
/// A job array for SLURM as a script that a person can read: before its time limit a worker gives back what it has in hand and takes another turn in
/// the queue; preempted and cancelled ones lose nothing either, because a cell is recorded whole or not at all.
/// </summary>
public static class SlurmScript
{
    /// <summary>The script.</summary>
    public static string Of(WorkerArray workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        var text = new StringBuilder("#!/bin/bash\n");
        Option("job-name", workers.Name);
        Option("array", Invariant($"1-{workers.Workers}{(workers.AtOnce is { } most ? Invariant($"%{most}") : "")}"));
        Option("ntasks", "1");
        Option("cpus-per-task", Invariant($"{workers.Threads}"));
        Option("mem", workers.Memory);
        Option("time", workers.Time);
        Option("partition", workers.Partition);
        text.Append("#SBATCH -").Append("-requeue\n");
        Option("signal", Invariant($"B:USR1@{workers.Notice}"));
        Option("open-mode", "append");
        Option("output", Path.Combine(workers.Logs, WorkerArray.Slug(workers.Sweep) + "-%A_%a.log"));
        text.Append("\n# One of the workers on a sweep: it takes cells from the store until none is left. It may be cancelled, preempted or\n");
        text.Append("# requeued at any time; what it has in hand then goes back.\nset -u\n");
        text.Append($"cd {ShellText.Quoted(workers.Folder)} || exit 2\n");
        if (workers.EnvironmentScript is { } script) text.Append($". {ShellText.Quoted(script)} || exit 2\n");
        text.Append($"{ShellText.Command(workers.Command)} &\n");
        text.Append("""
            worker=$!
            again=no
            # SLURM says USR1 before the time limit: give back what is in hand, then take another turn in the queue.
            trap 'again=yes; kill -USR1 "$worker"' USR1
            trap 'kill -TERM "$worker"' TERM
            while :; do
              wait "$worker"
              code=$?
              kill -0 "$worker" 2>/dev/null || break
            done
            if [ "$again" = yes ]; then scontrol requeue "$SLURM_JOB_ID"; fi
            exit "$code"

            """.ReplaceLineEndings("\n"));
        return text.ToString();

        void Option(string name, string? value)
        {
            if (value is not null) text.Append($"#SBATCH --{name}={value}\n");
        }
    }
}
