using System.Numerics;
using Espalier.Numerics.Special;

namespace Espalier.SubsetSums.Hitting;

/// <summary>How many bits a free mask takes when it says its prefix n and how many k it keeps by their frequencies, and then which.</summary>
/// <remarks>
/// A mask of prefix n keeps candidate n, so k − 1 of the n − 1 before it are left to name: log₂ C(n − 1, k − 1) bits, all such
/// subsets being equally likely. The frequencies are counted from masks, so the code adapts to the weights and to the law of the
/// candidates. What never occurred has no word, and prefixes above 16 are not searched for short ones: a search takes such
/// subsets only where nothing else is within ε.
/// </remarks>
public sealed class PrefixCode
{
    private const int Stride = SubsetSum.MaxCandidates + 1;

    /// <summary>Pairs (n, k): the empty mask, and 1 ≤ k ≤ n ≤ 44.</summary>
    private const int Symbols = 1 + (SubsetSum.MaxCandidates * (SubsetSum.MaxCandidates + 1) / 2);

    /// <summary>Short words for longer prefixes are too rare to pay for looking at 2^17 subsets and more.</summary>
    private const int LongestSearched = 16;

    private readonly long[] _counts = new long[Stride * Stride];
    private readonly long _total;

    /// <summary>Counts masks, whose bits lie below 44.</summary>
    public PrefixCode(ReadOnlySpan<ulong> masks)
    {
        foreach (ulong mask in masks) _counts[PlaceOf(mask)]++;
        _total = masks.Length;
        int[] costs = new int[_counts.Length];
        for (int i = 0; i < costs.Length; i++)
        {
            costs[i] = _counts[i] == 0 || i / Stride > LongestSearched
                ? -1
                : (int)Math.Round(HitCosts.Bit * (RankBits(i / Stride, i % Stride) - Log2((double)_counts[i] / _total)));
        }

        Costs = new HitCosts(costs);
    }

    internal HitCosts Costs { get; }

    /// <summary>How many of the masks counted have prefix n and keep k.</summary>
    public long Count(int n, int k) => _counts[(n * Stride) + k];

    /// <summary>log₂ C(n − 1, k − 1): the bits that name the subset once prefix and size are known; 0 for the empty mask.</summary>
    public static double RankBits(int n, int k)
    {
        if (k is < 1 || k > n) return 0;
        double choices = 1;
        for (int i = 1; i < k; i++) choices = Math.Round(choices * (n - i) / i);
        return Log2(choices);
    }

    /// <summary>The bits of these masks at the entropy of their own prefixes and sizes, without the table that a file states.</summary>
    public static double Entropy(ReadOnlySpan<ulong> masks) => new PrefixCode(masks).OwnEntropy();

    private double OwnEntropy()
    {
        double bits = 0;
        for (int i = 0; i < _counts.Length; i++)
            if (_counts[i] > 0) bits += _counts[i] * (RankBits(i / Stride, i % Stride) - Log2((double)_counts[i] / _total));
        return bits;
    }

    private static int PlaceOf(ulong mask) => (HittingResult.WidthOf(mask) * Stride) + BitOperations.PopCount(mask);

    /// <summary>The same bits on every machine, which the platform's logarithm does not promise.</summary>
    private static double Log2(double x) => PortableLogarithm.Log(x) * 1.4426950408889634;
}
