namespace Espalier.Neurons.Cone;

/// <summary>
/// The cheapest set of moves, where a sum s of shares costs (1 − λ)(1 − s) below 1 and (1 + λ)(s − 1) above. Changes are rounded to cells;
/// every move is made cheaper by what its rounding can save, so that the least total is a bound for exact changes.
/// </summary>
internal sealed class ConeTable(List<ConeMove> moves, double start, double price, double budget, int cells, CancellationToken cancel)
{
    private const long MostBits = 1L << 31;

    private const int LeastCells = 1024;

    /// <summary>The moves of the least total, and that total.</summary>
    public (List<int> Moved, double Least) Best()
    {
        double up = Reach(moves.Where(move => move.Change > 0));
        double down = Reach(moves.Where(move => move.Change < 0));
        double cell = Math.Max((up + down) / Math.Min(cells, Math.Max(LeastCells, MostBits / Math.Max(1, moves.Count))), 1e-15);

        // Every move may carry a path half a cell further.
        int margin = 2 + (moves.Count / 2);
        int zero = margin + (int)(down / cell);
        double[] cost = new double[zero + (int)(up / cell) + margin];
        double[] next = new double[cost.Length];
        Array.Fill(cost, double.PositiveInfinity);
        cost[zero] = 0;
        ulong[][] made = new ulong[moves.Count][];
        for (int m = 0; m < moves.Count; m++)
        {
            cancel.ThrowIfCancellationRequested();
            int shift = (int)Math.Round(moves[m].Change / cell);
            double rounded = Math.Abs(moves[m].Change - (shift * cell));
            made[m] = Make(cost, next, shift, moves[m].Cost - ((1 + price) * rounded));
            (cost, next) = (next, cost);
        }

        int best = zero;
        for (int i = 0; i < cost.Length; i++)
        {
            if (cost[i] + Miss(i) < cost[best] + Miss(best)) best = i;
        }

        return (Trace(made, best, cell), cost[best] + Miss(best));

        double Miss(int i)
        {
            double short_ = 1 - start - ((i - zero) * cell);
            return short_ > 0 ? (1 - price) * short_ : -(1 + price) * short_;
        }
    }

    /// <summary>
    /// The most that moves of one direction can change within the budget: those with the lowest cost per change first, the last in part.
    /// </summary>
    private double Reach(IEnumerable<ConeMove> some)
    {
        double left = budget;
        double reach = 0;
        foreach (ConeMove move in some.OrderBy(move => move.Cost / Math.Abs(move.Change)))
        {
            reach += Math.Abs(move.Change) * Math.Min(1, move.Cost > 0 ? left / move.Cost : 1);
            left -= move.Cost;
            if (left <= 0) break;
        }

        return reach * (1 + 1e-9);
    }

    /// <summary>Every sum with and without a move, whichever is cheaper; returns a bit for each sum that takes it.</summary>
    private static ulong[] Make(double[] cost, double[] next, int shift, double price)
    {
        ulong[] taken = new ulong[(cost.Length + 63) / 64];
        int first = Math.Max(0, shift);
        int last = Math.Min(cost.Length, cost.Length + shift);
        cost.CopyTo(next, 0);
        for (int i = first; i < last; i++)
        {
            double with = cost[i - shift] + price;
            if (!(with < next[i])) continue;
            next[i] = with;
            taken[i >> 6] |= 1UL << (i & 63);
        }

        return taken;
    }

    private List<int> Trace(ulong[][] made, int at, double cell)
    {
        var moved = new List<int>();
        for (int m = moves.Count - 1; m >= 0; m--)
        {
            if ((made[m][at >> 6] >> (at & 63) & 1) == 0) continue;
            moved.Add(moves[m].Item);
            at -= (int)Math.Round(moves[m].Change / cell);
        }

        return moved;
    }
}

/// <summary>A change of the choice about one item: what it does to the sum of shares, and what it costs apart from that.</summary>
internal readonly record struct ConeMove(int Item, double Change, double Cost);
