namespace Espalier.SubsetSums.Yardsticks;

/// <summary>
/// Multiples of one step, at the cost of an ideal entropy coder that knows how often each occurs: what free masks never beat at a given
/// largest error, and what only codes over many weights beat in squared error.
/// </summary>
/// <remarks>
/// For normal weights its error lies a factor √(πe/6) = 1.193 above the rate–distortion bound at high rates: 0.254 bits (Gish and Pierce,
/// IEEE Trans. Information Theory 14, 1968).
/// </remarks>
/// <param name="BitsPerWeight">What the entropy should be.</param>
public sealed record EntropyCodedSteps(double BitsPerWeight)
    : RoundingYardstick("entropyCoded", Invariant($"entropy-coded steps, {BitsPerWeight} bits"))
{
    /// <summary>Rounds with the step, within a thousandth, that takes the given number of bits per weight.</summary>
    public override double Round(int columns, ReadOnlySpan<float> weights, Span<float> rounded)
    {
        double largest = Math.Abs((double)GroupsOfRows.Largest(weights));
        if (largest == 0) return WithStep(1, weights, rounded);
        (double fine, double coarse) = (largest * Math.ScaleB(1, -30), 3 * largest);
        while (coarse > 1.001 * fine)
        {
            double middle = Math.Sqrt(fine * coarse);
            if (WithStep(middle, weights, rounded) > BitsPerWeight * weights.Length) fine = middle;
            else coarse = middle;
        }

        return WithStep(coarse, weights, rounded);
    }

    /// <summary>
    /// Rounds with a step: the largest error is half of it. Returns the bits of all weights at their entropy; the table of frequencies is not
    /// counted.
    /// </summary>
    public static double WithStep(double step, ReadOnlySpan<float> weights, Span<float> rounded)
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
}
