using Espalier.SubsetSums.Coded;
using Espalier.SubsetSums.Yardsticks;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>
/// Relative errors ‖w − ŵ‖/‖w‖ of grids, coded and by every yardstick; bits count scales; and what the errors do, where that can be told.
/// </summary>
internal sealed class GridTable
{
    private readonly TableFile _file;
    private readonly IReadOnlyList<WeightGrid> _grids;
    private readonly Func<IReadOnlyList<float[]>, string[]>? _outcome;
    private readonly int _outcomes;

    /// <summary>Opens the table.</summary>
    /// <param name="folder">Where the table is kept.</param>
    /// <param name="name">Its name.</param>
    /// <param name="network">What the grids are of.</param>
    /// <param name="grids">The grids.</param>
    /// <param name="outcomes">Headings of what the errors do.</param>
    /// <param name="outcome">What they do, from the rounded weights of all grids.</param>
    public GridTable(
        string folder,
        string name,
        string network,
        IReadOnlyList<WeightGrid> grids,
        string[]? outcomes = null,
        Func<IReadOnlyList<float[]>, string[]>? outcome = null)
    {
        (_grids, _outcome, _outcomes) = (grids, outcome, outcomes?.Length ?? 0);
        string title = $"{network}: {grids.Count} grids, {grids.Sum(grid => (long)grid.Weights.Length)} weights";
        _file = new TableFile(folder, name, title, ["method", "bits", "relative error", .. outcomes ?? [], "µs of processor time a weight"]);
    }

    /// <summary>All methods at 4, 3 and 2 bits.</summary>
    /// <param name="workspace">Threads and buffers.</param>
    /// <param name="seedLmBlocks">The blocks, of all grids together, on which SeedLM is measured.</param>
    /// <param name="more">More methods for so many bits.</param>
    public void Fill(CodingWorkspace workspace, int seedLmBlocks, Func<int, IEnumerable<Holding>>? more = null)
    {
        foreach (Yardstick yardstick in Yardstick.Usual) Row(Holding.Of((RoundingYardstick)yardstick));
        for (int bits = 4; bits >= 2; bits--)
        {
            Row(Holding.Coded(bits, rotated: true, workspace));
            Row(Holding.Coded(bits, rotated: false, workspace));
            foreach (Holding holding in more?.Invoke(bits) ?? []) Row(holding);
        }

        for (int bits = 4; bits >= 2; bits--)
        {
            foreach (Yardstick yardstick in Yardstick.At(bits))
            {
                if (yardstick is RoundingYardstick rounding)
                {
                    Row(Holding.Of(rounding));
                    Row(Holding.Rotated(rounding));
                }
                else
                {
                    Row(yardstick is SeedLm ? new SeedLm(bits, Math.Max(1, seedLmBlocks / _grids.Count)) : yardstick);
                }
            }
        }
    }

    /// <summary>One more method.</summary>
    public void Row(Holding holding) => _file.Row(holding.Name, () =>
    {
        var all = new List<float[]>();
        (YardstickResult sum, double spent) = Measure(grid =>
        {
            var rounded = new float[grid.Weights.Length];
            double bits = holding.Round(grid, rounded);
            if (_outcome is not null) all.Add(rounded);
            return YardstickResult.Of(bits, grid.Weights, rounded);
        });
        return [$"{sum.BitsPerWeight:F3}", $"{sum.RelativeError:F4}", .. _outcome?.Invoke(all) ?? [], $"{spent:F2}"];
    });

    private void Row(Yardstick yardstick) => _file.Row(yardstick.Name, () =>
    {
        (YardstickResult sum, double spent) = Measure(grid => yardstick.Measure(grid.Columns, grid.Weights));
        return [$"{sum.BitsPerWeight:F3}", $"{sum.RelativeError:F4}", .. Enumerable.Repeat("", _outcomes), $"{spent:F2}"];
    });

    private (YardstickResult Sum, double MicrosecondsEach) Measure(Func<WeightGrid, YardstickResult> measure)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        YardstickResult sum = default;
        foreach (WeightGrid grid in _grids) sum += measure(grid);
        return (sum, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / sum.Weights);
    }
}
