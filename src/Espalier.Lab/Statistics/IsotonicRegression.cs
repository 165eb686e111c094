namespace Espalier.Lab.Statistics;

/// <summary>The non-decreasing sequence nearest to data in weighted squares, by pooling adjacent violators.</summary>
public static class IsotonicRegression
{
    /// <summary>The fitted values; <paramref name="weights"/> are positive.</summary>
    public static double[] Fit(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        if (values.Length != weights.Length)
            throw new InvalidInputException(
                "isotonic regression", null, $"{values.Length} values and {weights.Length} weights", "give one weight for each value");
        double[] means = new double[values.Length];
        double[] masses = new double[values.Length];
        int[] ends = new int[values.Length];
        int blocks = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!(weights[i] > 0) || !double.IsFinite(values[i]))
                throw new InvalidInputException(
                    "isotonic regression", $"point {i}", "the value is not finite or the weight not positive", "leave the point out");
            (means[blocks], masses[blocks], ends[blocks]) = (values[i], weights[i], i + 1);
            for (; blocks > 0 && means[blocks - 1] >= means[blocks]; blocks--) Pool(means, masses, ends, blocks);
            blocks++;
        }

        double[] fitted = new double[values.Length];
        for (int block = 0, start = 0; block < blocks; start = ends[block], block++) fitted.AsSpan(start..ends[block]).Fill(means[block]);
        return fitted;
    }

    private static void Pool(double[] means, double[] masses, int[] ends, int block)
    {
        double mass = masses[block - 1] + masses[block];
        means[block - 1] += (means[block] - means[block - 1]) * (masses[block] / mass);
        masses[block - 1] = mass;
        ends[block - 1] = ends[block];
    }
}
