namespace Espalier.Lab.Storage;

/// <summary>
/// The lock beside a segment: held while its run lives, left unheld when the run is killed, gone when the run ended in order.
/// The operating system drops the lock with the process, however it ends.
/// </summary>
internal static class SegmentLock
{
    /// <summary>Creates and takes the lock; the file names the machine, because some networks do not carry locks.</summary>
    public static FileStream Create(string path)
    {
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(Environment.MachineName));
            return stream;
        }
        catch
        {
            Release(stream);
            throw;
        }
    }

    /// <summary>Gives the lock up and removes it.</summary>
    public static void Release(FileStream held)
    {
        string path = held.Name;
        TryDelete(path);
        held.Dispose();
    }

    /// <summary>
    /// Takes over the lock of a killed run; null when the run may live: the lock is held, it is of another machine,
    /// or the file system does not keep locks at all.
    /// </summary>
    public static FileStream? TryTakeOver(string path)
    {
        FileStream? taken = TryOpen(path);
        if (taken is null) return null;
        using (FileStream? second = TryOpen(path))
        {
            if (second is null && IsOfThisMachine(taken)) return taken;
        }

        taken.Dispose();
        return null;
    }

    /// <summary>Whether the run that made this lock may live.</summary>
    public static bool MayBeHeld(string path)
    {
        if (!File.Exists(path)) return false;
        using FileStream? taken = TryTakeOver(path);
        return taken is null && File.Exists(path);
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsOfThisMachine(FileStream held)
    {
        Span<byte> name = stackalloc byte[1024];
        int length = held.ReadAtLeast(name, name.Length, throwOnEndOfStream: false);
        string machine = System.Text.Encoding.UTF8.GetString(name[..length]);
        // A run killed while it made the lock left it empty, and has no segment yet.
        return machine.Length == 0 || machine == Environment.MachineName;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A lock that stays behind unheld is removed by the next run.
        }
    }
}
