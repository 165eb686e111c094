using System.Diagnostics;
using System.Globalization;
using Espalier.Formats;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>
/// A table in a file of its own, written row by row: the same run goes on behind the last row that is there. Another title begins anew.
/// </summary>
internal sealed class TableFile
{
    private readonly string _path;
    private readonly HashSet<string> _done;

    /// <summary>Opens what is there, or begins.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="name">The name of the file, without its end.</param>
    /// <param name="title">What is measured, and on what.</param>
    /// <param name="columns">The headings; the first is that of the names of rows.</param>
    public TableFile(string folder, string name, string title, params string[] columns)
    {
        (_path, Name) = (PathOf(folder, name), name);
        string head = $"{title}\n\n{Line(columns)}\n|{string.Concat(Enumerable.Repeat("---|", columns.Length))}\n";
        string text = File.Exists(_path) ? File.ReadAllText(_path) : "";
        string kept = text.StartsWith(head, StringComparison.Ordinal) ? text[..(text.LastIndexOf('\n') + 1)] : head;
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(_path, kept);
        _done = [.. Cells(kept[head.Length..].Split('\n')).Select(cells => cells[0])];
    }

    public string Name { get; }

    public static string PathOf(string folder, string name) => Path.Combine(folder, name + ".md");

    /// <summary>The cells of every row, the headings left out; nothing if there is no such table.</summary>
    public static IEnumerable<string[]> Read(string folder, string name)
    {
        string path = PathOf(folder, name);
        return File.Exists(path) ? Cells(File.ReadAllLines(path)).Skip(2) : [];
    }

    /// <summary>Adds a row unless it is there; its cells are worked out only then.</summary>
    public void Row(string name, Func<IEnumerable<string>> cells)
    {
        if (!_done.Add(name)) return;
        long started = Stopwatch.GetTimestamp();
        string line = Line([name, .. cells()]);
        File.AppendAllText(_path, line + "\n");
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name}: {line} {seconds:F0} s"));
    }

    private static IEnumerable<string[]> Cells(IEnumerable<string> lines) => lines
        .Where(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
