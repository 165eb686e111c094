using System.Numerics;

namespace Espalier.SubsetSums.Hitting;

/// <summary>What a weight's shortest prefix of candidates gave.</summary>
/// <param name="Status">Whether a subset within ε was found among the candidates allowed.</param>
/// <param name="Mask">Bit i is set when candidate i is kept; of a miss, the subset of smallest error.</param>
/// <param name="Error">The float64 nearest to the exact |z − Σ|.</param>
public readonly record struct HittingResult(SubsetSumStatus Status, ulong Mask, double Error)
{
    /// <summary>The prefix: one more than the last candidate kept. For a hit of the shortest prefix this is the hitting width.</summary>
    public int Width => WidthOf(Mask);

    internal static int WidthOf(ulong mask) => 64 - BitOperations.LeadingZeroCount(mask);
}
