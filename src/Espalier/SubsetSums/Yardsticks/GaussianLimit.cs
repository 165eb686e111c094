namespace Espalier.SubsetSums.Yardsticks;

/// <summary>The rate–distortion bound of independent normal weights: no code does better on them.</summary>
/// <param name="BitsPerWeight">Bits per weight.</param>
public sealed record GaussianLimit(double BitsPerWeight) : Yardstick("limit", Invariant($"Gaussian limit, {BitsPerWeight} bits"))
{
    /// <inheritdoc/>
    public override YardstickResult Measure(int columns, ReadOnlySpan<float> weights)
    {
        double square = 0;
        foreach (float weight in weights) square += (double)weight * weight;
        return new YardstickResult(weights.Length, BitsPerWeight * weights.Length, square * Math.Pow(RelativeError(BitsPerWeight), 2), square);
    }

    /// <summary>2^(−k): the least relative error at k bits per weight.</summary>
    public static double RelativeError(double bitsPerWeight) => Math.Pow(2, -bitsPerWeight);
}
