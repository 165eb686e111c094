namespace Espalier.Cli.Tests.Lab;

/// <summary>Specifications and stores in a test's folder.</summary>
internal static class LabFiles
{
    /// <summary>The rows of an export, sorted: equal for equal sweeps.</summary>
    public static async Task<string[]> SortedRows(this Cli cli, string store)
    {
        Ran ran = await cli.Run("lab", "export", store);
        return [.. ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal)];
    }

    /// <summary>A sweep over a theory process: 20 points, and paths that make a cell last as long as a test needs.</summary>
    public static string Chain(string store, int replicates, int trials) => $$"""
        experiment: birth-death-chain
        name: chain
        store: {{store}}.db
        replicates: {{replicates}}
        grid:
          up: [0.2, 0.3, 0.4, 0.5]
          down: {from: 0.05, to: 0.25, step: 0.05}
          steps: 50
          trials: {{trials}}
        """;
}
