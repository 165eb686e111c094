namespace Espalier.Tests.House;

/// <summary>No line is longer than a screen shows beside another file.</summary>
public sealed class LineLengthTests
{
    private const int Columns = 150;

    [Fact]
    public void No_line_is_too_long()
    {
        string[] rooms = ["src", "samples", "tests", "bench"];
        string[] endings = ["*.cs", "*.razor"];
        IEnumerable<string> files = rooms.SelectMany(room => endings.SelectMany(
            ending => Directory.EnumerateFiles(Path.Combine(Checkout.Root, room), ending, SearchOption.AllDirectories)));
        Assert.Empty(files.Where(IsOurs).SelectMany(Places));
    }

    private static IEnumerable<string> Places(string file) => File.ReadLines(file)
        .Select((line, i) => (line.Length, Place: $"{Path.GetRelativePath(Checkout.Root, file)}:{i + 1}"))
        .Where(line => line.Length > Columns)
        .Select(line => line.Place);

    /// <summary>Not what a build leaves behind.</summary>
    private static bool IsOurs(string file) =>
        !Path.GetRelativePath(Checkout.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");
}
