namespace Espalier.Lab.Data;

/// <summary>Where data sets that were fetched are kept: <c>ESPALIER_DATA</c>, else the platform's cache folder.</summary>
public static class DataFolder
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "ESPALIER_DATA";

    /// <summary>The folder of all sets.</summary>
    public static string Root =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen ? Path.GetFullPath(chosen) : Path.Combine(CacheFolder(), "espalier");

    /// <summary>The folder of one set.</summary>
    public static string Of(string dataSet) => Path.Combine(Root, dataSet);

    /// <summary>The folder of one set, or where a package of the system put it if only that is there.</summary>
    public static string Holding(string dataSet)
    {
        string packaged = Path.Combine("/usr/share/datasets", dataSet);
        return !Directory.Exists(Of(dataSet)) && Directory.Exists(packaged) ? packaged : Of(dataSet);
    }

    private static string CacheFolder()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Caches");
        return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
            ? cache
            : Path.Combine(home, ".cache");
    }
}
