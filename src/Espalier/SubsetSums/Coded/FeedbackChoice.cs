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
            (double width, double error) = ScaleChoice.Widest(wide => OutputError(sample, scales, wide, factored));
            if (!(error < least)) break;
            (best, least) = ((width, factored), error);
        }

        return best ?? (1, new SecondMoments(columns, moments, 0));
    }

    /// <summary>Σ over rows of E·M·Eᵀ, E the errors at widened scales.</summary>
    private double OutputError(float[] sample, float[] scales, double wide, SecondMoments factored)
    {
        (_, double[] errors) = coding.Code(sample, factored, Array.ConvertAll(scales, scale => (float)(scale * wide)));
        int rows = scales.Length;
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
