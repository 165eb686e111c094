using System.Numerics;

namespace Espalier.SubsetSums;

/// <summary>What a subset is chosen for.</summary>
public enum SubsetSumObjective
{
    /// <summary>The smallest |z − Σ|, exactly.</summary>
    Error = 0,

    /// <summary>The fewest candidates with |z − Σ| ≤ ε; among those the smallest |z − Σ|.</summary>
    Edges = 1,

    /// <summary>
    /// The shortest word in a file with |z − Σ| ≤ ε. Words are those of all weights of a grid together, so only tickets with hitting widths know it.
    /// </summary>
    Bits = 2,
}

/// <summary>How a subset sum ended.</summary>
public enum SubsetSumStatus
{
    /// <summary>Not answered: the batch was cancelled before it came to this instance.</summary>
    Unsolved = 0,

    /// <summary>The chosen subset is within ε of the target (always so with the error objective and no ε).</summary>
    Found = 1,

    /// <summary>No subset is within ε of the target; the result holds the subset with the smallest error.</summary>
    Infeasible = 2,
}

/// <summary>The best subset of one instance.</summary>
/// <param name="Status">Whether the subset is within ε.</param>
/// <param name="Mask">Bit i is set when candidate i is kept.</param>
/// <param name="Sum">The float64 nearest to the exact sum of the kept candidates.</param>
/// <param name="Error">The float64 nearest to the exact |z − Σ|.</param>
/// <remarks>
/// The subset is unique: the smallest exact |z − Σ| (after the fewest kept, with the edges objective), then the fewest kept,
/// then the smallest mask. It depends on nothing but the instance.
/// </remarks>
public readonly record struct SubsetSumResult(SubsetSumStatus Status, ulong Mask, double Sum, double Error)
{
    /// <summary>How many candidates are kept.</summary>
    public int Kept => BitOperations.PopCount(Mask);
}
