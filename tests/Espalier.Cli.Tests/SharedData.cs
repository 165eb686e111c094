namespace Espalier.Cli.Tests;

/// <summary>Real networks and data sets beside the checkout; tests that need them are skipped by name where they are missing.</summary>
internal static class SharedData
{
    private static readonly string? Root = Find();

    public static string PathOf(params string[] parts)
    {
        string path = Path.Combine([Root ?? "shared", "data", .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path)) Assert.Skip($"{Path.Combine(parts)} of the shared data is not here");
        return path;
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Espalier.slnx"))) return Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared"));
        }

        return null;
    }
}
