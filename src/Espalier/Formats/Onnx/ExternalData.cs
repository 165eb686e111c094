using System.Globalization;

namespace Espalier.Formats.Onnx;

/// <summary>Tensors that a model keeps in files beside it: only in its own folder, and only as many bytes as are there.</summary>
internal sealed class ExternalData(string? folder, Budget budget)
{
    private const string SaveAgain = "save the model again with its data in its own folder, or as a single file";
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>The bytes of a tensor.</summary>
    /// <param name="entries">What the model says of the place.</param>
    /// <param name="needed">How many bytes the tensor takes.</param>
    /// <param name="origin">The tensor.</param>
    public byte[] Read(IEnumerable<KeyValuePair<string, string>> entries, long needed, Origin origin)
    {
        var stated = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in entries) stated[key] = value;
        if (!stated.TryGetValue("location", out string? location)) throw origin.Refusal("its external data have no location", SaveAgain);
        string path = Located(location, origin);
        long offset = Number(stated, "offset", 0, origin);
        long length = Number(stated, "length", needed, origin);
        if (length != needed) throw origin.Refusal($"its data take {needed} bytes, and the model states {length}", SaveAgain);
        if (needed > FileContent.Limit)
            throw origin.Refusal(
                $"its data take {needed} bytes, more than the 2 GiB that are read", "store the weights in float32, or fewer of them");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (offset > file.Length || needed > file.Length - offset)
                throw origin.Refusal(
                    $"its data end at byte {offset + (Int128)needed} of {Origin.Quoted(location)}, which has {file.Length}", SaveAgain);
            budget.Bytes(needed, origin);
            byte[] content = GC.AllocateUninitializedArray<byte>((int)needed);
            file.Position = offset;
            file.ReadExactly(content);
            return content;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw origin.Refusal($"its data cannot be read ({failure.Message})", SaveAgain, failure);
        }
    }

    /// <summary>A path inside the folder, whose parts are no links out of it. A file that is new to the model may be read once.</summary>
    private string Located(string location, Origin origin)
    {
        // Either separator is read, and whichever is written names the same file.
        string portable = location.Replace('\\', '/');
        if (_known.TryGetValue(portable, out string? known)) return known;
        if (folder is null)
            throw origin.Refusal("its data are in an external file, and the model was not read from a folder", "name the model's file");
        string[] parts = portable.Split('/');
        if (Path.IsPathRooted(location) || location.Contains(':', StringComparison.Ordinal) || location.Contains('\0', StringComparison.Ordinal)
            || parts.Any(part => part is "" or "." or ".."))
            throw origin.Refusal($"its data are at {Origin.Quoted(location)}, which is no place in the folder of the model", SaveAgain);
        string path = folder;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            FileSystemInfo here = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (!here.Exists) throw origin.Refusal($"its data are in {Origin.Quoted(location)}, which is not there", SaveAgain);
            if (here.LinkTarget is not null) throw origin.Refusal($"its data are in {Origin.Quoted(location)}, which is a link", SaveAgain);
        }

        if (Directory.Exists(path)) throw origin.Refusal($"its data cannot be read ({Origin.Quoted(location)} is a folder)", SaveAgain);
        budget.Allow(new FileInfo(path).Length);
        return _known[portable] = path;
    }

    private static long Number(Dictionary<string, string> stated, string key, long otherwise, Origin origin)
    {
        if (!stated.TryGetValue(key, out string? text)) return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw origin.Refusal($"the {key} of its external data is {Origin.Quoted(text)}", SaveAgain);
    }
}
