namespace Espalier.Formats;

/// <summary>Writes files so that a reader sees the old content or all of the new, never a part.</summary>
/// <remarks>
/// A kill in the middle of a writing leaves the temporary file, whose name begins with a dot. Nothing reads it, and nothing removes it: it
/// cannot be told from that of another process that is still writing.
/// </remarks>
internal static class AtomicFile
{
    /// <summary>Writes beside the destination, flushes to the disk, and moves into place; leaves nothing behind on failure.</summary>
    /// <exception cref="InvalidInputException">The folder is missing or not writable, or the disk is full.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        if (Directory.Exists(path)) throw new InvalidInputException(path, null, "this is a folder", "name a file in it");
        string? temporary = null;
        try
        {
            string full = Path.GetFullPath(path);
            temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
            temporary = null;
        }
        catch (DirectoryNotFoundException error)
        {
            throw new InvalidInputException(path, null, "its folder does not exist", "create the folder first", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidInputException(path, null, "the file may not be written", "check the permissions of the folder, or choose another", error);
        }
        catch (Exception error) when (error is IOException or ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException(path, null, $"the file cannot be written ({error.Message})", "check the free space and the name, or choose another folder", error);
        }
        finally
        {
            Discard(temporary);
        }
    }

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
