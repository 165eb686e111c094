namespace Espalier.SubsetSums.Coded;

/// <summary>
/// How far values are widened and how much is fed back, tried on some rows: columns aim off their weights by what others missed, the more the
/// fewer the bits.
/// </summary>
internal sealed class FeedbackChoice(FeedbackCoding coding, int columns, double[] moments)
{
    private const int SampleRows = 64;

    private static ReadOnlySpan<double> Couplings => [1, 0.9, 0.7, 0.4];

    /// <summary>The factor of all scales, and the moments to code with.</summary>
    public (double Width, SecondMoments Moments) Choose(ReadOnlySpan<float> targets, float[] rowScales)
    {
        int sampled = Math.Min(SampleRows, rowScales.Length);
        var sample = new float[sampled * columns];
        var scales = new float[sampled];
        for (int i = 0; i < sampled; i++)
        {
            int row = (int)((long)rowScales.Length * i / sampled);
            targets.Slice(row * columns, columns).CopyTo(sample.AsSpan(i * columns));
            scales[i] = rowScales[row];
        }

        (double Width, SecondMoments Moments)? best = null;
        double least = double.PositiveInfinity;
        foreach (double coupling in Couplings)
        {
            var factored = new SecondMoments(columns, moments, coupling);
            (double width, double error) = Widest(sample, scales, factored);
            if (!(error < least)) break;
            (best, least) = ((width, factored), error);
        }

        return best ?? (1, new SecondMoments(columns, moments, 0));
    }

    /// <summary>The first of 1, 2^¼, 2^½, … after which the error does not fall any more.</summary>
    private (double Width, double Error) Widest(float[] sample, float[] scales, SecondMoments factored)
    {
        (double width, double least) = (1, double.PositiveInfinity);
        for (int step = 0; step <= ScaleChoice.MostQuarterOctaves; step++)
        {
            double wide = ScaleChoice.Width(step);
            (_, double[] errors) = coding.Code(sample, factored, Array.ConvertAll(scales, scale => (float)(scale * wide)));
            double error = OutputError(errors, scales.Length);
            if (!(error < least)) break;
            (width, least) = (wide, error);
        }

        return (width, least);
    }

    /// <summary>Σ over rows of E·M·Eᵀ.</summary>
    private double OutputError(double[] errors, int rows)
    {
        double sum = 0;
        var moved = new double[rows];
        for (int j = 0; j < columns; j++)
        {
            moved.AsSpan().Clear();
            for (int k = 0; k < columns; k++)
                if (moments[(j * columns) + k] is not 0 and double moment) SecondMoments.AddScaled(moved, errors.AsSpan(k * rows, rows), moment);
            for (int row = 0; row < rows; row++) sum += moved[row] * errors[(j * rows) + row];
        }

        return sum;
    }
}
