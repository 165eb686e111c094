namespace Espalier.SubsetSums.Yardsticks;

/// <summary>
/// Multiples of one step, at the cost of an ideal entropy coder that knows how often each occurs: what free masks never beat at a given
/// largest error, and what only codes over many weights beat in squared error.
/// </summary>
/// <remarks>
/// For normal weights its error lies a factor √(πe/6) = 1.193 above the rate–distortion bound at high rates: 0.254 bits (Gish and Pierce,
/// IEEE Trans. Information Theory 14, 1968).
/// </remarks>
public static class EntropyCodedRounding
{
    /// <summary>Rounds with a step; returns the bits of all weights, the table of frequencies not counted.</summary>
    public static double Round(double step, ReadOnlySpan<float> weights, Span<float> rounded)
    {
        var counts = new Dictionary<long, int>();
        for (int i = 0; i < weights.Length; i++)
        {
            long multiple = (long)Math.Round(weights[i] / step);
            counts[multiple] = counts.GetValueOrDefault(multiple) + 1;
            rounded[i] = (float)(multiple * step);
        }

        double bits = 0;
        foreach (int count in counts.Values) bits -= count * Math.Log2((double)count / weights.Length);
        return bits;
    }

    /// <summary>Rounds with the step, within a thousandth, that takes a given number of bits per weight.</summary>
    public static double RoundTo(double bitsPerWeight, ReadOnlySpan<float> weights, Span<float> rounded)
    {
        double largest = 0;
        foreach (float weight in weights) largest = Math.Max(largest, Math.Abs(weight));
        if (largest == 0) return Round(1, weights, rounded);
        (double fine, double coarse) = (largest * Math.ScaleB(1, -30), 3 * largest);
        while (coarse > 1.001 * fine)
        {
            double middle = Math.Sqrt(fine * coarse);
            if (Round(middle, weights, rounded) > bitsPerWeight * weights.Length) fine = middle;
            else coarse = middle;
        }

        return Round(coarse, weights, rounded);
    }
}
