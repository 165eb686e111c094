namespace Espalier.Lab.Statistics;

/// <summary>Mean and spread of a sample in one pass (Welford 1962), without the cancellation that sums of squares suffer.</summary>
internal static class Moments
{
    /// <summary>The mean, and the sum of the squared distances from it; both 0 for no values.</summary>
    public static (double Mean, double Squares) Of(ReadOnlySpan<double> values)
    {
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double step = values[i] - mean;
            mean += step / (i + 1);
            squares += step * (values[i] - mean);
        }

        return (mean, squares);
    }
}
