using System.Numerics;
using Espalier.Neurons;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Hitting;

namespace Espalier.Lab.Experiments.Gap;

/// <summary>Hitting widths of weight pruning: every coordinate has b hidden neurons, and the parent's width is d·b.</summary>
/// <remarks>
/// The sup error is a function of 2d signed errors, and a sum that comes closer may change its sign, so that the error of the nearest sums need not
/// fall from b to b + 1. A parent of b candidates may always keep what a smaller one kept; so the first b that succeeds is looked for in order.
/// </remarks>
internal static class WeightHits
{
    /// <summary>By the nearest subset sum on each side of every coordinate.</summary>
    public static HittingWidth OfSums(ReadOnlySpan<double> target, RandomStream stream, double epsilon, long most, CancellationToken cancel)
    {
        var workspace = new SubsetSumWorkspace();
        int least = LeastCandidates(target, stream, epsilon, cancel);
        long tried = 0;
        for (int b = 1; (long)b * target.Length <= most && LongestSide(target.Length, stream, b) <= SubsetSum.MaxCandidates; b++)
        {
            tried = b;
            if (b < least) continue;
            cancel.ThrowIfCancellationRequested();
            if (WeightPruning.SumsWithin(target, stream, b, epsilon, workspace: workspace) is not { } pruned) continue;
            return new(pruned.Width, pruned.Width, pruned.Error.Upper, pruned.KeptWeights, b);
        }

        return new(null, (tried + 1) * target.Length, null, null, tried);
    }

    /// <summary>By sums of the products with a positive first factor, where the target is one coordinate: nothing else has to be kept.</summary>
    public static HittingWidth OfAxis(RandomStream stream, double epsilon, long most, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        (double[] products, int[] pairs) = Side(stream, dimension: 1, coordinate: 0, isInFront: true);
        HittingResult hit = HittingWidths.Solve(products, 1, epsilon);
        long width = hit.Status == SubsetSumStatus.Found ? pairs[hit.Width - 1] + 1L : long.MaxValue;
        if (width <= most) return new(width, width, hit.Error, BitOperations.PopCount(hit.Mask), width);
        long tried = Math.Min(most, pairs[^1] + 1L);
        return new(null, tried + 1, null, null, tried);
    }

    /// <summary>By the closest single product on each side of every coordinate, or none.</summary>
    public static HittingWidth OfSingleProducts(ReadOnlySpan<double> target, RandomStream stream, double epsilon, long most, CancellationToken cancel)
    {
        const int Chunk = 4096;
        int dimension = target.Length;
        double[] positive = target.ToArray();
        double[] negative = target.ToArray();
        double[] numbers = new double[2 * dimension];
        double[] pairs = new double[2 * dimension * Chunk];
        long count = most / dimension;
        for (long b = 0; b < count; b++)
        {
            int place = (int)(b % Chunk);
            if (place == 0)
            {
                cancel.ThrowIfCancellationRequested();
                stream.FillUniform((ulong)(2 * dimension * b), pairs);
            }

            bool closer = false;
            pairs.AsSpan(place * numbers.Length, numbers.Length).CopyTo(numbers);
            for (int i = 0; i < dimension; i++)
            {
                double[] side = numbers[2 * i] > 0 ? positive : negative;
                double left = target[i] - (numbers[(2 * i) + 1] * numbers[2 * i]);
                if (Math.Abs(left) >= Math.Abs(side[i])) continue;
                side[i] = left;
                closer = true;
            }

            if (!closer) continue;
            double error = WeightPruning.SupError(positive, negative).Upper;
            if (error <= epsilon) return new((b + 1) * dimension, (b + 1) * dimension, error, Kept(target, positive) + Kept(target, negative), b + 1);
        }

        return new(null, (count + 1) * dimension, null, null, count);
    }

    private static int Kept(ReadOnlySpan<double> target, double[] side)
    {
        int kept = 0;
        for (int i = 0; i < side.Length; i++)
        {
            if (side[i] != target[i]) kept++;
        }

        return kept;
    }

    /// <summary>
    /// The fewest candidates of a coordinate with which every side, by itself, has a sum within ε: the error is at least that of any side.
    /// </summary>
    private static int LeastCandidates(ReadOnlySpan<double> target, RandomStream stream, double epsilon, CancellationToken cancel)
    {
        int least = 0;
        for (int i = 0; i < target.Length; i++)
        {
            foreach (bool isInFront in (ReadOnlySpan<bool>)[true, false])
            {
                cancel.ThrowIfCancellationRequested();
                (double[] products, int[] pairs) = Side(stream, target.Length, i, isInFront);
                HittingResult hit = HittingWidths.Solve(products, target[i], epsilon);
                if (hit.Status != SubsetSumStatus.Found) return int.MaxValue;
                if (hit.Width > 0) least = Math.Max(least, pairs[hit.Width - 1] + 1);
            }
        }

        return least;
    }

    /// <summary>The first products on one side of a coordinate, as many as can be searched, and from which pairs they are.</summary>
    private static (double[] Products, int[] Pairs) Side(RandomStream stream, int dimension, int coordinate, bool isInFront)
    {
        double[] products = new double[SubsetSum.MaxCandidates];
        int[] pairs = new int[SubsetSum.MaxCandidates];
        int count = 0;
        for (int k = 0; count < products.Length; k++)
        {
            ulong at = 2 * (((ulong)k * (ulong)dimension) + (ulong)coordinate);
            double u = stream.Uniform(at);
            if (u > 0 != isInFront) continue;
            (products[count], pairs[count++]) = (stream.Uniform(at + 1) * u, k);
        }

        return (products, pairs);
    }

    /// <summary>The most candidates that one side of one coordinate has.</summary>
    private static int LongestSide(int dimension, RandomStream stream, int candidates)
    {
        if (candidates <= SubsetSum.MaxCandidates) return candidates;
        int longest = 0;
        for (int i = 0; i < dimension; i++)
        {
            int inFront = 0;
            for (int k = 0; k < candidates; k++)
            {
                if (stream.Uniform((ulong)(2 * ((k * dimension) + i))) > 0) inFront++;
            }

            longest = Math.Max(longest, Math.Max(inFront, candidates - inFront));
        }

        return longest;
    }
}
