namespace Espalier.SubsetSums.Coded;

/// <summary>Codes a grid column by column, each column a circular word of its own that aims off what the columns before it missed.</summary>
internal sealed class FeedbackCoding(Trellis trellis, float[] values, int columns, CodingWorkspace workspace)
{
    /// <summary>The symbols, column-major, and the error of every weight likewise.</summary>
    /// <param name="targets">Row-major, already rotated.</param>
    /// <param name="moments">How errors move the aims of later columns.</param>
    /// <param name="rowScales">The scale of every row.</param>
    public (byte[] Symbols, double[] Errors) Code(ReadOnlySpan<float> targets, SecondMoments moments, float[] rowScales)
    {
        int rows = rowScales.Length;
        TrellisLayout layout = trellis.Layout;
        var symbols = new byte[targets.Length];
        var errors = new double[targets.Length];
        (float[] factors, float[] shifts, byte[] column) = (new float[rows], new float[rows], new byte[rows]);
        var aims = new double[rows];
        int exponent = rowScales.Max() > 0 ? -Math.ILogB(rowScales.Max()) : 0;
        for (int row = 0; row < rows; row++) factors[row] = MathF.ScaleB(rowScales[row], exponent);
        for (int k = 0; k < columns; k++)
        {
            for (int row = 0; row < rows; row++) aims[row] = targets[(row * columns) + k];
            for (int j = 0; j < k; j++)
                if (moments.Feedback(j, k) is not 0 and double feedback) SecondMoments.AddScaled(aims, errors.AsSpan(j * rows, rows), feedback);
            for (int row = 0; row < rows; row++) shifts[row] = (float)-Math.ScaleB(aims[row], exponent);
            workspace.Search(trellis, values, factors, shifts, column, columns);
            column.CopyTo(symbols, k * rows);
            for (int row = 0; row < rows; row++)
            {
                float value = values[ShortWord.Window(layout.WindowBits, layout.Bits, column, row)];
                errors[(k * rows) + row] = targets[(row * columns) + k] - ((double)rowScales[row] * value);
            }
        }

        return (symbols, errors);
    }
}
