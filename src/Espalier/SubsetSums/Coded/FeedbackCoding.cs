namespace Espalier.SubsetSums.Coded;

/// <summary>Codes a grid column by column, each column a circular word of its own that aims off what the columns before it missed.</summary>
internal static class FeedbackCoding
{
    /// <summary>Fills in the symbols, column-major. <paramref name="targets"/> is row-major and already rotated.</summary>
    public static byte[] Code(
        GridCoding coding, float[] values, int rows, int columns, ReadOnlySpan<float> targets, SecondMoments moments, float top, ReadOnlySpan<byte> scales, CodingWorkspace workspace)
    {
        var trellis = new Trellis(coding.WindowBits, coding.BitsPerWeight, values, TrellisKernels.Widest(coding.WindowBits, coding.BitsPerWeight));
        var symbols = new byte[targets.Length];
        var errors = new double[targets.Length];
        (float[] factors, float[] shifts, byte[] column) = (new float[rows], new float[rows], new byte[rows]);
        (float[] exact, double[] aims) = (new float[rows], new double[rows]);
        int rowsPerScale = GridCoding.RowsPerScale(columns);
        for (int row = 0; row < rows; row++) exact[row] = ScaleSteps.Scale(top, scales[row / rowsPerScale]);
        int exponent = top > 0 ? -Math.ILogB(top) : 0;
        for (int row = 0; row < rows; row++) factors[row] = MathF.ScaleB(exact[row], exponent);
        for (int k = 0; k < columns; k++)
        {
            for (int row = 0; row < rows; row++) aims[row] = targets[(row * columns) + k];
            for (int j = 0; j < k; j++) AddFeedback(aims, errors.AsSpan(j * rows, rows), moments.Feedback(j, k));
            for (int row = 0; row < rows; row++) shifts[row] = (float)-Math.ScaleB(aims[row], exponent);
            workspace.Search(trellis, values, factors, shifts, column);
            column.CopyTo(symbols, k * rows);
            for (int row = 0; row < rows; row++)
            {
                float value = values[ShortWord.Window(coding.WindowBits, coding.BitsPerWeight, column, row)];
                errors[(k * rows) + row] = targets[(row * columns) + k] - ((double)exact[row] * value);
            }
        }

        return symbols;
    }

    private static void AddFeedback(Span<double> aims, ReadOnlySpan<double> errors, double feedback)
    {
        if (feedback == 0) return;
        for (int row = 0; row < aims.Length; row++) aims[row] += feedback * errors[row];
    }
}
