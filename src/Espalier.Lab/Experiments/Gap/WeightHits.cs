using Espalier.Neurons;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;

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
        long tried = 0;
        for (int b = 1; (long)b * target.Length <= most && LongestSide(target.Length, stream, b) <= SubsetSum.MaxCandidates; b++)
        {
            cancel.ThrowIfCancellationRequested();
            tried = b;
            if (WeightPruning.SumsWithin(target, stream, b, epsilon, workspace: workspace) is not { } pruned) continue;
            return new(pruned.Width, pruned.Width, pruned.Error.Upper, pruned.KeptWeights, b);
        }

        return new(null, (tried + 1) * target.Length, null, null, tried);
    }

    /// <summary>By sums of the products with a positive first factor, where the target is one coordinate: nothing else has to be kept.</summary>
    public static HittingWidth OfAxis(RandomStream stream, double epsilon, long most, CancellationToken cancel)
    {
        var workspace = new SubsetSumWorkspace();
        var products = new List<double>();
        for (long b = 0; b < most; b++)
        {
            cancel.ThrowIfCancellationRequested();
            double u = stream.Uniform((ulong)(2 * b));
            if (!(u > 0)) continue;
            if (products.Count == SubsetSum.MaxCandidates) return new(null, b + 1, null, null, b);
            products.Add(stream.Uniform((ulong)((2 * b) + 1)) * u);
            SubsetSumResult best = SubsetSum.Solve([.. products], 1, SubsetSumObjective.Error, workspace: workspace);
            if (best.Error <= epsilon) return new(b + 1, b + 1, best.Error, best.Kept, b + 1);
        }

        return new(null, most + 1, null, null, most);
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
