using Espalier.Graphs;
using Espalier.Graphs.Calibration;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums.Coded;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Drawing;

/// <summary>Codes one weight grid: so many bits per weight, and the least squared error that they buy.</summary>
/// <remarks>
/// Known inputs decide how. With their products, columns are coded one after the other and errors fed back, after a rotation; with their squares,
/// or with nothing, some rows are coded as they are and rotated, and the better way is taken for all: heavy tails want the rotation, inputs of very
/// different sizes do not. Squares alone can do harm where inputs move together (docs/decisions/coded-masks.md), so a grid that is too wide for
/// products is coded as if nothing were known.
/// </remarks>
internal sealed class CodedDrawing(ulong seed, double bits, int threads)
{
    /// <summary>Fewer rows than this are coded row by row: feeding back needs a word for every column.</summary>
    private const int FewestRows = 8;

    /// <summary>The weights, and the rows at least, on which the rotation is tried.</summary>
    private const int SampledWeights = 1 << 14;

    private const int SampledRows = 4;

    private readonly CodingWorkspace _workspace = new(threads);

    /// <summary>The parent behind a grid: the numbers that all its weights share.</summary>
    public static ParentGrid ParentOf(GridShape shape, int ordinal) => new(
        shape,
        ParentStructure.Direct,
        GridCoding.DefaultNumbers,
        CandidateShare.Weight,
        CandidateOrder.Once,
        OneSided: false,
        2 * (uint)ordinal,
        new UniformDistribution(-1, 1),
        new UniformDistribution(-1, 1));

    /// <summary>Codes a grid.</summary>
    public CodedMask Draw(WeightGrid grid, uint tensor, InputMoments? inputs)
    {
        GridShape shape = GridAudit.ShapeOf(grid);
        var weights = new float[grid.Weights.Length];
        for (int i = 0; i < weights.Length; i++) weights[i] = Finite((float)grid.Weights[i]);
        double[] biases = grid.Bias is { } bias ? [.. Enumerable.Range(0, bias.Length).Select(i => bias[i])] : [];
        int fewer = (int)Math.Floor(bits);
        int finer = (int)Math.Round((bits - fewer) * shape.Channels);
        if (finer == 0 || finer == shape.Channels || fewer == MaskCode.MostBitsPerWeight)
            return new CodedMask([Code(finer == 0 ? fewer : fewer + 1, tensor, shape.Channels, shape.Kernel, weights, inputs)], null, biases);
        TensorMask rows = Heaviest(finer, shape, weights, inputs);
        return new CodedMask(
            [
                Code(fewer + 1, tensor, finer, shape.Kernel, Only(weights, rows, true, shape.Kernel), inputs),
                Code(fewer, tensor, shape.Channels - finer, shape.Kernel, Only(weights, rows, false, shape.Kernel), inputs),
            ],
            rows,
            biases);
    }

    private CodedGrid Code(int bitsPerWeight, uint tensor, int rows, int columns, float[] weights, InputMoments? inputs)
    {
        GridCoding plain = GridCoding.Tested(bitsPerWeight, seed, tensor, rotated: false);
        if (inputs?.Products is { } products && rows >= FewestRows)
            return GridSearch.CodeWithFeedback(
                plain with { Rotated = columns > 1, ByColumns = true }, rows, columns, weights, products.Span, _workspace);
        bool isWeighted = inputs is not null && columns <= InputCalibration.MostColumns;
        float[] importance = !isWeighted ? [] : Array.ConvertAll(inputs!.MeanSquares.ToArray(), square => (float)Math.Min(square, float.MaxValue));
        int sampled = Math.Max(SampledRows, SampledWeights / columns);
        if (rows < 2 * sampled) return Better(plain, columns, weights, importance);
        float[] sample = [
            .. Enumerable.Range(0, sampled).SelectMany(i => weights.AsSpan((int)((long)rows * i / sampled) * columns, columns).ToArray()),
        ];
        GridCoding better = plain with { Rotated = Better(plain, columns, sample, importance).Coding.Rotated };
        return GridSearch.Code(better, rows, columns, weights, importance, _workspace);
    }

    /// <summary>Rows coded as they are, or rotated if that is better.</summary>
    private CodedGrid Better(GridCoding plain, int columns, float[] weights, float[] importance)
    {
        int rows = weights.Length / columns;
        CodedGrid best = GridSearch.Code(plain, rows, columns, weights, importance, _workspace);
        if (columns == 1) return best;
        CodedGrid rotated = GridSearch.Code(plain with { Rotated = true }, rows, columns, weights, importance, _workspace);
        return Error(rotated, weights, importance) < Error(best, weights, importance) ? rotated : best;
    }

    private static double Error(CodedGrid grid, float[] weights, float[] importance)
    {
        var decoded = new float[weights.Length];
        grid.Decode(decoded);
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double miss = (double)weights[i] - decoded[i];
            sum += miss * miss * (importance.Length == 0 ? 1 : importance[i % grid.Columns]);
        }

        return sum;
    }

    /// <summary>The rows that weigh most, the first of equals.</summary>
    private static TensorMask Heaviest(int count, GridShape shape, float[] weights, InputMoments? inputs)
    {
        var squares = new double[shape.Channels];
        for (int i = 0; i < weights.Length; i++)
            squares[i / shape.Kernel] += (double)weights[i] * weights[i] * (inputs is null ? 1 : inputs.MeanSquares.Span[i % shape.Kernel]);
        var kept = new bool[shape.Channels];
        foreach (int row in Enumerable.Range(0, shape.Channels).OrderByDescending(row => squares[row]).Take(count)) kept[row] = true;
        return new TensorMask(kept);
    }

    private static float[] Only(float[] weights, TensorMask rows, bool kept, int columns) =>
        [.. Enumerable.Range(0, rows.Length).Where(row => rows[row] == kept).SelectMany(row => weights.AsSpan(row * columns, columns).ToArray())];

    private static float Finite(float weight) => Math.Clamp(weight, -float.MaxValue, float.MaxValue);
}
