using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Experiments;

namespace Espalier.Lab.Tests.Storage;

/// <summary>Files and folders that may be read and not written: what is there is read, and nothing is lost.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ReadOnlyFileTests
{
    private const uint Nobody = 65534;
    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly ScriptedExperiment Experiment = new((cell, _) => cell.Integer("n"));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void It_is_read_and_what_would_write_is_refused_before_anything_runs(bool mayWriteFile, bool mayWriteFolder)
    {
        using var folder = new StoreFolder();
        Sweep sweep = StoreFolder.Sweep(Experiment, "grid: {n: [1, 2]}");
        using (IStore store = Stores.OpenOrCreate(folder.Path)) SweepRunner.Run(sweep, store.Add(sweep), StoreFolder.Options());
        Protect(folder.Root, mayWriteFile, mayWriteFolder);
        byte[] before = File.ReadAllBytes(folder.Path);
        Sweep wider = StoreFolder.Sweep(Experiment, "grid: {n: [1, 2, 3]}");
        AsSomebodyElse(() =>
        {
            using IStore store = Stores.Open(folder.Path);
            Assert.Equal(2, RecordTable.Load(store.Open()).Rows);
            Assert.Equal(2, store.Open().Tally().Done);
            Assert.Null(SweepRunner.Run(sweep, store.Add(sweep), StoreFolder.Options()).Run);
            Assert.Contains("cannot be written to", Assert.Throws<InvalidInputException>(() => store.Add(wider, change: true)).Message);
        });
        Assert.Equal(before, File.ReadAllBytes(folder.Path));
        Free(folder.Root);
        Assert.Equal(1, folder.Run(wider).DoneNow);
    }

    [Fact]
    public void What_a_killed_writer_left_in_its_log_is_read_too()
    {
        using var folder = new StoreFolder();
        string left = Directory.CreateDirectory(Path.Combine(folder.Root, "left")).FullName;
        folder.Run(Experiment, "grid: {n: [1, 2, 3]}");
        // The connection is open and its log not yet taken into the file: what a kill leaves.
        foreach (string part in Directory.GetFiles(folder.Root)) File.Copy(part, Path.Combine(left, Path.GetFileName(part)));
        Assert.True(File.Exists(Path.Combine(left, "results.db-wal")));
        File.SetUnixFileMode(folder.Root, Read | Enter | UnixFileMode.UserWrite);
        Protect(left, mayWriteFile: false, mayWriteFolder: false);
        AsSomebodyElse(() =>
        {
            using IStore store = Stores.Open(Path.Combine(left, "results.db"));
            Assert.Equal(3, RecordTable.Load(store.Open()).Rows);
        });
        Free(left);
    }

    /// <summary>Locks belong to the process: who opens and closes the file past the engine takes those of all its other connections.</summary>
    [Fact]
    public void Opening_a_store_again_keeps_the_locks_of_those_that_have_it_open()
    {
        if (!File.Exists("/proc/locks")) Assert.Skip("locks cannot be seen here");
        using var folder = new StoreFolder();
        folder.Run(Experiment, "grid: {n: [1, 2]}");
        string inode = Ask("stat", "-c", "%i", folder.Path);
        int before = Locks();
        Assert.True(before > 0, "the first connection holds no lock");
        using (IStore again = Stores.Open(folder.Path)) Assert.Equal(2, again.Open().Tally().Done);
        Assert.Equal(before, Locks());
        using (File.OpenRead(folder.Path))
        {
            // What the engine would not do.
        }

        Assert.True(Locks() < before);

        int Locks() => File.ReadLines("/proc/locks").Count(line => line.Contains($":{inode} ", StringComparison.Ordinal));
    }

    private static string Ask(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }

    private static void Protect(string folder, bool mayWriteFile, bool mayWriteFolder)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("files have no modes here");
        foreach (string file in Directory.GetFiles(folder)) File.SetUnixFileMode(file, mayWriteFile ? Read | Write : Read);
        File.SetUnixFileMode(folder, mayWriteFolder ? Read | Write | Enter : Read | Enter);
    }

    private static void Free(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(folder, Read | Write | Enter);
        foreach (string file in Directory.GetFiles(folder)) File.SetUnixFileMode(file, Read | Write);
    }

    /// <summary>Root may write everywhere: its thread takes the rights to files of another user for a while.</summary>
    private static void AsSomebodyElse(Action work)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            work();
            return;
        }

        uint before = Rights(Nobody);
        try
        {
            work();
        }
        finally
        {
            _ = Rights(before);
        }
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial uint Rights(uint user);
}
