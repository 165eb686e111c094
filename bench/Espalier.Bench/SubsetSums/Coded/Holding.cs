using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;
using Espalier.SubsetSums.Yardsticks;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>A way to hold weights: fills in what comes back of a grid, and tells the bits that it takes.</summary>
internal sealed record Holding(string Name, Func<WeightGrid, float[], double> Round)
{
    private const ulong Seed = 2026;

    public static Holding Coded(int bits, bool rotated, CodingWorkspace workspace) => new(
        $"coded, {bits} bits, {(rotated ? "rotated" : "plain")}", (grid, rounded) => Coded(grid, bits, rotated, [], workspace, rounded));

    /// <summary>Squared errors count what their inputs' mean squares are; grids of which nothing is known are rotated.</summary>
    public static Holding Weighted(int bits, Lazy<Dictionary<string, double[]>> moments, CodingWorkspace workspace) => new(
        $"coded, {bits} bits, weighted by mean squares",
        (grid, rounded) => moments.Value.TryGetValue(grid.Name, out double[]? met)
            ? Coded(grid, bits, rotated: false, SquaresOf(met, grid.Columns), workspace, rounded)
            : Coded(grid, bits, rotated: true, [], workspace, rounded));

    /// <summary>Errors are fed back by all second moments; grids of which nothing is known are rotated.</summary>
    public static Holding FedBack(int bits, Lazy<Dictionary<string, double[]>> moments, CodingWorkspace workspace) => new(
        $"coded, {bits} bits, second moments fed back",
        (grid, rounded) => moments.Value.TryGetValue(grid.Name, out double[]? met)
            ? Decoded(
                GridSearch.CodeWithFeedback(
                    GridCoding.Tested(bits, Seed, grid.Number, rotated: true) with { ByColumns = true },
                    grid.Rows, grid.Columns, grid.Weights, met, workspace),
                rounded)
            : Coded(grid, bits, rotated: true, [], workspace, rounded));

    public static Holding Of(RoundingYardstick yardstick) =>
        new(yardstick.Name, (grid, rounded) => yardstick.Round(grid.Columns, grid.Weights, rounded));

    /// <summary>A yardstick on rows that are turned as those of coded masks are, and turned back.</summary>
    public static Holding Rotated(RoundingYardstick yardstick) => new(yardstick.Name + ", rotated", (grid, rounded) =>
    {
        var rotation = new RandomRotation(new RandomStream(Seed, grid.Number, StreamPurpose.Rotation), grid.Columns);
        float[] turned = [.. grid.Weights];
        for (int row = 0; row < grid.Rows; row++) rotation.Apply(turned.AsSpan(row * grid.Columns, grid.Columns));
        double bits = yardstick.Round(grid.Columns, turned, rounded);
        for (int row = 0; row < grid.Rows; row++) rotation.Undo(rounded.AsSpan(row * grid.Columns, grid.Columns));
        return bits;
    });

    private static double Coded(WeightGrid grid, int bits, bool rotated, float[] importance, CodingWorkspace workspace, float[] rounded) => Decoded(
        GridSearch.Code(GridCoding.Tested(bits, Seed, grid.Number, rotated), grid.Rows, grid.Columns, grid.Weights, importance, workspace), rounded);

    private static double Decoded(CodedGrid coded, float[] rounded)
    {
        coded.Decode(rounded);
        return coded.Bits;
    }

    private static float[] SquaresOf(double[] moments, int columns) =>
        [.. Enumerable.Range(0, columns).Select(i => (float)moments[(i * columns) + i])];
}
