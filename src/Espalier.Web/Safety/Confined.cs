namespace Espalier.Web.Safety;

/// <summary>A folder that names are looked up in, and nothing outside it.</summary>
internal sealed class Confined(string folder)
{
    private const int LongestName = 400;

    /// <summary>The folder, in full.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>The full path of a name such as <c>nets/a.onnx</c>, or null: it leads out, through a link too, or it is no name.</summary>
    public string? Find(string? name)
    {
        if (name is null || name.Length is 0 or > LongestName || name.Any(char.IsControl)) return null;
        string[] parts = name.Split('/');
        if (
            parts.Any(
                part =>
                    part.Length == 0
                        || part is "." or ".."
                        || part.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0
                        || part.Contains('\\', StringComparison.Ordinal)))
            return null;
        string path = Root;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            if (IsLink(path)) return null;
        }

        return path;
    }

    /// <summary>Links are not followed: where they lead may change between the look and the use.</summary>
    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;
}
