namespace Espalier.Lab.Storage.Databases;

/// <summary>Whether a path lies on a file system that several machines share.</summary>
internal static class NetworkFolder
{
    private static readonly string[] Kinds = [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "lustre",
        "gpfs",
        "beegfs",
        "ceph",
        "afs",
        "glusterfs",
        "fuse.sshfs",
        "fuse.glusterfs",
        "9p",
        "orangefs",
        "panfs",
    ];

    /// <summary>
    /// There a write-ahead log cannot be used, because its index is shared memory, and locks are not to be trusted: the file is then
    /// taken by one process alone.
    /// </summary>
    public static bool Holds(string path) =>
        OperatingSystem.IsLinux() && Kinds.Contains(KindOf(Resolved(path), Mounts()), StringComparer.Ordinal);

    /// <summary>Where a path leads through the links on its way: a folder of a cluster is often reached by one.</summary>
    internal static string Resolved(string path)
    {
        const int MostLinks = 40;
        string whole = Path.GetFullPath(path);
        for (int links = 0; links < MostLinks && Followed(whole) is { } next; links++) whole = next;
        return whole;
    }

    /// <summary>A path with its first link replaced by what it points to; null where there is none.</summary>
    private static string? Followed(string path)
    {
        for (int end = 1; end <= path.Length; end++)
        {
            if (end < path.Length && path[end] != '/') continue;
            if (new FileInfo(path[..end]).LinkTarget is { } target)
                return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path[..end])!, target, path[end..].TrimStart('/')));
        }

        return null;
    }

    /// <summary>The kind of the innermost mount that holds a path.</summary>
    internal static string KindOf(string path, IEnumerable<string> mounts)
    {
        (string kind, int depth) = ("", -1);
        foreach (string[] fields in mounts.Select(line => line.Split(' ')).Where(fields => fields.Length > 2))
        {
            string folder = fields[1].Replace("\\040", " ", StringComparison.Ordinal).TrimEnd('/');
            bool holds = path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/');
            if (holds && folder.Length >= depth) (kind, depth) = (fields[2], folder.Length);
        }

        return kind;
    }

    private static string[] Mounts()
    {
        try
        {
            return File.ReadAllLines("/proc/self/mounts");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
