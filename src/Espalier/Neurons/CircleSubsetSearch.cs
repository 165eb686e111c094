using Espalier.Numerics;

namespace Espalier.Neurons;

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

    private const double FirstLevel = 1.0 / 256;

    private const double Rise = 1.2;

    /// <summary>A list that takes little time to work off whole.</summary>
    private const int ShortList = 300_000;

    /// <summary>Choices to begin dives from: the list that is held in memory should get the room.</summary>
    private const int EnoughStarts = 8192;

    private readonly Incumbent _incumbent;
    private readonly HalfCircle _circle;
    private readonly int _mostStates;
    private readonly int _threads;
    private readonly Effort _effort;
    private double _phase = 0.5;
    private long _nodes;

    public CircleSubsetSearch(NeuronProblem problem, ReadOnlySpan<int> neurons, Incumbent incumbent, int mostStates, int threads, Effort effort)
    {
        _incumbent = incumbent;
        _circle = HalfCircle.Of(problem, neurons);
        _mostStates = mostStates;
        _threads = threads;
        _effort = effort;
        FirstTried = FirstLevel * Directions.Norm(problem.Target);
    }

    /// <summary>Partial subsets looked at.</summary>
    public long Nodes => _nodes;

    /// <summary>No subset of these neurons has a smaller error on the unit sphere.</summary>
    public double Bound { get; private set; }

    /// <summary>The first level.</summary>
    public double FirstTried { get; init; }

    /// <summary>Raises the level while whole lists are short; then goes on with thinned lists until a subset stays within it.</summary>
    /// <returns>Whether the incumbent is the best of these neurons.</returns>
    public bool Descend(int mostStates)
    {
        double level = FirstTried;
        for (; ; level *= Rise)
        {
            double tried = Math.Min(level, _incumbent.Level);
            if (!Pass(tried, ShortList, Overflow.Stop)) break;
            Raise(tried);
            if (_incumbent.Level <= tried) return true;
        }

        double goal = _incumbent.Level;
        for (; !_effort.IsSpent && _incumbent.Level >= goal && level < goal; level *= Rise) Pass(level, mostStates, Overflow.Thin);
        return false;
    }

    /// <summary>Looks for something better than the incumbent on other samples of the lists.</summary>
    public void Improve(int mostStates, int round)
    {
        _phase = (0.5 + (round * 0.6180339887498949)) % 1;
        Pass(_incumbent.Level, mostStates, Overflow.Thin);
    }

    /// <summary>Raises the level until all subsets within it are known and one of them is the incumbent.</summary>
    /// <returns>Whether the incumbent is the best of these neurons; else the search was stopped.</returns>
    public bool Prove()
    {
        bool overflowed = false;
        for (double level = Math.Max(FirstTried, Bound * Rise); ; level *= Rise)
        {
            double tried = Math.Min(level, _incumbent.Level);
            bool complete = !overflowed && Pass(tried, _mostStates, Overflow.Stop);
            if (!complete)
            {
                // What thinned lists yield lowers the level that has to be worked off.
                overflowed = true;
                Pass(tried, Math.Max(1, _mostStates / 8), Overflow.Thin);
                if (!Pass(Math.Min(tried, _incumbent.Level), _mostStates, Overflow.Dive)) return false;
            }

            Raise(tried);
            if (_incumbent.Level <= tried) return true;
        }
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
        var first = new ArcSegment(_circle, 0, within);
        var second = new ArcSegment(_circle, _circle.Count / 2, within);
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
            smaller.Thin(mostStates, _phase);
        }

        return (first.Count == 0 || second.Count == 0 || Join(first, second, level)) && complete;
    }

    private void Count(long nodes, long work)
    {
        _nodes += nodes;
        _effort.Spend(work);
    }

    /// <summary>Goes through all pairs of choices of two stretches, and through what lies between them.</summary>
    private bool Join(ArcSegment first, ArcSegment second, double level)
    {
        ArcStep[] steps = first.Close(second);
        var dive = new ArcDive(_circle, first, steps, new ArcJoin(second.States, 0.5 * level), _threads, _effort.Cancellation);
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
