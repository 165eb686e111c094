using Espalier.Numerics;

namespace Espalier.Neurons.Circle;

/// <summary>The best neuron subset at d = 2, for the true supremum: no grid stands in for it.</summary>
/// <remarks>
/// For a level ε all choices on two stretches of the half-circle that can stay within ε are listed
/// (<see cref="ArcSegment"/>) and joined (<see cref="ArcJoin"/>). If no pair stays within ε, no subset does. Levels rise until
/// one does; the best of that level is the best of all. Lists that outgrow a limit are thinned as long as only a good subset is
/// wanted; when a proof is, one is kept and the other gone through depth first (<see cref="ArcDive"/>).
/// </remarks>
internal sealed class CircleSubsetSearch
{
    /// <summary>The largest number of neurons that a mask holds.</summary>
    public const int MostNeurons = 128;

    /// <summary>Levels this low are refuted at once, unless a subset is nearly perfect.</summary>
    private const double FirstLevel = 9.313225746154785e-10; // 2⁻³⁰

    private const double QuickRise = 2;

    private const double Rise = 1.2;

    /// <summary>A list that takes little time to work off whole.</summary>
    private const int ShortList = 300_000;

    /// <summary>The most that a pass may cost that only raises the bound.</summary>
    private const int ShortPass = 50_000_000;

    /// <summary>Choices to begin dives from: the list that is held in memory should get the room.</summary>
    private const int EnoughStarts = 8192;

    private readonly Incumbent _incumbent;
    private readonly HalfCircle _circle;
    private readonly int _mostStates;
    private readonly int _threads;
    private readonly Effort _effort;
    private readonly double _firstTried;
    private bool _overflowed;

    public CircleSubsetSearch(NeuronProblem problem, ReadOnlySpan<int> neurons, Incumbent incumbent, int mostStates, int threads, Effort effort)
    {
        _incumbent = incumbent;
        _circle = HalfCircle.Of(problem, neurons);
        _mostStates = mostStates;
        _threads = threads;
        _effort = effort;
        _firstTried = FirstLevel * Directions.Norm(problem.Target);
    }

    /// <summary>Partial subsets looked at.</summary>
    public long Nodes { get; private set; }

    /// <summary>No subset of these neurons is below this level.</summary>
    public double Bound { get; private set; }

    /// <summary>Raises the level as long as whole lists are short.</summary>
    /// <returns>Whether the incumbent is the best of these neurons.</returns>
    public bool RaiseBound()
    {
        int most = Math.Min(ShortList, ShortPass / _circle.Count);
        double rise = QuickRise;
        while (!_overflowed)
        {
            double tried = Next(rise);
            if (Pass(tried, most, Overflow.Stop)) Raise(tried);
            else if (rise > Rise) rise = Rise;
            else _overflowed = true;
            if (_incumbent.Level <= Bound) return true;
        }

        return false;
    }

    /// <summary>Looks for subsets within a level; lists that grow too long are thinned.</summary>
    /// <returns>Whether no subset was left out.</returns>
    public bool Improve(double level, int mostStates) => Pass(level, mostStates, Overflow.Thin);

    /// <summary>Goes through all subsets within a level, as far as the work allows.</summary>
    /// <returns>Whether no subset was left out.</returns>
    public bool Exhaust(double level) => Pass(level, _mostStates, Overflow.Dive);

    /// <summary>Raises the level until all subsets within it are known and one of them is the incumbent.</summary>
    /// <returns>Whether the incumbent is the best of these neurons; else the search was stopped.</returns>
    public bool Prove()
    {
        while (!RaiseBound())
        {
            double tried = Next(Rise);
            if (!Pass(tried, _mostStates, Overflow.Dive)) return false;
            Raise(tried);
            if (_incumbent.Level <= tried) return true;
        }

        return true;
    }

    /// <summary>The next level to try; the last one where levels are too small to rise.</summary>
    private double Next(double rise)
    {
        double next = Math.Max(_firstTried, Bound * rise);
        return next > Bound ? Math.Min(next, _incumbent.Level) : _incumbent.Level;
    }

    private void Raise(double tried)
    {
        Bound = Math.Min(tried, _incumbent.Level);
        _incumbent.TellBound(Bound);
    }

    /// <summary>Goes through all subsets within a level.</summary>
    /// <param name="level">The level, on the unit sphere.</param>
    /// <param name="mostStates">The longest list.</param>
    /// <param name="overflow">What happens to longer lists.</param>
    /// <returns>Whether no subset was left out.</returns>
    private bool Pass(double level, int mostStates, Overflow overflow)
    {
        bool complete = true;
        double within = Outward.AddUp(level, _circle.Slack);
        using var first = new ArcSegment(_circle, 0, within);
        using var second = new ArcSegment(_circle, _circle.Count / 2, within);
        while (first.Count > 0 && second.Count > 0 && first.Between(second) > 0)
        {
            if (_effort.IsSpent) return false;
            bool firstGrows = first.Count <= second.Count && (overflow != Overflow.Dive || first.Count < EnoughStarts);
            (ArcSegment smaller, ArcSegment larger) = firstGrows ? (first, second) : (second, first);
            smaller.Grow(larger);
            Count(smaller.Count, smaller.Count);
            if (smaller.Count <= mostStates) continue;
            if (overflow == Overflow.Stop) return false;
            if (overflow == Overflow.Dive) break;
            complete = false;
            smaller.Thin(mostStates);
        }

        return (first.Count == 0 || second.Count == 0 || Join(first, second, level)) && complete;
    }

    private void Count(long nodes, long work)
    {
        Nodes += nodes;
        _effort.Spend(work);
    }

    /// <summary>Goes through all pairs of choices of two stretches, and through what lies between them.</summary>
    private bool Join(ArcSegment first, ArcSegment second, double level)
    {
        ArcStep[] steps = first.Close(second);
        using var table = new ArcJoin(second.States, 0.5 * level);
        var dive = new ArcDive(_circle, first, steps, table, _threads, _effort.Cancellation);
        while (!dive.IsDone)
        {
            if (_effort.IsSpent) return false;
            bool complete = true;
            foreach (ArcFinds finds in dive.Wave(Math.Min(level, _incumbent.Level), _effort.Left))
            {
                Count(finds.Nodes, finds.Work);
                complete &= finds.IsComplete;
                foreach ((UInt128 mask, double error) in finds.Found)
                {
                    if (error <= _incumbent.Level + _circle.Slack) _incumbent.Offer(_circle.Kept(mask));
                }
            }

            if (!complete) return false;
        }

        return true;
    }

    /// <summary>What happens to a list that outgrows its limit.</summary>
    private enum Overflow
    {
        Stop = 0,
        Thin = 1,
        Dive = 2,
    }
}
