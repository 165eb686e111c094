using Espalier.Neurons.Cone;

namespace Espalier.Neurons;

/// <summary>A subset of neurons near the target, and what it is certain to reach.</summary>
/// <param name="Kept">Its neurons, ascending.</param>
/// <param name="Value">At least R‖w*‖·(|1 − Σβ_j| + Σ|β_j| c_j), so at least its error.</param>
/// <param name="Bound">No subset has a smaller value; errors may be smaller.</param>
public sealed record ConeResult(IReadOnlyList<int> Kept, double Value, double Bound);

/// <summary>
/// Pruning by neurons that point nearly where the target does. With β_j = α_j‖w_j‖/‖w*‖ and the angle θ_j from w_j to w*,
/// sup |g_S − f| over the ball is at most R‖w*‖·(|1 − Σβ_j| + Σ|β_j| c_j), c_j = sin θ_j up to a right angle and 1 beyond: c_j is
/// exactly how far the neurons of two unit vectors are apart. The subset that minimises this comes from a knapsack: no sign pattern
/// is looked at, so N and d may be large, and for fixed d it needs O(ε^(1−d)) neurons where a single one needs about ε^(−d).
/// </summary>
public static class ConePruning
{
    /// <summary>Shares of the target that coefficients are rounded to in the knapsack: finer ones bring value and bound together.</summary>
    public const int DefaultCells = 1 << 17;

    /// <summary>How finely coefficients are rounded where <see cref="DefaultCells"/> leave open whether a width hits.</summary>
    private const int MostCells = 1 << 21;

    private const double Rounding = 2.220446049250313e-16; // 2⁻⁵²

    /// <summary>Coefficients beyond are left out, and with them the bound: only exactly parallel neurons could undo them.</summary>
    private const double LargestShare = 1e4;

    /// <summary>The subset with the smallest value, up to the rounding of the coefficients, and a bound for all subsets.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="width">Only the first so many neurons, or −1 for all.</param>
    /// <param name="cells">How finely coefficients are rounded in the search.</param>
    /// <param name="cancel">Stops early, by an exception.</param>
    public static ConeResult Best(NeuronProblem problem, int width = -1, int cells = DefaultCells, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(cells, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, problem.Width);
        return Best(ConeItem.Of(problem), problem, width < 0 ? problem.Width : width, cells, null, cancel);
    }

    /// <summary>
    /// The fewest first neurons among which a subset with a value of at most ε was found, or null if none was; and the fewest that were not shown to
    /// have none.
    /// </summary>
    public static (int? Width, int LeastPossible) HittingWidth(
        NeuronProblem problem, double epsilon, int cells = DefaultCells, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(problem);

        // What costs more than ε by itself is in no subset within it; most neurons do.
        double most = epsilon / (problem.Radius * Directions.Norm(problem.Target)) * (1 + 1e-9);
        ConeItem[] items = [.. ConeItem.Of(problem).Where(item => !(item.Cost > most))];
        int refuted = -1;
        if (!Hits(problem.Width)) return (null, refuted + 1);
        int fails = -1;
        int hits = problem.Width;
        for (int width = 1; hits - fails > 1; width = hits > 2 * (fails + 1) && width < hits ? width * 2 : fails + ((hits - fails) / 2))
        {
            int tried = Math.Clamp(width, fails + 1, hits - 1);
            if (Hits(tried)) hits = tried;
            else fails = tried;
        }

        return (hits, refuted + 1);

        bool Hits(int width)
        {
            ConeResult found = Best(items, problem, width, cells, epsilon, cancel);
            if (found.Value > epsilon && found.Bound <= epsilon && cells < MostCells) found = Best(items, problem, width, MostCells, epsilon, cancel);
            if (found.Bound > epsilon) refuted = Math.Max(refuted, width);
            return found.Value <= epsilon;
        }
    }

    private static ConeResult Best(ConeItem[] all, NeuronProblem problem, int width, int cells, double? goal, CancellationToken cancel)
    {
        double unit = Directions.Norm(problem.Target);
        if (unit == 0) return new ConeResult([], 0, 0);
        ReadOnlySpan<ConeItem> first = all.AsSpan(0, Count(all, width));
        ConeItem[] items = [.. first.ToArray().Where(item => Math.Abs(item.Share) <= LargestShare)];
        bool isWhole = items.Length == first.Length;
        var knapsack = new ConeKnapsack(items, cells, goal / (problem.Radius * unit) * (1 - 1e-12), cancel);
        (int[] chosen, double bound) = knapsack.Solve();
        int[] kept = [.. chosen.Select(i => items[i].Neuron).Order()];
        double sum = 0;
        double mass = 0;
        double cost = 0;
        foreach (int i in chosen)
        {
            sum += items[i].Share;
            mass += Math.Abs(items[i].Share);
            cost += items[i].Cost;
        }

        // What norms, angles and sums may be off by, all in units of the target.
        double slack = 16 * (problem.Dimension + chosen.Length + 8) * Rounding * (1 + mass);
        double scale = problem.Radius * unit;
        double value = (Math.Abs(1 - sum) + cost + slack) * scale * (1 + (8 * (problem.Dimension + 8) * Rounding));
        double least = isWhole ? (bound - (16 * (problem.Dimension + items.Length + 8) * Rounding * (1 + knapsack.Mass))) * scale : 0;
        return new ConeResult(kept, value, Math.Clamp(least * (1 - 1e-12), 0, value));
    }

    /// <summary>How many of the items, which ascend, are of the first neurons.</summary>
    private static int Count(ConeItem[] items, int width)
    {
        int low = 0;
        for (int high = items.Length; low < high;)
        {
            int middle = low + ((high - low) / 2);
            if (items[middle].Neuron < width) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
