using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>The best neuron subset at d = 2, for the true supremum: no grid stands in for it.</summary>
/// <remarks>
/// For a level ε all choices on two stretches of the half-circle that can stay within ε are listed
/// (<see cref="ArcSegment"/>) and joined (<see cref="ArcJoin"/>). If no pair stays within ε, no subset does. Levels rise until
/// one does; the best of that level is the best of all. Lists that outgrow a limit are thinned as long as only a good subset is
/// wanted, and worked off in parts when a proof is.
/// </remarks>
internal sealed class CircleSubsetSearch
{
    /// <summary>The largest number of neurons that a mask holds.</summary>
    public const int MostNeurons = 128;

    private const double FirstLevel = 1.0 / 256;

    private const double Rise = 1.2;

    /// <summary>A list that takes little time to work off whole.</summary>
    private const int ShortList = 300_000;

    private readonly Incumbent _incumbent;
    private readonly HalfCircle _circle;
    private readonly int _mostStates;
    private readonly Effort _effort;
    private double _level;
    private double _phase = 0.5;
    private long _nodes;

    public CircleSubsetSearch(NeuronProblem problem, ReadOnlySpan<int> neurons, Incumbent incumbent, int mostStates, Effort effort)
    {
        _incumbent = incumbent;
        _circle = HalfCircle.Of(problem, neurons);
        _mostStates = mostStates;
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
        for (double level = Math.Max(FirstTried, Bound * Rise); ; level *= Rise)
        {
            double tried = Math.Min(level, _incumbent.Level);
            bool complete = Pass(tried, _mostStates, Overflow.Stop);

            // What thinned lists yield lowers the level that has to be worked off in parts.
            if (!complete) Pass(tried, _mostStates, Overflow.Thin);
            if (!complete) Pass(Math.Min(tried, _incumbent.Level), _mostStates, Overflow.Part);
            if (_effort.IsSpent) return false;
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
        _level = level;
        bool complete = true;
        double within = Outward.AddUp(level, _circle.Slack);
        var open = new Stack<(ArcSegment First, ArcSegment Second)>();
        open.Push((new ArcSegment(_circle, 0, within), new ArcSegment(_circle, _circle.Count / 2, within)));
        while (open.TryPop(out (ArcSegment First, ArcSegment Second) pair))
        {
            (ArcSegment first, ArcSegment second) = pair;
            while (first.Count > 0 && second.Count > 0 && first.Right - first.Left + second.Right - second.Left < _circle.Count)
            {
                if (_effort.IsSpent) return false;
                bool firstGrows = first.Count <= second.Count;
                ArcSegment smaller = firstGrows ? first : second;
                Grow(smaller, firstGrows ? second : first, _circle.Count);
                _nodes += smaller.Count;
                _effort.Spend(smaller.Count);
                if (smaller.Count <= mostStates) continue;
                if (overflow == Overflow.Stop) return false;
                if (overflow == Overflow.Thin)
                {
                    complete = false;
                    smaller.Thin(mostStates, _phase);
                    continue;
                }


                ArcSegment rest = smaller.From(smaller.Count / 2);
                smaller.Truncate(smaller.Count / 2);
                open.Push(firstGrows ? (rest, second.From(0)) : (first.From(0), rest));
            }

            if (first.Count == 0 || second.Count == 0) continue;
            new ArcJoin(second.States, 0.5 * level).Run(first.States, _circle.Slack, Offer, _effort);
            if (_effort.IsSpent) return false;
        }

        return complete;
    }

    /// <summary>Lets a stretch grow where the other one is not yet.</summary>
    private static void Grow(ArcSegment segment, ArcSegment other, int count)
    {
        // Stretches are compared by their indices modulo the half-circle: first is around 0, second around its middle.
        bool rightIsFree = (other.Left - segment.Right) % count != 0;
        bool leftIsFree = (segment.Left - other.Right) % count != 0;
        segment.Grow(leftIsFree, rightIsFree);
    }

    private void Offer(UInt128 mask)
    {
        _nodes++;
        _effort.Spend(4);
        if (_circle.Error(mask, _level + _circle.Slack) > _level + _circle.Slack) return;
        var kept = new List<int>();
        for (int bit = 0; bit < _circle.Neurons.Count; bit++)
        {
            if (((mask >> bit) & 1) != 0) kept.Add(_circle.Neurons[bit]);
        }

        kept.Sort();
        _incumbent.Offer([.. kept]);
        _level = Math.Min(_level, _incumbent.Level);
    }

    /// <summary>What happens to a list that outgrows its limit.</summary>
    private enum Overflow
    {
        Stop = 0,
        Thin = 1,
        Part = 2,
    }
}
