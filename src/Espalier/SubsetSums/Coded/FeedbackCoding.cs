namespace Espalier.SubsetSums.Coded;

/// <summary>Codes a grid column by column, each column a circular word of its own that aims off what the columns before it missed.</summary>
internal static class FeedbackCoding
{
    /// <summary>The symbols, column-major, and the error that counts. <paramref name="targets"/> is row-major and already rotated.</summary>
    public static (byte[] Symbols, double Error) Code(
        Trellis trellis, float[] values, int columns, ReadOnlySpan<float> targets, SecondMoments moments, float[] rowScales,
        CodingWorkspace workspace)
    {
        int rows = rowScales.Length;
        TrellisLayout layout = trellis.Layout;
        var symbols = new byte[targets.Length];
        var errors = new double[targets.Length];
        (float[] factors, float[] shifts, byte[] column) = (new float[rows], new float[rows], new byte[rows]);
        var aims = new double[rows];
        int exponent = rowScales.Max() > 0 ? -Math.ILogB(rowScales.Max()) : 0;
        for (int row = 0; row < rows; row++) factors[row] = MathF.ScaleB(rowScales[row], exponent);
        double error = 0;
        for (int k = 0; k < columns; k++)
        {
            for (int row = 0; row < rows; row++) aims[row] = targets[(row * columns) + k];
            for (int j = 0; j < k; j++) AddFeedback(aims, errors.AsSpan(j * rows, rows), moments.Feedback(j, k));
            for (int row = 0; row < rows; row++) shifts[row] = (float)-Math.ScaleB(aims[row], exponent);
            workspace.Search(trellis, values, factors, shifts, column);
            column.CopyTo(symbols, k * rows);
            for (int row = 0; row < rows; row++)
            {
                float value = values[ShortWord.Window(layout.WindowBits, layout.Bits, column, row)];
                double coded = (double)rowScales[row] * value;
                errors[(k * rows) + row] = targets[(row * columns) + k] - coded;
                error += moments.Diagonal[k] * (aims[row] - coded) * (aims[row] - coded);
            }
        }

        return (symbols, error);
    }

    private static void AddFeedback(Span<double> aims, ReadOnlySpan<double> errors, double feedback)
    {
        if (feedback == 0) return;
        for (int row = 0; row < aims.Length; row++) aims[row] += feedback * errors[row];
    }
}
