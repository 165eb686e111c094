using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;
using Espalier.SubsetSums.Yardsticks;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Relative errors ‖w − ŵ‖/‖w‖ of the largest grids of a file, coded and by every yardstick; bits count scales.</summary>
internal sealed class GridTable
{
    private const ulong Seed = 2026;

    private readonly CodingWorkspace _workspace = new(Environment.ProcessorCount);
    private readonly List<WeightGrid> _grids;
    private readonly string _methods;

    private GridTable(List<WeightGrid> grids, string methods) => (_grids, _methods) = (grids, methods);

    /// <summary>
    /// The ways whose names contain a text, at 4, 3 and 2 bits; of every so many rows the first, and SeedLM on so many blocks in all.
    /// </summary>
    public static void Print(string path, int count, int every, int seedLmBlocks, string methods)
    {
        var table = new GridTable([.. WeightGrid.Largest(path, count).Select(grid => grid.Every(every))], methods);
        long weights = table._grids.Sum(grid => (long)grid.Weights.Length);
        CodedMaskRun.Print(
            $"{Path.GetFileName(path)}: {table._grids.Count} grids, {weights} weights | method | bits | relative error | µs a weight |");
        foreach (Yardstick yardstick in Yardstick.Usual) table.Row(yardstick);
        for (int bits = 4; bits >= 2; bits--)
        {
            foreach (bool rotated in (ReadOnlySpan<bool>)[false, true])
            {
                int k = bits;
                table.Row($"coded mask, {bits} bits{(rotated ? ", rotated" : "")}", (grid, i) => table.Coded(grid, (uint)i, k, rotated));
            }

            foreach (Yardstick yardstick in Yardstick.At(bits))
            {
                table.Row(yardstick is SeedLm ? new SeedLm(bits, Math.Max(1, seedLmBlocks / table._grids.Count)) : yardstick);
                if (yardstick is RoundingYardstick rounding) table.Row(yardstick.Name + ", rotated", (grid, i) => Rotated(rounding, grid, (uint)i));
            }
        }
    }

    private YardstickResult Coded(WeightGrid grid, uint tensor, int bits, bool rotated)
    {
        CodedGrid coded = GridSearch.Code(GridCoding.Tested(bits, Seed, tensor, rotated), grid.Rows, grid.Columns, grid.Weights, [], _workspace);
        var decoded = new float[grid.Weights.Length];
        coded.Decode(decoded);
        return YardstickResult.Of(coded.Bits, grid.Weights, decoded);
    }

    /// <summary>The rotation keeps lengths, so errors of rotated rows are those of the rows.</summary>
    private static YardstickResult Rotated(RoundingYardstick yardstick, WeightGrid grid, uint tensor)
    {
        var rotation = new RandomRotation(new RandomStream(Seed, tensor, StreamPurpose.Rotation), grid.Columns);
        float[] turned = [.. grid.Weights];
        for (int row = 0; row < grid.Rows; row++) rotation.Apply(turned.AsSpan(row * grid.Columns, grid.Columns));
        return yardstick.Measure(grid.Columns, turned);
    }

    private void Row(Yardstick yardstick) => Row(yardstick.Name, (grid, _) => yardstick.Measure(grid.Columns, grid.Weights));

    private void Row(string name, Func<WeightGrid, int, YardstickResult> measure)
    {
        if (!name.Contains(_methods, StringComparison.Ordinal)) return;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        YardstickResult all = default;
        for (int i = 0; i < _grids.Count; i++) all += measure(_grids[i], i);
        double spent = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / all.Weights;
        CodedMaskRun.Print($"| {name} | {all.BitsPerWeight:F3} | {all.RelativeError:F4} | {spent:F2} |");
    }
}
