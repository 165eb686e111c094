using System.Text.RegularExpressions;

namespace Espalier.Tests.House;

/// <summary>The map in CONTRIBUTING.md is that of the repository.</summary>
public sealed partial class MapTests
{
    private static readonly (string Path, string Text)[] Rows =
    [
        .. File.ReadLines(Path.Combine(Checkout.Root, "CONTRIBUTING.md")).Select(line => Row().Match(line)).Where(row => row.Success)
            .Select(row => (row.Groups["path"].Value, row.Groups["text"].Value)),
    ];

    [Fact]
    public void Every_folder_of_the_map_exists()
    {
        Assert.NotEmpty(Rows);
        Assert.Empty(Rows.SelectMany(row => Named().Matches(row.Text).Select(name => name.Groups["name"].Value).Prepend("")
            .Where(name => Below(row.Path).Append("/src/").All(folder => !folder.EndsWith("/" + name, StringComparison.Ordinal)))
            .Select(name => row.Path + name)));
    }

    /// <summary>Every project, every folder of the library, and in the row of that folder every one below it.</summary>
    [Fact]
    public void Every_folder_of_source_is_on_the_map()
    {
        string[] projects = [.. Folders(Path.Combine(Checkout.Root, "src"))];
        string[] library = [.. Folders(Path.Combine(Checkout.Root, "src", "Espalier"))];
        Assert.All(projects.Concat(library).Select(Relative), folder => Assert.Contains(folder, Rows.Select(row => row.Path)));
        Assert.All(library.SelectMany(Folders).Select(Relative), folder => Assert.Contains(
            $"`{folder.Split('/')[^2]}/`",
            Rows.Single(row => folder.StartsWith(row.Path, StringComparison.Ordinal) && row.Path.Count(c => c == '/') == 3).Text,
            StringComparison.Ordinal));
    }

    private static IEnumerable<string> Folders(string folder) =>
        Directory.EnumerateDirectories(folder).Where(each => Path.GetFileName(each) is not ("bin" or "obj"));

    /// <summary>The folder and all below it, each with a slash before and behind its name.</summary>
    private static IEnumerable<string> Below(string path)
    {
        string root = Path.Combine(Checkout.Root, path);
        if (!Directory.Exists(root)) return [];
        return Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Prepend(root).Select(each => "/" + Relative(each))
            .Append("/");
    }

    private static string Relative(string folder) => Path.GetRelativePath(Checkout.Root, folder).Replace('\\', '/') + "/";

    [GeneratedRegex("^\\| `(?<path>[A-Za-z./]+/)` \\| (?<text>.*) \\|$")]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[A-Za-z]+/)`")]
    private static partial Regex Named();
}
