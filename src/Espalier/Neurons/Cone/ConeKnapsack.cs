namespace Espalier.Neurons.Cone;

/// <summary>The subset of items that minimises |1 − Σ share| + Σ cost.</summary>
/// <remarks>
/// With shares allowed in part this is a linear program: items by rising spread up to a spread λ, at which their shares reach 1. Relative
/// to that solution, of value L, every other choice about item j costs |r_j| = |cost_j − λ share_j|, and a sum s off 1 costs
/// (1 − λ)(1 − s) below and (1 + λ)(s − 1) above: so only items with |r_j| up to the best known value minus L are open. What they change
/// about the sum is bounded by the same argument; a table over all sums, rounded to cells, gives the best choice of them.
/// </remarks>
internal sealed class ConeKnapsack(ConeItem[] items, int cells, double? goal, CancellationToken cancel)
{
    private const int FirstCells = 1 << 11;

    private const int Finer = 8;

    private const int Prefixes = 16;

    private const int Completions = 6;

    /// <summary>Values a little above the goal are gone through too, so that what is refuted lies above it by more than rounding.</summary>
    private const double Beyond = 1 + 1e-6;

    private readonly List<int> _chosen = [];
    private double _best = 1;

    /// <summary>Σ |share| over what was open in the table.</summary>
    public double Mass { get; private set; }

    /// <summary>The best choice found, and what no choice is below.</summary>
    /// <remarks>
    /// A coarse table finds a good choice, and so leaves few items open for the fine one. With a goal nothing above it is looked for, and
    /// nothing better than the first within it.
    /// </remarks>
    public (int[] Chosen, double Bound) Solve()
    {
        int[] order = [.. Enumerable.Range(0, items.Length).Where(i => items[i].Share > 0)];
        Array.Sort(Array.ConvertAll(order, i => items[i].Spread), order);
        (double price, double relaxed) = Relax(order);
        StartFromPrefixes(order);
        double[] reduced = Array.ConvertAll(items, item => item.Cost - (price * item.Share));
        double bound = Math.Min(relaxed, _best);
        if (_best <= goal || bound > goal) return ([.. _chosen], bound);
        for (int fine = Math.Min(FirstCells, cells); ; fine = Math.Min(cells, fine * Finer))
        {
            bound = Math.Max(bound, Refine(reduced, price, relaxed, fine));
            if (fine == cells || _best <= goal || bound > goal || _best - bound <= 1e-9 * _best) return ([.. _chosen], Math.Min(bound, _best));
        }
    }

    /// <summary>Goes through all choices that can beat the best one, with shares rounded to cells, and returns what none is below.</summary>
    private double Refine(double[] reduced, double price, double relaxed, int fine)
    {
        double sought = Math.Min(_best, goal * Beyond ?? _best);
        double gap = sought - relaxed;
        if (gap <= 0) return sought;
        var fixedIn = new List<int>();
        var open = new List<int>();
        for (int i = 0; i < items.Length; i++)
        {
            if (Math.Abs(reduced[i]) <= gap) open.Add(i);
            else if (reduced[i] < 0) fixedIn.Add(i);
        }

        double start = fixedIn.Sum(i => items[i].Share) + open.Where(i => reduced[i] < 0).Sum(i => items[i].Share);
        var moves = open.ConvertAll(i => new ConeMove(i, reduced[i] < 0 ? -items[i].Share : items[i].Share, Math.Abs(reduced[i])));
        Mass = Math.Max(Mass, moves.Sum(move => Math.Abs(move.Change)));
        var table = new ConeTable(moves, start, price, gap, fine, cancel);
        (List<int> moved, double least) = table.Best();
        var taken = moved.ToHashSet();
        Take([.. fixedIn, .. open.Where(i => reduced[i] < 0 != taken.Contains(i))]);
        return Math.Min(Math.Min(_best, sought), relaxed + least);
    }

    private void Take(int[] chosen)
    {
        double value = Math.Abs(1 - chosen.Sum(i => items[i].Share)) + chosen.Sum(i => items[i].Cost);
        if (value >= _best) return;
        _best = value;
        _chosen.Clear();
        _chosen.AddRange(chosen);
    }

    /// <summary>The spread λ at which shares in order reach 1 (1 where they never do), and the value L of the linear program.</summary>
    private (double Price, double Value) Relax(int[] order)
    {
        double sum = 0;
        double cost = 0;
        foreach (int i in order)
        {
            if (items[i].Spread >= 1) break;
            if (sum + items[i].Share >= 1) return (items[i].Spread, cost + ((1 - sum) * items[i].Spread));
            sum += items[i].Share;
            cost += items[i].Cost;
        }

        return (1, cost + (1 - sum));
    }

    /// <summary>First values to beat: the items up to a spread, and then the items that bring the value down most, one after the other.</summary>
    private void StartFromPrefixes(int[] order)
    {
        double sum = 0;
        int most = 0;
        while (most < order.Length && sum + items[order[most]].Share <= 1) sum += items[order[most++]].Share;
        for (int cut = most; cut >= Math.Max(0, most - Prefixes); cut--) Complete([.. order[..cut]]);
    }

    private void Complete(List<int> kept)
    {
        double sum = kept.Sum(i => items[i].Share);
        double cost = kept.Sum(i => items[i].Cost);
        var taken = kept.ToHashSet();
        for (int added = 0; added <= Completions; added++)
        {
            Take([.. kept]);
            int best = -1;
            double least = Math.Abs(1 - sum) + cost;
            for (int i = 0; i < items.Length; i++)
            {
                double value = Math.Abs(1 - sum - items[i].Share) + cost + items[i].Cost;
                if (value >= least || taken.Contains(i)) continue;
                least = value;
                best = i;
            }

            if (best < 0) return;
            kept.Add(best);
            taken.Add(best);
            sum += items[best].Share;
            cost += items[best].Cost;
        }
    }
}
