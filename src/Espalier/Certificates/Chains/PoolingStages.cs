using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Certificates.Chains;

/// <summary>Maximum pooling by ReLUs, exactly: max(a, b) = relu(a − b) + relu(b) − relu(−b), round by round as in a tournament.</summary>
internal static class PoolingStages
{
    /// <summary>The stages of one layer, two for each round.</summary>
    /// <param name="pooling">The layer.</param>
    /// <param name="input">The shape that enters it.</param>
    /// <param name="positive">Whether no input is negative, so that relu(−b) is not needed.</param>
    /// <param name="place">The layer, for a message.</param>
    /// <param name="name">The network, for a message.</param>
    public static IEnumerable<AffineStage> Of(MaxPooling pooling, Shape input, bool positive, string place, string name)
    {
        List<List<int>> groups = Groups(pooling, input);
        int size = input.Length;
        do
        {
            List<Entrant> entrants = Entrants(groups, positive);
            LayerMatrix.RequireSize(entrants.Count, size, place, name);
            yield return Differences(entrants, size);
            size = entrants[^1].Winner + 1;
            LayerMatrix.RequireSize(size, entrants.Count, place, name);
            yield return Winners(entrants, size);
            groups = Left(groups);
        }
        while (groups.Exists(group => group.Count > 1));
    }

    /// <summary>One rectified value: relu(plus − minus), which enters a winner with a sign. −1 means none.</summary>
    private readonly record struct Entrant(int Plus, int Minus, int Winner, double Sign);

    /// <summary>The input elements under the kernel at each output element.</summary>
    private static List<List<int>> Groups(MaxPooling pooling, Shape input)
    {
        List<List<int>> groups = [.. Enumerable.Range(0, pooling.OutputShape(input).Length).Select(_ => new List<int>())];
        foreach ((int from, int to) in Taps.Of(pooling, input)) groups[to].Add(from);
        return groups;
    }

    private static List<Entrant> Entrants(List<List<int>> groups, bool positive)
    {
        var entrants = new List<Entrant>();
        int winner = 0;
        foreach (List<int> group in groups)
        {
            for (int i = 0; i < group.Count; i += 2, winner++)
            {
                int b = group[i];
                if (i + 1 < group.Count) entrants.Add(new Entrant(group[i + 1], b, winner, 1));
                entrants.Add(new Entrant(b, -1, winner, 1));
                if (!positive) entrants.Add(new Entrant(-1, b, winner, -1));
            }
        }

        return entrants;
    }

    private static AffineStage Differences(List<Entrant> entrants, int size)
    {
        var weights = new double[entrants.Count * size];
        for (int i = 0; i < entrants.Count; i++)
        {
            if (entrants[i].Plus >= 0) weights[(i * size) + entrants[i].Plus] = 1;
            if (entrants[i].Minus >= 0) weights[(i * size) + entrants[i].Minus] = -1;
        }

        return new AffineStage(entrants.Count, size, weights, new double[entrants.Count], rectified: true);
    }

    private static AffineStage Winners(List<Entrant> entrants, int winners)
    {
        var weights = new double[winners * entrants.Count];
        for (int i = 0; i < entrants.Count; i++) weights[(entrants[i].Winner * entrants.Count) + i] = entrants[i].Sign;
        return new AffineStage(winners, entrants.Count, weights, new double[winners], rectified: false);
    }

    /// <summary>The winners that meet in the next round.</summary>
    private static List<List<int>> Left(List<List<int>> groups)
    {
        int next = 0;
        var left = new List<List<int>>(groups.Count);
        foreach (List<int> group in groups) left.Add([.. Enumerable.Range(0, (group.Count + 1) / 2).Select(_ => next++)]);
        return left;
    }
}
