namespace Espalier.Tests.House;

/// <summary>No line is longer than a screen shows beside another file.</summary>
public sealed class LineLengthTests
{
    private const int Columns = 150;

    /// <summary>Lines that were longer when the rooms were put together. It only ever goes down.</summary>
    private const int Recorded = 300;

    [Fact]
    public void No_more_lines_are_too_long_than_were()
    {
        string[] rooms = ["src", "tests", "bench"];
        IEnumerable<string> files = rooms.SelectMany(
            room => Directory.EnumerateFiles(Path.Combine(Checkout.Root, room), "*.cs", SearchOption.AllDirectories));
        string[] places = [.. files.Where(IsOurs).SelectMany(Places)];
        Assert.True(
            places.Length <= Recorded,
            $"{places.Length} lines are longer than {Columns} columns, {Recorded} are allowed; such as\n{string.Join('\n', places.Take(20))}");
    }

    private static IEnumerable<string> Places(string file) => File.ReadLines(file)
        .Select((line, i) => (line.Length, Place: $"{Path.GetRelativePath(Checkout.Root, file)}:{i + 1}"))
        .Where(line => line.Length > Columns)
        .Select(line => line.Place);

    /// <summary>Not what a build leaves behind.</summary>
    private static bool IsOurs(string file) =>
        !Path.GetRelativePath(Checkout.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");
}
