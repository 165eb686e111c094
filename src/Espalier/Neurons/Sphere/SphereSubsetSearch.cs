using Espalier.Numerics;

namespace Espalier.Neurons.Sphere;

/// <summary>The best neuron subset in any dimension, by depth-first search over sampled directions that grow where a subset fails.</summary>
/// <remarks>
/// A partial choice is dropped when at some direction what is still undecided cannot bring the difference within the level.
/// A full choice that passes all directions is evaluated; if its true error is above the level, the witness joins the
/// directions (constraint generation), and else it is the new incumbent and lowers the level. The first choices are made once; below
/// them dives run side by side, always the same number however many threads there are, and what they find is taken up in their order.
/// </remarks>
internal sealed class SphereSubsetSearch : ICrewWork
{
    /// <summary>With more neurons nothing is gone through: a bound from so few choices would say nothing.</summary>
    private const int MostNeurons = 4096;

    private const int MostDirections = 768;

    /// <summary>The first level, and how fast levels rise: low ones cost little, and what is refuted bounds a search that is stopped.</summary>
    private const double FirstShare = 1.0 / 64;

    private const double Rise = 1.3;

    /// <summary>Neurons decided before dives begin, where there are enough of them.</summary>
    private const int FirstChoices = 7;

    private const int FewestToShare = 16;

    private const int MostDives = 16;

    /// <summary>Choices that a dive looks at in one wave: long enough to be worth a thread, short enough to learn from the others.</summary>
    private const long NodesPerWave = 4096;

    private readonly NeuronProblem _problem;
    private readonly int[] _neurons;
    private readonly Incumbent _incumbent;
    private readonly SphereChoices _choices;
    private readonly Effort _effort;
    private readonly int _threads;
    private readonly Crew _crew = new();
    private readonly List<SphereDive> _dives = [];
    private double _within;
    private long _nodesPerDive;
    private long _nodeLimit = long.MaxValue;

    /// <summary>Begins with a spread of directions.</summary>
    /// <param name="problem">The scaled problem.</param>
    /// <param name="neurons">Those that may be kept.</param>
    /// <param name="incumbent">What is to be beaten.</param>
    /// <param name="effort">The work allowed.</param>
    /// <param name="threads">How many cores to use; never changes the result.</param>
    /// <param name="silentWithin">With a ReLU behind the output: the level of all that is asked, above which the target has to be imitated.</param>
    public SphereSubsetSearch(
        NeuronProblem problem, int[] neurons, Incumbent incumbent, Effort effort, int threads = 1, double silentWithin = double.NegativeInfinity)
    {
        _problem = problem;
        _incumbent = incumbent;
        _effort = effort;
        _threads = threads;
        double[] sizes = Array.ConvertAll(neurons, j => -Math.Abs(problem.Coefficients[j]) * Directions.Norm(problem.Weight(j)));
        _neurons = (int[])neurons.Clone();
        Array.Sort(sizes, _neurons);

        // A little above the level, so that rounding asks for nothing where nothing has to be asked.
        double silent = incumbent.OutputRelu ? silentWithin + (1e-12 * (silentWithin + Directions.Norm(problem.Target))) : double.NegativeInfinity;
        int capacity = neurons.Length <= MostNeurons ? MostDirections : 0;
        _choices = new SphereChoices(problem, _neurons, capacity, 24 * problem.Dimension, silent);
    }

    /// <summary>Choices looked at.</summary>
    public long Nodes { get; private set; }

    /// <summary>No subset of these neurons is below this level.</summary>
    public double Bound { get; private set; }

    /// <summary>Whether the incumbent is within the level that comes next.</summary>
    public bool MayProve => _incumbent.Level <= Rise * Bound;

    /// <summary>Raises the level until all subsets within it are known and one of them is the incumbent.</summary>
    /// <param name="nodes">The most choices that one level may take.</param>
    /// <returns>Whether the incumbent is the best.</returns>
    public bool Prove(long nodes = long.MaxValue)
    {
        double first = FirstShare * _incumbent.Level;
        while (_neurons.Length <= MostNeurons)
        {
            double next = Math.Max(first, Rise * Bound);
            double tried = next > Bound ? Math.Min(next, _incumbent.Level) : _incumbent.Level;
            _nodeLimit = nodes == long.MaxValue ? nodes : Nodes + nodes;
            if (!Run(tried)) return false;
            Bound = Math.Min(tried, _incumbent.Level);
            _incumbent.TellBound(Bound);
            if (_incumbent.Level <= tried) return true;
        }

        return false;
    }

    /// <summary>Goes through all subsets within a level, as far as a number of choices allows.</summary>
    /// <returns>Whether no subset was left out.</returns>
    public bool Exhaust(double level, long nodes)
    {
        _nodeLimit = Nodes + nodes;
        return _neurons.Length <= MostNeurons && Run(level);
    }

    public void Do(int piece, int worker) => _dives[piece].Run(_within, _nodesPerDive);

    private bool Run(double level)
    {
        _within = level + _choices.Sample.Slack;
        int depth = _neurons.Length >= FewestToShare ? FirstChoices : 0;
        var starts = new Queue<int[]>(Starts(depth));
        var running = new List<SphereDive>();
        var idle = new Stack<SphereDive>(_dives);
        while (starts.Count > 0 || running.Count > 0)
        {
            if (Nodes >= _nodeLimit || _effort.IsSpent) return false;
            while (running.Count < MostDives && starts.TryDequeue(out int[]? start))
            {
                if (!idle.TryPop(out SphereDive? dive)) dive = new SphereDive(_choices);
                dive.Start(start, depth, _neurons.Length);
                running.Add(dive);
            }

            Wave(running);
            foreach (SphereDive dive in running.Where(dive => dive.IsDone)) idle.Push(dive);
            running.RemoveAll(static dive => dive.IsDone);
        }

        return true;
    }

    /// <summary>The first choices that can stay within the level.</summary>
    private List<int[]> Starts(int depth)
    {
        if (depth == 0) return [[]];
        var starts = new List<int[]>();
        var dive = new SphereDive(_choices);
        dive.Start([], 0, depth);
        do
        {
            dive.Run(_within, long.MaxValue / 2);
            if (dive.IsAtEnd) starts.Add([.. dive.Kept]);
        }
        while (!dive.IsDone);
        return starts;
    }

    private void Wave(List<SphereDive> running)
    {
        _dives.Clear();
        _dives.AddRange(running);
        _nodesPerDive = Math.Clamp(Math.Min(_nodeLimit - Nodes, _effort.Left) / running.Count, 1, NodesPerWave);
        long before = running.Sum(static dive => dive.Nodes);
        if (_threads > 1 && running.Count > 1) _crew.Run(this, running.Count, _threads);
        else for (int i = 0; i < running.Count; i++) Do(i, 0);
        long nodes = running.Sum(static dive => dive.Nodes) - before;
        Nodes += nodes;
        _effort.Spend(nodes);
        foreach (SphereDive dive in running.Where(static dive => dive.IsAtEnd)) Finish(dive.Kept);
    }

    private void Finish(ReadOnlySpan<int> chosen)
    {
        int[] kept = new int[chosen.Length];
        for (int i = 0; i < kept.Length; i++) kept[i] = _neurons[chosen[i]];
        Array.Sort(kept);
        double[] witness = (_incumbent.OutputRelu || _problem.Dimension > 2) && _incumbent.Climb(kept) is var (height, high) && height > _within
            ? high
            : [.. _incumbent.Offer(kept).Witness];
        _within = Math.Min(_within, _incumbent.Level + _choices.Sample.Slack);
        _choices.Add(witness);
    }
}
