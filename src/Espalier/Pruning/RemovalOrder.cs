using System.Collections.Immutable;
using Espalier.Graphs;

namespace Espalier.Pruning;

/// <summary>Decides which units go, given their scores.</summary>
internal static class RemovalOrder
{
    /// <summary>Marks the units to remove: the fewest of the order that reach the share.</summary>
    /// <exception cref="InvalidInputException">Nothing can go, or too little for the share with something left of every layer.</exception>
    public static bool[] Choose(Dependencies dependencies, double[] scores, StructuredOptions options)
    {
        int[] order = LeavingSome(dependencies, options.Scope == RemovalScope.Layer ? ByLayer(dependencies, scores) : Globally(dependencies, scores));
        int all = Free(dependencies).Sum(group => group.Units.Length);
        if (order.Length == 0)
            throw new InvalidInputException(
                "remove", null, "no layer has neurons that can go: " + Reasons(dependencies), "prune by weights, or another network");
        double whole = Cost(dependencies.Network, options.Measure);
        double Removed(bool[] marked) => options.Measure == RemovalMeasure.Neurons
            ? (double)marked.Count(gone => gone) / all
            : 1 - (Cost(Compaction.Of(dependencies, marked), options.Measure) / whole);
        int most = order.Length;
        if (options.Measure == RemovalMeasure.Neurons && options.Multiple == 1)
        {
            int wanted = (int)Math.Round(options.Remove * all);
            return wanted <= most ? Marked(dependencies, order, wanted, 1) : throw Unreachable((double)most / all, options);
        }

        double reached = Removed(Marked(dependencies, order, most, options.Multiple));
        if (reached < options.Remove) throw Unreachable(reached, options);
        int low = 0, high = most;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Removed(Marked(dependencies, order, middle, options.Multiple)) >= options.Remove) high = middle;
            else low = middle;
        }

        return Marked(dependencies, order, high, options.Multiple);
    }

    /// <summary>The groups of which something may go.</summary>
    public static IEnumerable<DependencyGroup> Free(Dependencies dependencies) => dependencies.Groups.Where(group => group.HeldBy is null);

    /// <summary>The first of the order, without the last of each group that would leave no multiple of it.</summary>
    private static bool[] Marked(Dependencies dependencies, int[] order, int count, int multiple)
    {
        var removed = new bool[dependencies.Units];
        foreach (int unit in order.AsSpan(0, count)) removed[unit] = true;
        if (multiple == 1) return removed;
        foreach (DependencyGroup group in Free(dependencies))
        {
            var units = group.Units.ToHashSet();
            int[] gone = [.. order.Take(count).Where(units.Contains)];
            int kept = units.Count - gone.Length, back = (multiple - (kept % multiple)) % multiple;
            foreach (int unit in gone.AsSpan(Math.Max(0, gone.Length - back))) removed[unit] = false;
        }

        return removed;
    }

    private static double Cost(Network network, RemovalMeasure measure) =>
        measure == RemovalMeasure.Parameters ? network.ParameterCount : NetworkCost.MultiplyAdds(network);

    /// <summary>The weakest of every group by turns, so that each has lost the same share at any time.</summary>
    private static int[] ByLayer(Dependencies dependencies, double[] scores) =>
    [
        .. Free(dependencies)
            .SelectMany(group => Sorted(group.Units, scores).Select((unit, rank) => (unit, Part: (rank + 1.0) / group.Units.Length)))
            .OrderBy(each => each.Part).Select(each => each.unit),
    ];

    private static int[] Globally(Dependencies dependencies, double[] scores)
    {
        var relative = new double[scores.Length];
        foreach (DependencyGroup group in Free(dependencies))
        {
            double mean = group.Units.Average(unit => scores[unit]);
            foreach (int unit in group.Units) relative[unit] = mean > 0 ? scores[unit] / mean : scores[unit];
        }

        return Sorted([.. Free(dependencies).SelectMany(group => group.Units)], relative);
    }

    private static int[] Sorted(ImmutableArray<int> units, double[] scores) => [.. units.OrderBy(unit => scores[unit]).ThenBy(unit => unit)];

    /// <summary>The order without those whose removal would leave nothing of some value.</summary>
    private static int[] LeavingSome(Dependencies dependencies, int[] order)
    {
        int[] left = [.. dependencies.Values.Select(value => value?.Units.Length ?? 0)];
        List<(int Value, int Places)>[] places = [.. Enumerable.Range(0, dependencies.Units).Select(_ => new List<(int, int)>())];
        for (int value = 0; value < left.Length; value++)
            foreach (var unit in (dependencies.Values[value]?.Units ?? []).CountBy(unit => unit)) places[unit.Key].Add((value, unit.Value));
        var kept = new List<int>();
        foreach (int unit in order)
        {
            if (places[unit].Any(place => left[place.Value] <= place.Places)) continue;
            foreach ((int value, int count) in places[unit]) left[value] -= count;
            kept.Add(unit);
        }

        return [.. kept];
    }

    private static string Reasons(Dependencies dependencies)
    {
        Network network = dependencies.Network;
        IEnumerable<string> reasons = dependencies.Groups.Select(group => group.HeldBy is { } holder && holder < network.Nodes.Length
            ? $"{network.Place(group.Makers[0])} stays because of {network.Place(holder)}"
            : group.HeldBy is null ? $"{network.Place(group.Makers[0])} has one" : $"{network.Place(group.Makers[0])} is the output");
        return string.Join(", ", reasons.Take(4));
    }

    private static InvalidInputException Unreachable(double most, StructuredOptions options) => new(
        "remove",
        null,
        $"{(options.Multiple == 1 ? "nothing" : $"no multiple of {options.Multiple}")} would be left of a layer: "
            + $"at most the share {Math.Floor(most * 1000) / 1000} can go, and {options.Remove} is asked for",
        options.Multiple == 1 ? "remove less" : "remove less, or leave smaller multiples");
}
