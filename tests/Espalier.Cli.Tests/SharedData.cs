namespace Espalier.Cli.Tests;

/// <summary>Real networks and data sets beside the checkout; tests that need them are skipped by name where they are missing.</summary>
internal static class SharedData
{
    public static string PathOf(params string[] parts)
    {
        string path = Path.GetFullPath(Path.Combine([Repository.Root, "..", "shared", "data", .. parts]));
        if (!File.Exists(path) && !Directory.Exists(path)) Assert.Skip($"{Path.Combine(parts)} of the shared data is not here");
        return path;
    }
}
