using Espalier.Graphs;
using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;

namespace Espalier.Certificates.Steps;

/// <summary>Maximum pooling by ReLUs, exactly: max(a, b) = relu(a − b) + relu(b) − relu(−b), round by round as in a tournament.</summary>
internal static class PoolingSteps
{
    /// <summary>The steps of one layer, two for each round, each reading what the one before it makes.</summary>
    /// <param name="pooling">The layer.</param>
    /// <param name="input">The shape that enters it.</param>
    /// <param name="positive">Whether no input is negative, so that relu(−b) is not needed.</param>
    public static IEnumerable<AffineStep> Of(MaxPooling pooling, Shape input, bool positive)
    {
        List<List<int>> groups = Groups(pooling, input);
        int size = input.Length;
        do
        {
            List<Entrant> entrants = Entrants(groups, positive);
            yield return Differences(entrants, size);
            Winners winners = Pairs(groups, size);
            size = winners.First.Length;
            yield return Sums(entrants, size) with { Winners = winners };
            groups = Left(groups);
        }
        while (groups.Exists(group => group.Count > 1));
    }

    /// <summary>One rectified value: relu(plus − minus), which enters a winner with a sign. −1 means none.</summary>
    private readonly record struct Entrant(int Plus, int Minus, int Winner, double Sign);

    /// <summary>The input elements under the kernel at each output element.</summary>
    private static List<List<int>> Groups(MaxPooling pooling, Shape input)
    {
        SlidingPlane plane = pooling.Plane(input);
        var groups = new List<List<int>>();
        for (int i = 0; i < input[0] * plane.Places; i++)
        {
            (int channel, int place) = Math.DivRem(i, plane.Places);
            var group = new List<int>();
            foreach (int element in plane.ElementsAt(place)) group.Add((channel * plane.Elements) + element);
            groups.Add(group);
        }

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

    private static Winners Pairs(List<List<int>> groups, int size)
    {
        List<int> first = [], second = [];
        foreach (List<int> group in groups)
        {
            for (int i = 0; i < group.Count; i += 2)
            {
                first.Add(group[i]);
                second.Add(i + 1 < group.Count ? group[i + 1] : -1);
            }
        }

        return new Winners([.. first], [.. second], size);
    }

    private static AffineStep Differences(List<Entrant> entrants, int size)
    {
        TapMap map = TapMap.Of(entrants.Count, size, (i, row) =>
        {
            (int plus, int minus) = (entrants[i].Plus, entrants[i].Minus);
            if (minus >= 0 && minus < plus) row.Add(minus, -1);
            if (plus >= 0) row.Add(plus, 1);
            if (minus > plus) row.Add(minus, -1);
        });
        return new AffineStep([new Term(map, 0)], new double[entrants.Count], Rectified: true);
    }

    /// <summary>The entrants of one winner stand together.</summary>
    private static AffineStep Sums(List<Entrant> entrants, int winners)
    {
        int next = 0;
        TapMap map = TapMap.Of(winners, entrants.Count, (winner, row) =>
        {
            for (; next < entrants.Count && entrants[next].Winner == winner; next++) row.Add(next, entrants[next].Sign);
        });
        return new AffineStep([new Term(map, 0)], new double[winners]);
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
