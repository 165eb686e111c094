using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;
using Espalier.SubsetSums.Yardsticks;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>A way to store grids in fewer bits: rounds the weights and says what they cost.</summary>
internal sealed record Rounding(string Name, Func<WeightGrid, int, float[], double> Round)
{
    private static readonly CodingWorkspace Workspace = new(Environment.ProcessorCount);

    /// <summary>The ways that see the weights alone, each with its twin on rotated rows.</summary>
    public static List<Rounding> Plain(int bits)
    {
        List<Rounding> plain =
        [
            new("coded mask", (grid, number, rounded) => Coded(grid, number, rounded, bits, false, [])),
            new("block integers, 128", (grid, _, rounded) => BlockIntegers.Symmetric(bits, 128, grid.Columns, grid.Weights, rounded)),
            new("block integers, 32", (grid, _, rounded) => BlockIntegers.Symmetric(bits, 32, grid.Columns, grid.Weights, rounded)),
            new("min-max, 128", (grid, _, rounded) => BlockIntegers.MinMax(bits, 128, grid.Columns, grid.Weights, rounded)),
            new("min-max, 32", (grid, _, rounded) => BlockIntegers.MinMax(bits, 32, grid.Columns, grid.Weights, rounded)),
            new("entropy-coded steps", (grid, _, rounded) => EntropyCodedRounding.RoundTo(bits, grid.Weights, rounded)),
        ];
        return [.. plain, .. plain.Select(Rotated)];
    }

    /// <summary>Codes a grid; the number stands for its tensor, and its high half for another seed.</summary>
    public static double Coded(WeightGrid grid, int number, float[] rounded, int bits, bool rotated, ReadOnlySpan<float> importance)
    {
        GridCoding coding = GridCoding.Tested(bits, seed: (ulong)(2026 + (number >> 16)), (uint)(number & 0xFFFF), rotated);
        CodedGrid coded = CodedGrid.Code(coding, grid.Rows, grid.Columns, grid.Weights, importance, Workspace);
        coded.Decode(rounded);
        return coded.Bits;
    }

    /// <summary>The same by columns with error feedback.</summary>
    public static double CodedWithFeedback(WeightGrid grid, int number, float[] rounded, int bits, bool rotated, ReadOnlySpan<double> moments)
    {
        GridCoding coding = GridCoding.Tested(bits, seed: (ulong)(2026 + (number >> 16)), (uint)(number & 0xFFFF), rotated) with { ByColumns = true };
        CodedGrid coded = CodedGrid.CodeWithFeedback(coding, grid.Rows, grid.Columns, grid.Weights, moments, Workspace);
        coded.Decode(rounded);
        return coded.Bits;
    }

    private static Rounding Rotated(Rounding plain) => new(plain.Name + ", rotated", (grid, number, rounded) =>
    {
        var rotation = new RandomRotation(
            new RandomStream((ulong)(2026 + (number >> 16)), (uint)(number & 0xFFFF), StreamPurpose.Rotation), grid.Columns);
        float[] turned = [.. grid.Weights];
        for (int row = 0; row < grid.Rows; row++) rotation.Apply(turned.AsSpan(row * grid.Columns, grid.Columns));
        double bits = plain.Round(grid with { Weights = turned }, number, rounded);
        for (int row = 0; row < grid.Rows; row++) rotation.Undo(rounded.AsSpan(row * grid.Columns, grid.Columns));
        return bits;
    });
}
