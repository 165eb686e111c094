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
    /// <summary>All bits that the grid takes, scales and base included, and what fills up the words of columns.</summary>
    public long Bits => (Coding.ByColumns ? 8L * Word.Length : (long)Coding.BitsPerWeight * Rows * Columns) + (8L * Scales.Length) + 32;

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
        var kept = new float[Rows * Columns];
        ReadKept(kept);
        double sum = 0;
        foreach (float count in kept) sum += count;
        return (long)sum;
    }

    /// <summary>How many random numbers the mask of every weight keeps, row-major.</summary>
    internal void ReadKept(Span<float> kept)
    {
        MaskCode code = Coding.Code();
        var counts = new float[1 << Coding.WindowBits];
        for (int window = 0; window < counts.Length; window++) counts[window] = BitOperations.PopCount(code.Mask(window));
        Read(counts, kept);
    }

    /// <summary>The window of one weight.</summary>
    internal int WindowOf(int row, int column)
    {
        if (!Coding.ByColumns) return WindowReader.WindowAt(Coding, Word.Span, (long)Rows * Columns, ((long)row * Columns) + column);
        int bytes = Coding.WordBytes(Rows);
        return WindowReader.WindowAt(Coding, Word.Span.Slice(column * bytes, bytes), Rows, row);
    }

    /// <summary>What a table holds for the window of every weight, row-major.</summary>
    internal void Read(ReadOnlySpan<float> table, Span<float> read)
    {
        if (Coding.ByColumns) ReadColumns(Coding, table, Rows, Columns, Word.Span, read);
        else WindowReader.Read(Coding, table, Word.Span, read.Length, 0, read);
    }

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

    private static void Multiply(Span<float> values, float factor)
    {
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (int i = 0; i < wide.Length; i++) wide[i] *= factor;
        for (int i = wide.Length * Vector<float>.Count; i < values.Length; i++) values[i] *= factor;
    }
}
