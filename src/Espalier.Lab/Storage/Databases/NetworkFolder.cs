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
        OperatingSystem.IsLinux() && Kinds.Contains(KindOf(Path.GetFullPath(path), Mounts()), StringComparer.Ordinal);

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
