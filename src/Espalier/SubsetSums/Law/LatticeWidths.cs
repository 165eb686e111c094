using Espalier.Numerics.Random;

namespace Espalier.SubsetSums.Law;

/// <summary>Integer candidates: for every integer target at once the shortest prefix with a subset of exactly that sum.</summary>
/// <remarks>
/// Quantised targets are not approximated but represented (Kumar, Natale, "Quantization vs Pruning", 2025): the lattice's step cancels,
/// and one set of reachable sums, kept as bits, answers for all targets.
/// </remarks>
public static class LatticeWidths
{
    /// <summary>The most bits of reachable sums: 8 MiB.</summary>
    private const long MostSums = 1L << 26;

    /// <summary>The hitting width of the targets −reach … reach; −1 where all candidates miss.</summary>
    /// <param name="candidates">The candidates in their order.</param>
    /// <param name="reach">The largest target.</param>
    /// <exception cref="InvalidInputException">The candidates span more sums than are kept.</exception>
    public static int[] Of(ReadOnlySpan<int> candidates, int reach)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reach);
        long low = 0;
        long high = 0;
        foreach (int candidate in candidates)
        {
            low += Math.Min(candidate, 0);
            high += Math.Max(candidate, 0);
        }

        if (high - low >= MostSums)
        {
            throw new InvalidInputException(
                "candidates", null, $"their sums span {high - low + 1} integers", $"give candidates whose sums span at most {MostSums}");
        }

        int[] widths = new int[(2 * reach) + 1];
        Array.Fill(widths, -1);
        var reachable = new ulong[((high - low) >> 6) + 1];
        int zero = (int)-low;
        reachable[zero >> 6] |= 1UL << (zero & 63);
        Record(reachable, zero, (int)(high - low), reach, 0, widths);
        for (int n = 1; n <= candidates.Length; n++)
        {
            Add(reachable, candidates[n - 1]);
            Record(reachable, zero, (int)(high - low), reach, n, widths);
        }

        return widths;
    }

    /// <summary>The candidates of trial t, uniform on the integers −bound … bound, of which a longer list begins with a shorter one.</summary>
    public static void Candidates(int bound, ulong seed, long trial, Span<int> candidates)
    {
        var law = new CandidateLaw(new LatticeDistribution(1, bound));
        for (int i = 0; i < candidates.Length; i++) candidates[i] = (int)RandomInstance.Candidate(law, seed, trial, i);
    }

    /// <summary>The target of trial t, uniform on the integers −bound … bound.</summary>
    public static int Target(int bound, ulong seed, long trial) =>
        Math.Min((int)((RandomInstance.Target(seed, trial) + 1) * (bound + 0.5)), 2 * bound) - bound;

    /// <summary>reachable |= reachable moved by a candidate; no sum leaves the range that all candidates span.</summary>
    private static void Add(ulong[] reachable, int candidate)
    {
        int words = Math.Abs(candidate) >> 6;
        int bits = Math.Abs(candidate) & 63;
        if (candidate > 0)
        {
            for (int i = reachable.Length - 1; i >= words; i--)
            {
                ulong moved = reachable[i - words] << bits;
                if (bits > 0 && i > words) moved |= reachable[i - words - 1] >> (64 - bits);
                reachable[i] |= moved;
            }
        }
        else if (candidate < 0)
        {
            for (int i = 0; i + words < reachable.Length; i++)
            {
                ulong moved = reachable[i + words] >> bits;
                if (bits > 0 && i + words + 1 < reachable.Length) moved |= reachable[i + words + 1] << (64 - bits);
                reachable[i] |= moved;
            }
        }
    }

    private static void Record(ulong[] reachable, int zero, int last, int reach, int n, int[] widths)
    {
        for (int target = Math.Max(-reach, -zero); target <= Math.Min(reach, last - zero); target++)
        {
            int at = target + zero;
            if (widths[target + reach] < 0 && (reachable[at >> 6] >> (at & 63) & 1) != 0) widths[target + reach] = n;
        }
    }
}
