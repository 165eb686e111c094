using System.Text;

namespace Espalier.Formats;

/// <summary>Writes files so that a reader sees the old content or all of the new, never a part.</summary>
/// <remarks>
/// A kill in the middle of a writing leaves the temporary file, whose name begins with a dot. Nothing reads it, and nothing removes it: it
/// cannot be told from that of another process that is still writing.
/// </remarks>
public static class AtomicFile
{
    /// <summary>Writes beside the destination, flushes to the disk, and moves into place; leaves nothing behind on failure.</summary>
    /// <remarks>A link stays, and the file it leads to is replaced. Devices, such as <c>/dev/stdout</c>, are written to as they are.</remarks>
    /// <param name="path">The destination.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="InvalidInputException">The folder is missing or not writable, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Attempt(path, write, isKept: true);
    }

    /// <summary>Refuses a destination that <see cref="Write"/> would refuse, before long work rather than after it.</summary>
    /// <param name="path">The destination; what is there stays as it is.</param>
    /// <exception cref="InvalidInputException">The folder is missing or not writable.</exception>
    public static void RequireWritable(string path) => Attempt(path, static _ => { }, isKept: false);

    private static void Attempt(string path, Action<Stream> write, bool isKept)
    {
        if (Directory.Exists(path)) throw new InvalidInputException(path, null, "this is a folder", "name a file in it");
        string? temporary = null;
        try
        {
            string full = Destination(path);
            if (IsDevice(full))
            {
                using var device = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                write(device);
                return;
            }

            temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            if (!isKept) return;
            File.Move(temporary, full, overwrite: true);
            temporary = null;
        }
        catch (DirectoryNotFoundException error)
        {
            throw new InvalidInputException(path, null, "its folder does not exist", "create the folder first", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidInputException(
                path, null, "the file may not be written", "check the permissions of the folder, or choose another", error);
        }
        catch (Exception error) when (error is IOException or ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException(
                path, null, $"the file cannot be written ({error.Message})", "check the free space and the name, or choose another folder", error);
        }
        finally
        {
            Discard(temporary);
        }
    }

    /// <summary>Writes text in UTF-8.</summary>
    /// <param name="path">The destination.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="InvalidInputException">As of <see cref="Write"/>.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static string Destination(string path)
    {
        string full = Path.GetFullPath(path);
        return IsDevice(full) || !File.Exists(full) ? full : new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    /// <summary>A file moved to such a place would take the device's.</summary>
    private static bool IsDevice(string full) =>
        !OperatingSystem.IsWindows() && full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>Removes what a failed attempt left; the first failure is the one to report, so a second is dropped.</summary>
    private static void Discard(string? temporary)
    {
        if (temporary is null) return;
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
