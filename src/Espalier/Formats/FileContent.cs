namespace Espalier.Formats;

/// <summary>Reads whole files, and says what is wrong where that fails.</summary>
internal static class FileContent
{
    /// <summary>The largest file that is read or written: what one array holds, just below 2 GiB.</summary>
    internal static readonly long Limit = Array.MaxLength;

    /// <summary>The bytes of a file that is not empty.</summary>
    /// <exception cref="InvalidInputException">There is no such file, it is empty or too large, or it cannot be read.</exception>
    internal static byte[] Read(string path)
    {
        if (string.IsNullOrEmpty(path)) throw new InvalidInputException("(no path)", null, "a file name is missing", "name the file to read");
        if (Directory.Exists(path)) throw new InvalidInputException(path, null, "this is a folder", "name a file in it");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!file.CanSeek) throw new InvalidInputException(path, null, "this is a pipe or a device", "write it to a file and name that");
            long length = file.Length;
            if (length == 0) throw new InvalidInputException(path, null, "the file is empty", "check that it was written or downloaded completely");
            if (length > Limit)
                throw new InvalidInputException(
                    path, null, $"the file has {length} bytes, more than the 2 GiB that are read", "store the weights in float32, or fewer of them");
            byte[] content = GC.AllocateUninitializedArray<byte>((int)length);
            file.ReadExactly(content);
            return content;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException(path, null, "there is no such file", "check the name and the folder", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidInputException(path, null, "the file may not be read", "check its permissions", error);
        }
        catch (Exception error) when (error is IOException or ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException(
                path, null, $"the file cannot be read ({error.Message})", "check the name, and that no program is writing it", error);
        }
    }

    /// <summary>Fills a span with the first bytes of a file; false where it has fewer or cannot be read: whoever reads it next says why.</summary>
    internal static bool TryBegin(string path, Span<byte> start)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using FileStream file = File.OpenRead(path);
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
