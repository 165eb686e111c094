using System.Collections.Immutable;

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
        bool[] all = Largest([.. scores.SelectMany(layer => layer)], total);
        int at = 0;
        return [.. scores.Select(layer => all[at..(at += layer.Length)])];
    }

    private static bool[] Largest(double[] scores, int count)
    {
        count = Math.Min(count, scores.Count(score => score > double.NegativeInfinity));
        var kept = new bool[scores.Length];
        if (count == 0) return kept;
        var sorted = (double[])scores.Clone();
        Array.Sort(sorted);
        double threshold = sorted[^count];
        int ties = count - scores.Count(score => score > threshold);
        for (int i = 0; i < kept.Length; i++) kept[i] = scores[i] > threshold || (scores[i] == threshold && ties-- > 0);
        return kept;
    }
}
