using System.Numerics;
using System.Runtime.InteropServices;
using Espalier.Numerics;

namespace Espalier.SubsetSums.Coded;

/// <summary>
/// A weight grid as a random network pruned by a coded mask: k bits per weight, one byte of scale per row, and a base. Row-major, one
/// circular word.
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

    /// <summary>Codes a grid.</summary>
    /// <param name="coding">How.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="weights">Row-major, finite.</param>
    /// <param name="importance">What the squared error of a weight counts, per input, for instance the mean square of that input; empty for 1.</param>
    /// <param name="workspace">Buffers and threads; the result does not depend on them.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, a weight is not finite, or an importance is negative or not finite.</exception>
    public static CodedGrid Code(GridCoding coding, int rows, int columns, ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, CodingWorkspace workspace)
    {
        Require(rows, columns, weights, importance);
        float[] values = coding.Values();
        float[] targets = weights.ToArray();
        RandomRotation? rotation = coding.Rotation(columns);
        for (int row = 0; rotation is not null && row < rows; row++) rotation.Apply(targets.AsSpan(row * columns, columns));
        double[] counts = Counts(columns, importance, rotation);
        (float top, byte[] scales) = ScaleChoice.Choose(coding, values, rows, columns, targets, counts);
        var symbols = new byte[targets.Length];
        float[] factors = new float[targets.Length];
        SetMetric(rows, columns, top, scales, counts, factors, targets);
        if (coding.BitsPerWeight * symbols.Length < coding.WindowBits) ShortWord.Code(coding.WindowBits, coding.BitsPerWeight, values, factors, targets, symbols);
        else workspace.Search(new Trellis(coding.WindowBits, coding.BitsPerWeight, values, TrellisKernels.Widest(coding.WindowBits, coding.BitsPerWeight)), factors, targets, symbols);
        var word = new byte[coding.WordBytes(symbols.Length)];
        WindowReader.Write(coding.BitsPerWeight, symbols, word);
        return new CodedGrid(coding, rows, columns, top, scales, word);
    }

    /// <summary>The weights, row-major.</summary>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public void Decode(Span<float> weights) => Decode(Coding, Rows, Columns, ScaleBase, Scales.Span, Word.Span, weights);

    /// <summary>The weights, row-major, of the parts of a grid.</summary>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public static void Decode(GridCoding coding, int rows, int columns, float scaleBase, ReadOnlySpan<byte> scales, ReadOnlySpan<byte> word, Span<float> weights)
    {
        long count = (long)rows * columns;
        if (weights.Length != count || word.Length != coding.WordBytes(count) || scales.Length != GridCoding.ScaleCount(rows, columns))
            throw new ArgumentException($"{rows}×{columns} weights of {coding.BitsPerWeight} bits take {coding.WordBytes(count)} bytes and {GridCoding.ScaleCount(rows, columns)} scales");
        float[] values = coding.Values();
        RandomRotation? rotation = coding.Rotation(columns);
        int rowsPerScale = GridCoding.RowsPerScale(columns);
        for (int row = 0; row < rows; row++)
        {
            Span<float> destination = weights.Slice(row * columns, columns);
            WindowReader.Read(coding, values, word, count, (long)row * columns, destination);
            Multiply(destination, ScaleSteps.Scale(scaleBase, scales[row / rowsPerScale]));
            rotation?.Undo(destination);
        }
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

    /// <summary>
    /// factor·value + shift is the error of a weight times the root of its count, shifts taking the place of the targets. A common power of
    /// two keeps the largest factor between 1 and 2, so that squares neither overflow nor vanish.
    /// </summary>
    private static void SetMetric(int rows, int columns, float top, ReadOnlySpan<byte> scales, ReadOnlySpan<double> counts, Span<float> factors, Span<float> targets)
    {
        var roots = new double[columns];
        for (int i = 0; i < columns; i++) roots[i] = Math.Sqrt(counts[i]);
        double largest = top * roots.Max();
        int exponent = largest > 0 ? -Math.ILogB(largest) : 0;
        for (int i = 0; i < columns; i++) roots[i] = Math.ScaleB(roots[i], exponent);
        int rowsPerScale = GridCoding.RowsPerScale(columns);
        for (int row = 0; row < rows; row++)
        {
            double scale = ScaleSteps.Scale(top, scales[row / rowsPerScale]);
            for (int i = 0; i < columns; i++)
            {
                int weight = (row * columns) + i;
                factors[weight] = (float)(scale * roots[i]);
                targets[weight] = (float)(-targets[weight] * roots[i]);
            }
        }
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
        if (weights.Length != (long)rows * columns) throw new ArgumentException($"{weights.Length} weights are no grid of {rows}×{columns}", nameof(weights));
        if (!importance.IsEmpty && importance.Length != columns) throw new ArgumentException($"{importance.Length} importances for {columns} inputs", nameof(importance));
        foreach (float weight in weights)
            if (!float.IsFinite(weight)) throw new ArgumentException("a weight is not finite", nameof(weights));
        foreach (float count in importance)
            if (!float.IsFinite(count) || count < 0) throw new ArgumentException("an importance is negative or not finite", nameof(importance));
    }
}
