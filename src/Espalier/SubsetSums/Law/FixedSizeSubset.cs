using System.Numerics;

namespace Espalier.SubsetSums.Law;

/// <summary>The best subset of exactly k candidates.</summary>
/// <remarks>
/// Natale, Ferré, Giambartolomei, Giroire, Mallmann-Trenn, "On the Sparsity of the Strong Lottery Ticket Hypothesis", NeurIPS 2024,
/// ask for subsets of a given size, because then a ticket's share of kept weights is known beforehand. Two halves, their sums listed
/// by size in ascending order; one sweep for each way to divide k.
/// </remarks>
public static class FixedSizeSubset
{
    /// <summary>The most candidates: halves of 2^14 sums.</summary>
    public const int MostCandidates = 28;

    /// <summary>
    /// The smallest |z − Σ| over subsets of exactly <paramref name="size"/> candidates, with one of the masks that attain it (the
    /// first found); sums are float64, rounded as they are added in ascending order of place within a half.
    /// </summary>
    /// <exception cref="InvalidInputException">A number is not finite, or there are too many candidates.</exception>
    public static (double Error, ulong Mask) Closest(ReadOnlySpan<double> candidates, double target, int size)
    {
        SubsetSumInput.CheckCandidates(candidates);
        SubsetSumInput.CheckTarget(target);
        if (candidates.Length > MostCandidates)
        {
            throw new InvalidInputException(
                "candidates", null, $"there are {candidates.Length}", $"give at most {MostCandidates} for subsets of a fixed size");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, candidates.Length);
        int low = candidates.Length / 2;
        (double Sum, uint Mask)[][] lows = BySize(candidates[..low]);
        (double Sum, uint Mask)[][] highs = BySize(candidates[low..]);
        (double Error, ulong Mask) best = (double.PositiveInfinity, 0);
        for (int k = Math.Max(0, size - (candidates.Length - low)); k <= Math.Min(size, low); k++)
            Sweep(lows[k], highs[size - k], low, target, ref best);
        return best;
    }

    /// <summary>The smallest errors of the random instances first, first + 1, …, with a subset of exactly so many candidates.</summary>
    /// <returns>Whether it was not stopped.</returns>
    public static bool Errors(SubsetSumQuestion question, int size, long first, double[] errors, int threads, CancellationToken cancel = default)
    {
        SubsetSumTrials.Check(question);
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Parallel.For(0, errors.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, (trial, loop) =>
        {
            if (cancel.IsCancellationRequested)
            {
                loop.Stop();
                return;
            }

            double[] candidates = new double[question.Candidates];
            RandomInstance.Candidates(question.Distribution, question.Seed, first + trial, candidates);
            errors[trial] = Closest(candidates, RandomInstance.Target(question.Seed, first + trial), size).Error;
        });
        return !cancel.IsCancellationRequested;
    }

    private static (double Sum, uint Mask)[][] BySize(ReadOnlySpan<double> candidates)
    {
        var sums = new double[1 << candidates.Length];
        var lists = new List<(double, uint)>[candidates.Length + 1];
        for (int k = 0; k < lists.Length; k++) lists[k] = [];
        lists[0].Add((0, 0));
        for (uint mask = 1; mask < sums.Length; mask++)
        {
            int last = BitOperations.Log2(mask);
            sums[mask] = sums[mask ^ (1u << last)] + candidates[last];
            lists[BitOperations.PopCount(mask)].Add((sums[mask], mask));
        }

        foreach (List<(double, uint)> list in lists) list.Sort();
        return [.. lists.Select(list => list.ToArray())];
    }

    private static void Sweep(
        (double Sum, uint Mask)[] lows, (double Sum, uint Mask)[] highs, int shift, double target, ref (double Error, ulong Mask) best)
    {
        int j = highs.Length - 1;
        for (int i = 0; i < lows.Length && j >= 0;)
        {
            double rest = target - (lows[i].Sum + highs[j].Sum);
            if (Math.Abs(rest) < best.Error) best = (Math.Abs(rest), lows[i].Mask | ((ulong)highs[j].Mask << shift));
            if (rest > 0) i++;
            else j--;
        }
    }
}
