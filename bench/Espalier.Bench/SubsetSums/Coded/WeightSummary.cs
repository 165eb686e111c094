using System.Globalization;
using Espalier.Formats;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>The relative errors of several networks' weights in one table, from their own ones.</summary>
internal static class WeightSummary
{
    public const string Name = "weights";

    public static void Write(string folder, IReadOnlyList<(string Table, string Network)> networks)
    {
        var columns = networks
            .Select(each => (each.Network, Rows: TableFile.Read(folder, each.Table).ToDictionary(cells => cells[0], StringComparer.Ordinal)))
            .Where(each => each.Rows.Count > 0).ToList();
        var lines = new List<string>
        {
            "Relative error of the weights (bits per weight, scales counted)",
            "",
            $"| method | {string.Join(" | ", columns.Select(column => column.Network))} |",
            $"|---|{string.Concat(columns.Select(_ => "---|"))}",
        };
        foreach (string method in columns.SelectMany(column => column.Rows.Keys).Distinct(StringComparer.Ordinal))
        {
            IEnumerable<string> cells = columns.Select(column => column.Rows.TryGetValue(method, out string[]? row) ? $"{row[2]} ({row[1]})" : "");
            lines.Add($"| {method} | {string.Join(" | ", cells)} |");
        }

        AtomicFile.WriteText(TableFile.PathOf(folder, Name), string.Join('\n', lines) + "\n");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name}: {columns.Count} networks, {lines.Count - 4} methods"));
    }
}
