namespace Espalier.Cli.Tests.Lab;

/// <summary>Specifications and stores in a test's folder.</summary>
internal static class LabFiles
{
    /// <summary>All lines of all segments, sorted: equal for equal stores.</summary>
    public static string[] SortedLines(this Cli cli, string store)
    {
        string folder = Path.Combine(cli.PathOf(store), "segments");
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.jsonl").SelectMany(Lines).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Reads a segment that another process may be writing to.</summary>
    private static string[] Lines(string segment)
    {
        using var reader = new StreamReader(new FileStream(segment, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static int CountLocks(this Cli cli, string store)
    {
        string folder = Path.Combine(cli.PathOf(store), "segments");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.lock").Length : 0;
    }

    /// <summary>A sweep over a theory process: 20 points, and paths that make a cell last as long as a test needs.</summary>
    public static string Chain(string store, int replicates, int trials) => $$"""
        experiment: birth-death-chain
        store: {{store}}
        replicates: {{replicates}}
        grid:
          up: [0.2, 0.3, 0.4, 0.5]
          down: {from: 0.05, to: 0.25, step: 0.05}
          steps: 50
          trials: {{trials}}
        """;
}
