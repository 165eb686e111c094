using System.Diagnostics;
using Espalier.Lab.Running;
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
        using var mount = Mount.Tmpfs(folder.Path, "256k");
        const string Text = "replicates: 500\ngrid: {whole: [1, 2, 3, 4]}";
        SweepOutcome outcome = folder.Run(Experiment, Text);
        Assert.Equal(SweepEnding.StoreFailed, outcome.Ending);
        Assert.Contains("cannot take more records", outcome.Problem);
        int kept = RecordTable.Load(folder.Open(Experiment)).Rows;
        Assert.True(kept is > 100 and < 2000, $"{kept} kept");
        Assert.Empty(RecordTable.Load(folder.Open(Experiment)).Reading.TornTails);

        mount.Remount("size=8m");
        SweepOutcome rest = folder.Run(Experiment, Text);
        Assert.Equal(SweepEnding.Finished, rest.Ending);
        Assert.Equal(2000 - kept, rest.DoneNow);
        using var other = new StoreFolder();
        other.Run(Experiment, Text);
        Assert.Equal(other.SortedLines(), folder.SortedLines());
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_clear_error_before_anything_runs()
    {
        using var folder = new StoreFolder();
        using var mount = Mount.Tmpfs(folder.Path, "256k");
        mount.Remount("ro");
        Assert.Contains("cannot be written to", Assert.Throws<InvalidInputException>(() => folder.Run(Experiment, "replicates: 2")).Message);
        mount.Remount("rw");
        folder.Run(Experiment, "replicates: 2");
        mount.Remount("ro");
        Assert.Equal(0, folder.Run(Experiment, "replicates: 2").DoneNow);
        Assert.Equal(2, RecordTable.Load(folder.Open(Experiment)).Rows);
        Assert.Contains("cannot be written to", Assert.Throws<InvalidInputException>(() => folder.Run(Experiment, "replicates: 3")).Message);
    }

    private sealed class Mount : IDisposable
    {
        private readonly string _path;

        private Mount(string path) => _path = path;

        public static Mount Tmpfs(string path, string size)
        {
            Directory.CreateDirectory(path);
            if (!OperatingSystem.IsLinux() || Call("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", path) != 0) Assert.Skip("may not mount a small file system here");
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
