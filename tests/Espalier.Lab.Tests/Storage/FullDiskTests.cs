using System.Diagnostics;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Experiments;

namespace Espalier.Lab.Tests.Storage;

/// <summary>Real file systems that are full or read-only; skipped where the test may not mount one.</summary>
public sealed class FullDiskTests
{
    private static readonly TrivialExperiment Experiment = new();

    [Fact]
    public void A_full_disk_stops_the_run_keeps_what_was_written_and_the_rest_runs_when_there_is_room()
    {
        using var folder = new StoreFolder();
        using var mount = Mount.Tmpfs(folder.Path, "1m");
        string store = Path.Combine(folder.Path, "results.db");
        Sweep sweep = StoreFolder.Sweep(Experiment, "replicates: 1000\ngrid: {whole: [1, 2, 3, 4]}");
        using (IStore full = Stores.OpenOrCreate(store))
        {
            SweepOutcome outcome = SweepRunner.Run(sweep, full.Add(sweep), StoreFolder.Options());
            Assert.Equal(SweepEnding.StoreFailed, outcome.Ending);
            Assert.Contains("the disk is full", outcome.Problem);

            // What the run reports as done is what the store has.
            Assert.Equal(outcome.DoneNow, RecordTable.Load(full.Open()).Rows);
            Assert.InRange(outcome.DoneNow, 100, 3999);
        }

        mount.Remount("size=16m");

        // What the run held could not be given back either, and its process, this one, lives on: its lease has run out.
        StoreFolder.Change(store, "UPDATE cell SET lease = 0 WHERE lease IS NOT NULL");
        using IStore roomy = Stores.OpenOrCreate(store);
        Assert.Equal(SweepEnding.Finished, SweepRunner.Run(sweep, roomy.Add(sweep), StoreFolder.Options()).Ending);
        using var other = new StoreFolder();
        other.Run(sweep);
        Assert.Equal(other.SortedLines(), StoreFolder.Lines(roomy.Open()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_disk_that_is_read_only_can_be_read_and_says_what_it_is_before_anything_runs()
    {
        using var folder = new StoreFolder();
        using var mount = Mount.Tmpfs(folder.Path, "8m");
        string store = Path.Combine(folder.Path, "results.db");
        mount.Remount("ro");
        Assert.Contains("cannot be", Assert.Throws<InvalidInputException>(() => Run("replicates: 2")).Message);
        mount.Remount("rw");
        Assert.Equal(2, Run("replicates: 2").DoneNow);
        mount.Remount("ro");
        using (IStore read = Stores.Open(store)) Assert.Equal(2, RecordTable.Load(read.Open()).Rows);
        Assert.Contains("cannot be written to", Assert.Throws<InvalidInputException>(() => Run("replicates: 3")).Message);

        SweepOutcome Run(string text)
        {
            Sweep sweep = StoreFolder.Sweep(Experiment, text);
            using IStore opened = Stores.OpenOrCreate(store);
            return SweepRunner.Run(sweep, opened.Add(sweep, change: true), StoreFolder.Options());
        }
    }

    private sealed class Mount : IDisposable
    {
        private readonly string _path;

        private Mount(string path) => _path = path;

        public static Mount Tmpfs(string path, string size)
        {
            Directory.CreateDirectory(path);
            if (!OperatingSystem.IsLinux() || Call("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", path) != 0)
                Assert.Skip("may not mount a small file system here");
            return new(path);
        }

        public void Remount(string options) => Assert.Equal(0, Call("mount", "-o", $"remount,{options}", _path));

        public void Dispose() => Call("umount", _path);

        private static int Call(string program, params string[] arguments)
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return -1;
            }
        }
    }
}
