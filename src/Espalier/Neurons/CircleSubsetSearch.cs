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

    private readonly Incumbent _incumbent;
    private readonly HalfCircle _circle;
    private readonly int _mostStates;
    private readonly CancellationToken _cancellation;
    private double _level;
    private long _nodes;

    public CircleSubsetSearch(NeuronProblem problem, ReadOnlySpan<int> neurons, Incumbent incumbent, int mostStates, CancellationToken cancellation)
    {
        _incumbent = incumbent;
        _circle = HalfCircle.Of(problem, neurons);
        _mostStates = mostStates;
        _cancellation = cancellation;
        FirstTried = FirstLevel * Directions.Norm(problem.Target);
    }

    /// <summary>Partial subsets looked at.</summary>
    public long Nodes => _nodes;

    /// <summary>No subset of these neurons has a smaller error on the unit sphere.</summary>
    public double Bound { get; private set; }

    /// <summary>The first level.</summary>
    public double FirstTried { get; init; }

    /// <summary>Raises the level, on lists thinned to so many states, until a subset stays within it.</summary>
    /// <returns>Whether the incumbent is the best of these neurons.</returns>
    public bool Descend(int mostStates)
    {
        for (double level = FirstTried; ; level *= Rise)
        {
            double tried = Math.Min(level, _incumbent.Level);
            bool complete = Pass(tried, mostStates, thin: true);
            if (_cancellation.IsCancellationRequested) return false;
            bool found = _incumbent.Level <= tried;
            if (complete) Bound = Math.Max(Bound, Math.Min(tried, _incumbent.Level));
            if (found) return complete;
        }
    }

    /// <summary>Looks for something better than the incumbent on thinned lists.</summary>
    /// <returns>Whether the incumbent is the best of these neurons.</returns>
    public bool Improve(int mostStates)
    {
        bool complete = Pass(_incumbent.Level, mostStates, thin: true);
        if (complete) Bound = _incumbent.Level;
        return complete;
    }

    /// <summary>Raises the level until all subsets within it are known and one of them is the incumbent.</summary>
    /// <returns>Whether the incumbent is the best of these neurons; else the search was cancelled.</returns>
    public bool Prove()
    {
        for (double level = Math.Max(FirstTried, Bound * Rise); ; level *= Rise)
        {
            double tried = Math.Min(level, _incumbent.Level);
            bool complete = Pass(tried, _mostStates, thin: true);

            // What the thinned pass found, if it had to thin, lowers the level that has to be worked off in parts.
            if (!complete) Pass(Math.Min(tried, _incumbent.Level), _mostStates, thin: false);
            if (_cancellation.IsCancellationRequested) return false;
            Bound = Math.Min(tried, _incumbent.Level);
            if (_incumbent.Level <= tried) return true;
        }
    }

    /// <summary>Goes through all subsets within a level.</summary>
    /// <param name="level">The level, on the unit sphere.</param>
    /// <param name="mostStates">The longest list.</param>
    /// <param name="thin">Whether longer lists are thinned or worked off in parts.</param>
    /// <returns>Whether no subset was left out.</returns>
    private bool Pass(double level, int mostStates, bool thin)
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
                if (_cancellation.IsCancellationRequested) return false;
                bool firstGrows = first.Count <= second.Count;
                ArcSegment smaller = firstGrows ? first : second;
                Grow(smaller, firstGrows ? second : first, _circle.Count);
                _nodes += smaller.Count;
                if (smaller.Count <= mostStates) continue;
                if (thin)
                {
                    complete = false;
                    smaller.Thin(mostStates);
                    continue;
                }

                ArcSegment rest = smaller.From(smaller.Count / 2);
                smaller.Truncate(smaller.Count / 2);
                open.Push(firstGrows ? (rest, second.From(0)) : (first.From(0), rest));
            }

            if (first.Count == 0 || second.Count == 0) continue;
            new ArcJoin(second.States, 0.5 * level).Run(first.States, _circle.Slack, Offer, _cancellation);
            if (_cancellation.IsCancellationRequested) return false;
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
}
