using System.Numerics;
using System.Runtime.InteropServices;

namespace Espalier.SubsetSums.Coded;

/// <summary>
/// A weight grid as a random network pruned by a coded mask: k bits per weight, one byte of scale per row, and a base.
/// </summary>
/// <param name="Coding">How the bits are to be read.</param>
/// <param name="Rows">Outputs.</param>
/// <param name="Columns">Inputs.</param>
/// <param name="ScaleBase">The largest scale.</param>
/// <param name="Scales">A step below the base for every <see cref="GridCoding.RowsPerScale"/> rows.</param>
/// <param name="Word">The bits of all weights.</param>
public sealed record CodedGrid(GridCoding Coding, int Rows, int Columns, float ScaleBase, ReadOnlyMemory<byte> Scales, ReadOnlyMemory<byte> Word)
{
    /// <summary>All bits that the grid takes, scales and base included.</summary>
    public long Bits => ((long)Coding.BitsPerWeight * Rows * Columns) + (8L * Scales.Length) + 32;

    /// <summary>Codes a grid so that the sum of squared errors, each times what its input counts, is least.</summary>
    /// <param name="coding">How; row-major.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="weights">Row-major, finite.</param>
    /// <param name="importance">What the squared error of a weight counts, per input, for instance the mean square of that input; empty for
    /// 1.</param>
    /// <param name="workspace">Buffers and threads; the result does not depend on them.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, a weight is not finite, or an importance is negative or not finite.</exception>
    public static CodedGrid Code(
        GridCoding coding, int rows, int columns, ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, CodingWorkspace workspace)
    {
        Require(rows, columns, weights, importance);
        if (coding.ByColumns) throw new ArgumentException("a grid is coded by columns with second moments only", nameof(coding));
        float[] values = coding.Values();
        RandomRotation? rotation = coding.Rotation(columns);
        float[] targets = Turned(rows, columns, weights, rotation);
        double[] counts = Counts(columns, importance, rotation);
        Trellis trellis = Search(coding, values);
        var choice = new ScaleChoice(coding, values, rows, columns, counts);
        (float top, byte[] scales) = choice.Choose(trellis, targets, workspace);
        var symbols = new byte[targets.Length];
        var factors = new float[targets.Length];
        SearchMetric.Set(columns, choice.OfRows(top, scales), counts, factors, targets);
        workspace.Search(trellis, values, factors, targets, symbols);
        var word = new byte[coding.WordBytes(rows, columns)];
        WindowReader.Write(coding.BitsPerWeight, symbols, word);
        return new CodedGrid(coding, rows, columns, top, scales, word);
    }

    /// <summary>Codes a grid column by column with error feedback, so that the mean square of the error of its outputs is small.</summary>
    /// <param name="coding">How; by columns.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="weights">Row-major, finite.</param>
    /// <param name="moments">The mean of x·xᵀ over the inputs, row-major.</param>
    /// <param name="workspace">Buffers and threads; the result does not depend on them.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, a weight is not finite, or the moments are none.</exception>
    public static CodedGrid CodeWithFeedback(
        GridCoding coding, int rows, int columns, ReadOnlySpan<float> weights, ReadOnlySpan<double> moments, CodingWorkspace workspace)
    {
        Require(rows, columns, weights, []);
        if (!coding.ByColumns) throw new ArgumentException("a grid is coded with second moments by columns only", nameof(coding));
        float[] values = coding.Values();
        RandomRotation? rotation = coding.Rotation(columns);
        float[] targets = Turned(rows, columns, weights, rotation);
        double[] turned = rotation is null ? moments.ToArray() : SecondMoments.Rotated(columns, moments, rotation);
        Trellis trellis = Search(coding, values);
        var choice = new ScaleChoice(coding, values, rows, columns, SecondMoments.DiagonalOf(columns, turned));
        (float top, byte[] scales) = choice.Choose(trellis, targets, workspace);
        var feedback = new FeedbackCoding(trellis, values, columns, workspace);
        (double width, SecondMoments factored) = new FeedbackChoice(feedback, columns, turned).Choose(targets, choice.OfRows(top, scales));
        top = (float)Math.Min(top * width, float.MaxValue);
        (byte[] symbols, _) = feedback.Code(targets, factored, choice.OfRows(top, scales));
        var words = new byte[coding.WordBytes(rows, columns)];
        for (int k = 0; k < columns; k++)
            WindowReader.Write(coding.BitsPerWeight, symbols.AsSpan(k * rows, rows), words.AsSpan(k * coding.WordBytes(rows)));
        return new CodedGrid(coding, rows, columns, top, scales, words);
    }

    /// <summary>The weights, row-major.</summary>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public void Decode(Span<float> weights) => Decode(Coding, Rows, Columns, ScaleBase, Scales.Span, Word.Span, weights);

    /// <summary>The weights, row-major, of the parts of a grid.</summary>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public static void Decode(
        GridCoding coding, int rows, int columns, float scaleBase, ReadOnlySpan<byte> scales, ReadOnlySpan<byte> word, Span<float> weights)
    {
        (int bytes, int steps) = (coding.WordBytes(rows, columns), GridCoding.ScaleCount(rows, columns));
        if (weights.Length != (long)rows * columns || word.Length != bytes || scales.Length != steps)
            throw new ArgumentException(Invariant($"{rows}×{columns} weights of {coding.BitsPerWeight} bits take {bytes} bytes and {steps} scales"));
        RandomRotation? rotation = coding.Rotation(columns);
        int rowsPerScale = GridCoding.RowsPerScale(columns);
        float[] values = coding.Values();
        if (coding.ByColumns) ReadColumns(coding, values, rows, columns, word, weights);
        for (int row = 0; row < rows; row++)
        {
            Span<float> destination = weights.Slice(row * columns, columns);
            if (!coding.ByColumns) WindowReader.Read(coding, values, word, weights.Length, (long)row * columns, destination);
            Multiply(destination, ScaleSteps.Scale(scaleBase, scales[row / rowsPerScale]));
            rotation?.Undo(destination);
        }
    }

    /// <summary>The scale of a row.</summary>
    internal float ScaleOf(int row) => ScaleSteps.Scale(ScaleBase, Scales.Span[row / GridCoding.RowsPerScale(Columns)]);

    /// <summary>Whether no bit is set behind a word.</summary>
    internal bool IsClean
    {
        get
        {
            int bytes = Coding.ByColumns ? Coding.WordBytes(Rows) : Word.Length;
            int unused = (8 - (int)((long)Coding.BitsPerWeight * Rows * (Coding.ByColumns ? 1 : Columns) % 8)) % 8;
            for (int last = bytes - 1; last < Word.Length; last += bytes)
                if ((Word.Span[last] & ((1 << unused) - 1)) != 0) return false;
            return true;
        }
    }

    /// <summary>How many random numbers all masks keep together.</summary>
    internal long CountKept()
    {
        MaskCode code = Coding.Code();
        var counts = new float[1 << Coding.WindowBits];
        for (int window = 0; window < counts.Length; window++) counts[window] = BitOperations.PopCount(code.Mask(window));
        var kept = new float[Rows * Columns];
        Read(counts, kept);
        double sum = 0;
        foreach (float count in kept) sum += count;
        return (long)sum;
    }

    /// <summary>What a table holds for the window of every weight, row-major.</summary>
    internal void Read(ReadOnlySpan<float> table, Span<float> read)
    {
        if (Coding.ByColumns) ReadColumns(Coding, table, Rows, Columns, Word.Span, read);
        else WindowReader.Read(Coding, table, Word.Span, read.Length, 0, read);
    }

    private static Trellis Search(GridCoding coding, ReadOnlySpan<float> values) =>
        new(coding.WindowBits, coding.BitsPerWeight, values, TrellisKernels.Widest(coding.WindowBits, coding.BitsPerWeight));

    private static void ReadColumns(
        GridCoding coding, ReadOnlySpan<float> values, int rows, int columns, ReadOnlySpan<byte> words, Span<float> weights)
    {
        var column = new float[rows];
        int bytes = coding.WordBytes(rows);
        for (int k = 0; k < columns; k++)
        {
            WindowReader.Read(coding, values, words.Slice(k * bytes, bytes), rows, 0, column);
            for (int row = 0; row < rows; row++) weights[(row * columns) + k] = column[row];
        }
    }

    private static float[] Turned(int rows, int columns, ReadOnlySpan<float> weights, RandomRotation? rotation)
    {
        float[] targets = weights.ToArray();
        for (int row = 0; rotation is not null && row < rows; row++) rotation.Apply(targets.AsSpan(row * columns, columns));
        return targets;
    }

    /// <summary>
    /// What errors of the coded entries count. In a rotated row only what a group's inputs have in common is left of their importance:
    /// the diagonal of H·S·diag(importance)·S·H is their mean.
    /// </summary>
    private static double[] Counts(int columns, ReadOnlySpan<float> importance, RandomRotation? rotation)
    {
        var counts = new double[columns];
        for (int i = 0; i < columns; i++) counts[i] = importance.IsEmpty ? 1 : importance[i];
        rotation?.Average(counts);
        return counts;
    }

    private static void Multiply(Span<float> values, float factor)
    {
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (int i = 0; i < wide.Length; i++) wide[i] *= factor;
        for (int i = wide.Length * Vector<float>.Count; i < values.Length; i++) values[i] *= factor;
    }

    private static void Require(int rows, int columns, ReadOnlySpan<float> weights, ReadOnlySpan<float> importance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (weights.Length != (long)rows * columns)
            throw new ArgumentException(Invariant($"{weights.Length} weights are no grid of {rows}×{columns}"), nameof(weights));
        if (!importance.IsEmpty && importance.Length != columns)
            throw new ArgumentException(Invariant($"{importance.Length} importances for {columns} inputs"), nameof(importance));
        foreach (float weight in weights)
            if (!float.IsFinite(weight)) throw new ArgumentException("a weight is not finite", nameof(weights));
        foreach (float count in importance)
            if (!float.IsFinite(count) || count < 0) throw new ArgumentException("an importance is negative or not finite", nameof(importance));
    }
}
