namespace Espalier.Tests;

/// <summary>Where the tests find the repository and the shared data beside it.</summary>
internal static class Checkout
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a shared data file; a test that needs one that is missing is skipped by name.</summary>
    public static string SharedData(params string[] parts)
    {
        string path = Path.Combine([Root, "..", "shared", "data", .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path)) Assert.Skip($"{string.Join('/', parts)} is not in ../shared/data");
        return Path.GetFullPath(path);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Espalier.slnx"))) return folder.FullName;
        throw new InvalidOperationException("the tests run outside the repository");
    }
}
