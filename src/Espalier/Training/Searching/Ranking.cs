using System.Collections.Immutable;
using Espalier.Numerics.Random;

namespace Espalier.Training.Searching;

/// <summary>Keeps the weights with the largest scores.</summary>
internal static class Ranking
{
    /// <summary>The masks of all layers; of equal scores those of an earlier layer, then of an earlier weight, are kept.</summary>
    /// <param name="scores">One for each weight, layer by layer; weights that are out of the question have −∞.</param>
    /// <param name="counts">How many each layer keeps, or null to rank all together.</param>
    /// <param name="total">How many all layers keep together.</param>
    public static bool[][] Largest(double[][] scores, ImmutableArray<int>? counts, int total)
    {
        if (counts is { } each) return [.. scores.Select((layer, i) => Largest(layer, each[i]))];
        bool[] all = Largest(Joined(scores), total);
        int at = 0;
        return [.. scores.Select(layer => all[at..(at += layer.Length)])];
    }

    /// <summary>Places in a random order, layer by layer: that of layer i is drawn from stream <paramref name="first"/> + i.</summary>
    public static double[][] RandomScores(int[] lengths, ulong seed, uint first) =>
        [.. lengths.Select((length, i) => Array.ConvertAll(
            RandomOrder.Permutation(new RandomStream(seed, first + (uint)i, StreamPurpose.Order), length), place => place / (double)length))];

    private static double[] Joined(double[][] scores)
    {
        var all = new double[scores.Sum(layer => layer.Length)];
        int at = 0;
        foreach (double[] layer in scores)
        {
            layer.CopyTo(all, at);
            at += layer.Length;
        }

        return all;
    }

    private static bool[] Largest(double[] scores, int count)
    {
        double[] open = Array.FindAll(scores, score => score > double.NegativeInfinity);
        count = Math.Min(count, open.Length);
        var kept = new bool[scores.Length];
        if (count == 0) return kept;
        double threshold = AtPlace(open, open.Length - count);
        int ties = count;
        foreach (double score in scores)
            if (score > threshold) ties--;
        for (int i = 0; i < kept.Length; i++) kept[i] = scores[i] > threshold || (scores[i] == threshold && ties-- > 0);
        return kept;
    }

    /// <summary>The value at a place of the ascending order, found by Hoare's selection, which moves the values about.</summary>
    private static double AtPlace(double[] values, int place)
    {
        int low = 0, high = values.Length - 1;
        while (low < high)
        {
            double pivot = values[low + ((high - low) / 2)];
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }

            if (place <= j) high = j;
            else if (place >= i) low = i;
            else break;
        }

        return values[place];
    }
}
