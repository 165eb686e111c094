using System.Numerics;

namespace Espalier.SubsetSums.Hitting;

/// <summary>What each subset costs to write down: its prefix, how many it keeps, and which.</summary>
/// <remarks>Whole units of 2⁻¹⁰ bit, so that comparing codes does not depend on the platform's logarithm.</remarks>
internal sealed class HitCosts
{
    /// <summary>Units of one bit.</summary>
    public const int Bit = 1 << 10;

    private const int Stride = SubsetSum.MaxCandidates + 1;
    private readonly int[] _costs;
    private readonly int[] _cheapest = new int[Stride + 1];

    /// <summary>The units of what the code has no word for: above every word.</summary>
    private const int Unknown = int.MaxValue / 2;

    /// <summary>Takes the units for a prefix n and k kept at place n·45 + k; below 0 where the code has no word for them.</summary>
    public HitCosts(int[] costs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(costs.Length, Stride * Stride);
        _costs = [.. costs.Select(cost => cost < 0 ? Unknown : cost)];
        _cheapest[Stride] = int.MaxValue;
        for (int n = SubsetSum.MaxCandidates; n >= 0; n--)
        {
            _cheapest[n] = _cheapest[n + 1];
            foreach (int cost in _costs.AsSpan(n * Stride, n + 1))
                if (cost < Unknown) _cheapest[n] = Math.Min(_cheapest[n], cost);
        }
    }

    /// <summary>The units of a subset.</summary>
    public int Of(ulong mask) => _costs[(HittingResult.WidthOf(mask) * Stride) + BitOperations.PopCount(mask)];

    /// <summary>The fewest units of any word for a prefix longer than this; the largest number if there is none.</summary>
    public int CheapestBeyond(int width) => _cheapest[Math.Min(width + 1, Stride)];
}
