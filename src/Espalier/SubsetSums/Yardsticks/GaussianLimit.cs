namespace Espalier.SubsetSums.Yardsticks;

/// <summary>The rate–distortion bound of independent normal weights.</summary>
public static class GaussianLimit
{
    /// <summary>2^(−k): the least relative error at k bits per weight.</summary>
    public static double RelativeError(double bitsPerWeight) => Math.Pow(2, -bitsPerWeight);

    /// <summary>log₂(1/e): the least bits per weight at a relative error.</summary>
    public static double BitsPerWeight(double relativeError) => -Math.Log2(relativeError);
}
