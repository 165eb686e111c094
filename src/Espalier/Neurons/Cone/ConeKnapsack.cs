namespace Espalier.Neurons.Cone;

/// <summary>The subset of items that minimises |1 − Σ share| + Σ cost.</summary>
/// <remarks>
/// With shares allowed in part this is a linear program: items by rising spread up to a spread λ, at which their shares reach 1. Relative
/// to that solution, of value L, every other choice about item j costs |r_j| = |cost_j − λ share_j|, and a sum s off 1 costs
/// (1 − λ)(1 − s) below and (1 + λ)(s − 1) above: so only items with |r_j| up to the best known value minus L are open. What they change
/// about the sum is bounded by the same argument; a table over all sums, rounded to cells, gives the best choice of them.
/// </remarks>
internal sealed class ConeKnapsack(ConeItem[] items, int cells, CancellationToken cancel)
{
    private readonly List<int> _chosen = [];
    private double _best = 1;

    /// <summary>Σ |share| over what was open in the table.</summary>
    public double Mass { get; private set; }

    /// <summary>The best choice found, and what no choice is below.</summary>
    public (int[] Chosen, double Bound) Solve()
    {
        int[] order = [.. Enumerable.Range(0, items.Length).Where(i => items[i].Share > 0)];
        Array.Sort(Array.ConvertAll(order, i => items[i].Spread), order);
        (double price, double relaxed) = Relax(order);
        StartFromPrefixes(order);
        double gap = _best - relaxed;
        if (gap <= 0) return ([.. _chosen], Math.Min(relaxed, _best));
        double[] reduced = Array.ConvertAll(items, item => item.Cost - (price * item.Share));
        var fixedIn = new List<int>();
        var open = new List<int>();
        for (int i = 0; i < items.Length; i++)
        {
            if (Math.Abs(reduced[i]) <= gap) open.Add(i);
            else if (reduced[i] < 0) fixedIn.Add(i);
        }

        double start = fixedIn.Sum(i => items[i].Share) + open.Where(i => reduced[i] < 0).Sum(i => items[i].Share);
        var moves = open.ConvertAll(i => new ConeMove(i, reduced[i] < 0 ? -items[i].Share : items[i].Share, Math.Abs(reduced[i])));
        Mass = moves.Sum(move => Math.Abs(move.Change));
        var table = new ConeTable(moves, start, price, gap, cells, cancel);
        (List<int> moved, double least) = table.Best();
        var taken = moved.ToHashSet();
        int[] chosen = [.. fixedIn, .. open.Where(i => reduced[i] < 0 != taken.Contains(i))];
        double value = Math.Abs(1 - chosen.Sum(i => items[i].Share)) + chosen.Sum(i => items[i].Cost);
        if (value < _best)
        {
            _best = value;
            _chosen.Clear();
            _chosen.AddRange(chosen);
        }

        return ([.. _chosen], Math.Min(_best, relaxed + least));
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

    /// <summary>The best of the choices that keep the items up to a spread, with or without the last few of them, as a first value to beat.</summary>
    private void StartFromPrefixes(int[] order)
    {
        double sum = 0;
        double cost = 0;
        var kept = new List<int>();
        foreach (int i in order)
        {
            double with = Math.Abs(1 - sum - items[i].Share) + cost + items[i].Cost;
            if (with < _best)
            {
                _best = with;
                _chosen.Clear();
                _chosen.AddRange([.. kept, i]);
            }

            // What would overshoot by more than it brings is passed over, and later ones may still fit.
            if (with > Math.Abs(1 - sum) + cost) continue;
            kept.Add(i);
            sum += items[i].Share;
            cost += items[i].Cost;
        }
    }
}
