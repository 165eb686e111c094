using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Storage;

namespace Espalier.Cli.Tests.Lab;

/// <summary>Workers that a cluster starts, ends, and starts again.</summary>
/// <remarks><c>ESPALIER_SLURM_CELLS</c> sets another number of cells, with a time-out among what happens: bench/runs keeps what 2 000 came
/// to.</remarks>
public sealed class LabClusterTests(PostgresServer postgres, SlurmServer slurm)
{
    private static readonly int Cells = int.TryParse(
        Environment.GetEnvironmentVariable("ESPALIER_SLURM_CELLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int cells)
        ? cells
        : 0;

    [Fact]
    public async Task The_script_of_a_job_array_can_be_read_and_is_a_script()
    {
        using var cli = new Cli();
        cli.Write("law chain.yaml", LabFiles.Chain("chain", 10, 10) + "\nresources: {threads: 2, memory: 300M}");
        Ran ran = await cli.Run(
            "lab", "submit", "law chain.yaml", "--workers", "100", "--max-at-once", "20", "--time", "02:00:00",
            "--partition", "main", "--env-script", "my env.sh", "--dry-run");
        Assert.Equal(0, ran.ExitCode);
        foreach (string option in (string[])[
            "array=1-100%20", "cpus-per-task=2", "mem=300M", "time=02:00:00", "partition=main", "requeue", "signal=B:USR1@120", "open-mode=append",
        ])
        {
            Assert.Contains($"#SBATCH --{option}\n", ran.Output);
        }

        Assert.Contains($". '{cli.PathOf("my env.sh")}'", ran.Output);
        Assert.Contains("lab work", ran.Output);
        Assert.False(File.Exists(cli.PathOf("chain.db")));
        cli.Write("job.sh", ran.Output);
        Assert.Equal(0, (await cli.RunInBash("bash -n job.sh")).ExitCode);
    }

    [Slow]
    [Fact]
    public async Task A_manifest_for_kubernetes_is_shown_and_never_submitted()
    {
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("chain", 10, 10));
        Ran ran = await cli.Run(
            "lab", "submit", "chain.yaml", "--engine", "kubernetes", "--workers", "8", "--store", "postgresql://me@host/db", "--dry-run");
        Assert.Contains("completionMode: Indexed", ran.Output);
        Assert.Contains("no cluster has run it", ran.Output);
        Assert.Contains("[\"espalier\",\"lab\",\"work\",\"postgresql://me@host/db\"", ran.Output.Replace(", ", ",", StringComparison.Ordinal));
        Ran refused = await cli.Run("lab", "submit", "chain.yaml", "--engine", "kubernetes");
        refused.IsOneLineError("--dry-run");
        (await cli.Run("lab", "submit", "chain.yaml", "--engine", "kubernetes", "--dry-run")).IsOneLineError("--store", "PostgreSQL");
        (await cli.Run("lab", "submit", "chain.yaml", "--engine", "local", "--time", "10", "--dry-run")).IsOneLineError("--time", "does nothing");
    }

    [Fact]
    [Slow]
    public async Task Workers_in_the_background_are_shown_and_ended()
    {
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("whole", 40, 100));
        await cli.Run("lab", "run", "chain.yaml");
        cli.Write("slow.yaml", LabFiles.Chain("slow", 5000, 20_000));
        JsonElement submitted = (await cli.Run("lab", "submit", "slow.yaml", "--engine", "local", "--workers", "2", "--json")).Json();
        Assert.Equal("local", submitted.GetProperty("engine").GetString());
        await Until(() => Tally(cli.PathOf("slow.db")).Done > 0);
        JsonElement status = (await cli.Run("lab", "status", "slow.db", "--json")).Json();
        Assert.Equal(2, status.GetProperty("queue").GetProperty("running").GetInt32());
        Assert.True(status.GetProperty("cellsPerSecond").GetDouble() > 0);
        Ran twice = await cli.Run("lab", "submit", "slow.yaml", "--engine", "local");
        twice.IsOneLineError("works on it");
        JsonElement ended = (await cli.Run("lab", "cancel", "slow.db", "--json")).Json();
        Assert.Equal(2, ended.GetProperty("running").GetInt32());
        await Until(() => Tally(cli.PathOf("slow.db")).InHand == 0);
        await Until(() => cli.Run("lab", "status", "slow.db", "--json").Result.Json().GetProperty("queue").GetProperty("running").GetInt32() == 0);
        Assert.True(Tally(cli.PathOf("slow.db")).Waiting > 0);

        cli.Write("again.yaml", LabFiles.Chain("again", 40, 100));
        await cli.Run("lab", "submit", "again.yaml", "--engine", "local", "--workers", "2");
        await Until(() => Tally(cli.PathOf("again.db")) is { Waiting: 0, InHand: 0, Done: > 0 });
        Assert.Equal((await cli.Run("lab", "export", "whole.db")).Output, (await cli.Run("lab", "export", "again.db")).Output);
    }

    [Fact]
    [Slow]
    public async Task A_job_array_that_is_cancelled_and_requeued_in_part_ends_with_the_records_of_one_run()
    {
        string configuration = slurm.Configuration();
        string store = postgres.NewDatabase();
        using var cli = new Cli();
        cli.Environment["SLURM_CONF"] = configuration;
        bool isFull = Cells > 0;
        int cells = isFull ? Cells : 40;
        cli.Write("chain.yaml", isFull ? LabFiles.Chain("whole", cells / 20, 120_000) : Waiting(cells));
        string[] array = isFull
            ? ["--workers", "20", "--max-at-once", "6", "--time", "1", "--notice", "25"]
            : ["--workers", "4", "--max-at-once", "3", "--notice", "10"];
        JsonElement submitted = (await cli.Run(["lab", "submit", "chain.yaml", "--store", store, .. array, "--json"])).Json();
        string job = submitted.GetProperty("job").GetString()!;
        Assert.Equal(cells, submitted.GetProperty("remaining").GetInt32());
        await Until(() => isFull ? Tally(store).Done > 0 : Tally(store).InHand >= 3);
        JsonElement queue = (await cli.Run("lab", "status", store, "--json")).Json().GetProperty("queue");
        Assert.Equal(job, queue.GetProperty("id").GetString());
        Assert.True(queue.GetProperty("running").GetInt32() > 0);

        await cli.RunInBash($"scancel {job}_2; scontrol requeue {job}_1; scancel --signal=KILL --full {job}_3");
        cli.Write("go", "");
        bool wasRequeued = false;
        await Until(() =>
        {
            if (isFull && !wasRequeued) wasRequeued = Restarts(job, configuration) > 1;
            return Tally(store) is { Waiting: 0, InHand: 0 };
        });
        if (isFull) Assert.True(wasRequeued, "no task ran into its time limit and took another turn");
        await cli.Run("lab", "run", "chain.yaml", "--store", "whole.db");
        CellTally end = Tally(store);
        Assert.Equal((cells, 0, 0), (end.Done, end.Failed, end.SetAside));
        Assert.Equal((await cli.Run("lab", "export", "whole.db")).Output, (await cli.Run("lab", "export", store)).Output);
        await cli.Run("lab", "cancel", store);
    }

    /// <summary>Cells that wait until the test says go.</summary>
    private static string Waiting(int cells) => $$"""
        experiment: command
        name: chain
        shell: 'while [ ! -f go ]; do sleep 0.1; done; echo "{\"number\": $seed}"'
        measures: {number: integer}
        replicates: {{cells}}
        """;

    private static int Restarts(string job, string configuration)
    {
        var ask = new ProcessStartInfo("scontrol", ["show", "job", job]) { RedirectStandardOutput = true, RedirectStandardError = true };
        ask.Environment["SLURM_CONF"] = configuration;
        using Process process = Process.Start(ask)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Split("Restarts=").Skip(1).Sum(part => part[0] - '0');
    }

    private static CellTally Tally(string store)
    {
        using IStore watched = Stores.Open(store);
        return watched.Open().Tally();
    }

    private static async Task Until(Func<bool> isSo)
    {
        while (!isSo()) await Task.Delay(200, TestContext.Current.CancellationToken);
    }
}
