using System.Numerics;

namespace Espalier.SubsetSums.Hitting;

/// <summary>What the weights of one row took.</summary>
/// <param name="Misses">Weights beyond their tolerance: all candidates were not enough.</param>
/// <param name="MaxError">The largest |w − Σ|.</param>
/// <param name="ErrorSum">The sum of |w − Σ|, added from left to right.</param>
/// <param name="Kept">Candidates kept.</param>
/// <param name="Longest">The longest prefix in use.</param>
/// <param name="WidthSum">The sum of the prefixes.</param>
public readonly record struct HittingRow(long Misses, double MaxError, double ErrorSum, long Kept, int Longest, long WidthSum)
{
    /// <summary>This row with more weights.</summary>
    internal HittingRow With(ReadOnlySpan<HittingResult> results)
    {
        (long misses, double maxError, double errorSum, long kept, int longest, long widthSum) = this;
        foreach (ref readonly HittingResult result in results)
        {
            if (result.Status != SubsetSumStatus.Found) misses++;
            maxError = Math.Max(maxError, result.Error);
            errorSum += result.Error;
            kept += BitOperations.PopCount(result.Mask);
            longest = Math.Max(longest, result.Width);
            widthSum += result.Width;
        }

        return new HittingRow(misses, maxError, errorSum, kept, longest, widthSum);
    }
}
