namespace Espalier.Lab.Programs;

/// <summary>Finds a program as a shell would, but never in the folder it is started from, unless its name says so.</summary>
internal static class ProgramPath
{
    /// <summary>The path of a program, or null. A name with a slash is meant from <paramref name="folder"/>.</summary>
    public static string? Find(string name, string folder)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            string path = Path.GetFullPath(Path.Combine(folder, name));
            return File.Exists(path) ? path : null;
        }

        string[] ends = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat", ""] : [""];
        IEnumerable<string> places =
            from place in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            from end in ends
            select Path.Combine(place, name + end);
        return places.FirstOrDefault(File.Exists);
    }
}
