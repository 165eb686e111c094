namespace Espalier.SubsetSums.Coded;

/// <summary>The scale of every group of rows: as wide, in the counted mean square, as the code wants its values.</summary>
internal static class ScaleChoice
{
    public static (float Top, byte[] Steps) Choose(GridCoding coding, ReadOnlySpan<float> values, int rows, int columns, ReadOnlySpan<float> targets, ReadOnlySpan<double> counts)
    {
        double widen = TestedCodes.ValueScale(coding.BitsPerWeight) / WindowValues.RootMeanSquare(values);
        int rowsPerScale = GridCoding.RowsPerScale(columns);
        var scales = new double[GridCoding.ScaleCount(rows, columns)];
        for (int i = 0; i < scales.Length; i++)
        {
            int first = i * rowsPerScale;
            int last = Math.Min(rows, first + rowsPerScale);
            scales[i] = widen * RootMeanSquare(targets[(first * columns)..(last * columns)], counts);
        }

        float top = (float)Math.Min(scales.Max(), float.MaxValue);
        return (top, Array.ConvertAll(scales, scale => ScaleSteps.Nearest(top, scale)));
    }

    /// <summary>√(Σ count·w² / Σ count) over whole rows; over all alike if no input counts.</summary>
    private static double RootMeanSquare(ReadOnlySpan<float> rows, ReadOnlySpan<double> counts)
    {
        (double sum, double total, double plain) = (0, 0, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            double square = (double)rows[i] * rows[i];
            double count = counts[i % counts.Length];
            sum += count * square;
            total += count;
            plain += square;
        }

        return Math.Sqrt(total > 0 ? sum / total : plain / rows.Length);
    }
}
