using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>The best neuron subset at d = 2, for the true supremum: no grid stands in for it.</summary>
/// <remarks>
/// For a level ε all choices on two stretches of the half-circle that can stay within ε are listed
/// (<see cref="ArcSegment"/>) and joined (<see cref="ArcJoin"/>). If no pair stays within ε, no subset does. Levels rise until
/// one does; the best of that level is the best of all. A level costs about as much as all levels below it.
/// A list that outgrows its limit is thinned: then subsets are still found, and the last complete level stays the bound.
/// </remarks>
internal sealed class CircleSubsetSearch
{
    /// <summary>The largest number of neurons that a mask holds.</summary>
    public const int MostNeurons = 128;

    private const double FirstLevel = 1.0 / 256;

    private const double Rise = 1.3;

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

    /// <summary>Runs until a level is decided.</summary>
    /// <param name="patience">How many thinned levels without a better subset to go on for.</param>
    /// <returns>Whether the incumbent is the best of these neurons.</returns>
    public bool Run(int patience)
    {
        double level = FirstTried;
        while (true)
        {
            _level = Math.Min(level, _incumbent.Level);
            double tried = _level;
            bool complete = Pass();
            if (_cancellation.IsCancellationRequested) return false;
            bool found = _incumbent.Level <= tried;
            if (complete && found)
            {
                Bound = Math.Min(tried, _incumbent.Level);
                return true;
            }

            if (complete) Bound = tried;
            else if (found || --patience < 0) return false;
            level *= Rise;
        }
    }

    /// <summary>Goes through all subsets within the level.</summary>
    /// <returns>Whether none was left out.</returns>
    private bool Pass()
    {
        double within = Outward.AddUp(_level, _circle.Slack);
        int count = _circle.Count;
        var first = new ArcSegment(_circle, 0, within);
        var second = new ArcSegment(_circle, count / 2, within);
        bool complete = true;
        while (first.Count > 0 && second.Count > 0 && first.Right - first.Left + second.Right - second.Left < count)
        {
            ArcSegment smaller = first.Count <= second.Count ? first : second;
            ArcSegment other = smaller == first ? second : first;
            Grow(smaller, other, count);
            if (_cancellation.IsCancellationRequested) return false;
            _nodes += smaller.Count;
            if (smaller.Count <= _mostStates) continue;
            complete = false;
            smaller.Thin(_mostStates);
        }

        if (first.Count == 0 || second.Count == 0) return complete;
        var join = new ArcJoin(second.States, 0.5 * _level);
        join.Run(first.States, _circle.Slack, Offer, _cancellation);
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
