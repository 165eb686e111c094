using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Espalier.Neurons.Sphere;

/// <summary>The best neuron subset in any dimension, by depth-first search over sampled directions that grow where a subset fails.</summary>
/// <remarks>
/// A partial choice is dropped when at some direction what is still undecided cannot bring the difference within the level.
/// A full choice that passes all directions is evaluated; if its true error is above the level, the witness joins the
/// directions (constraint generation), and else it is the new incumbent and lowers the level.
/// </remarks>
internal sealed class SphereSubsetSearch
{
    /// <summary>With more neurons nothing is gone through: a bound from so few choices would say nothing.</summary>
    private const int MostNeurons = 4096;

    private const int MostDirections = 768;

    /// <summary>The first level, and how fast levels rise: low ones cost little, and what is refuted bounds a search that is stopped.</summary>
    private const double FirstShare = 1.0 / 64;

    private const double Rise = 1.3;

    private readonly NeuronProblem _problem;
    private readonly int[] _neurons;
    private readonly Incumbent _incumbent;
    private readonly DirectionSample _sample;
    private readonly Effort _effort;
    private readonly double[][] _partial;
    private readonly double[][] _most;
    private readonly double[][] _least;
    private readonly int[] _lastFailure;
    private readonly int[] _kept;
    private double _within;
    private long _nodeLimit = long.MaxValue;
    private bool _stopped;

    public SphereSubsetSearch(NeuronProblem problem, int[] neurons, Incumbent incumbent, Effort effort)
    {
        _problem = problem;
        _incumbent = incumbent;
        _effort = effort;
        double[] sizes = Array.ConvertAll(neurons, j => -Math.Abs(problem.Coefficients[j]) * Directions.Norm(problem.Weight(j)));
        _neurons = (int[])neurons.Clone();
        Array.Sort(sizes, _neurons);
        _sample = new DirectionSample(problem, _neurons, neurons.Length <= MostNeurons ? MostDirections : 0);
        _sample.AddSpread(24 * problem.Dimension);
        _partial = Rows(_neurons.Length + 1);
        _most = Rows(_neurons.Length + 1);
        _least = Rows(_neurons.Length + 1);
        _lastFailure = new int[_neurons.Length + 1];
        _kept = new int[_neurons.Length];
        for (int row = 0; row < _sample.Count; row++) SumFromTheEnd(row);
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

    private double[][] Rows(int count)
    {
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) rows[i] = new double[_sample.Stride];
        return rows;
    }

    private bool Run(double level)
    {
        _stopped = false;
        _within = level + _sample.Slack;
        Visit(0, 0, 0);
        return !_stopped;
    }

    /// <summary>At a new direction: the bounds that the undecided neurons leave to a partial sum, for every depth.</summary>
    private void SumFromTheEnd(int row)
    {
        double most = _sample.Target[row];
        double least = most;
        for (int depth = _neurons.Length; ; depth--)
        {
            _most[depth][row] = most;
            _least[depth][row] = least;
            if (depth == 0) break;
            double value = _sample.Row(depth - 1)[row];
            most -= Math.Min(0, value);
            least -= Math.Max(0, value);
        }
    }

    /// <summary>Decides the neurons from a depth on.</summary>
    /// <param name="depth">How many neurons are decided.</param>
    /// <param name="sum">Which partial sum belongs to the choice.</param>
    /// <param name="kept">How many are kept.</param>
    private void Visit(int depth, int sum, int kept)
    {
        Nodes++;
        _effort.Spend(1);
        if (Nodes > _nodeLimit || _effort.IsSpent) _stopped = true;
        if (_stopped) return;
        if (depth == _neurons.Length)
        {
            Finish(kept);
            return;
        }

        // Partial sum i + 1 is that of i with one neuron more, so no two open choices share one.
        if (Extend(depth, sum))
        {
            _kept[kept] = depth;
            Visit(depth + 1, sum + 1, kept + 1);
        }

        if (Passes(depth + 1, sum)) Visit(depth + 1, sum, kept);
    }

    /// <summary>Adds a neuron to a partial sum.</summary>
    /// <returns>Whether the undecided ones can still bring every direction within the level.</returns>
    private bool Extend(int depth, int sum)
    {
        ReadOnlySpan<double> row = _sample.Row(depth);
        double[] from = _partial[sum];
        double[] to = _partial[sum + 1];
        int likely = _lastFailure[depth];
        if (!Extend(row, from, to, depth + 1, likely)) return false;
        for (int i = 0; i < _sample.Used; i += 8)
        {
            if (Extend(row, from, to, depth + 1, i)) continue;
            _lastFailure[depth] = i;
            return false;
        }

        return true;
    }

    private bool Extend(ReadOnlySpan<double> row, double[] from, double[] to, int depth, int at)
    {
        Vector512<double> value = At(from, at) + At(row, at);
        value.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(to), (nuint)at);
        return IsWithin(value, depth, at);
    }

    private bool Passes(int depth, int sum)
    {
        for (int i = 0; i < _sample.Used; i += 8)
        {
            if (!IsWithin(At(_partial[sum], i), depth, i)) return false;
        }

        return true;
    }

    private bool IsWithin(Vector512<double> value, int depth, int at)
    {
        Vector512<double> within = Vector512.Create(_within);
        return !Vector512.GreaterThanAny(value, At(_most[depth], at) + within) && !Vector512.LessThanAny(value, At(_least[depth], at) - within);
    }

    private static Vector512<double> At(ReadOnlySpan<double> values, int index) => Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)index);

    private void Finish(int count)
    {
        int[] kept = new int[count];
        for (int i = 0; i < count; i++) kept[i] = _neurons[_kept[i]];
        Array.Sort(kept);
        double[]? witness = null;
        if (_problem.Dimension > 2)
        {
            var pieces = Pieces.Of(_problem, kept);
            var ascent = new SphereAscent(pieces);
            ascent.FromPieces();
            _effort.Spend((long)count * count * _problem.Dimension);
            if (Math.ScaleB(ascent.Best, pieces.Exponent) > _within) witness = ascent.Witness;
        }

        witness ??= [.. _incumbent.Offer(kept).Witness];
        _within = Math.Min(_within, _incumbent.Level + _sample.Slack);
        if (!_sample.IsFull) AddDirection(witness, count);
    }

    /// <summary>A new direction counts at once: the partial sums of the open choices get its row.</summary>
    private void AddDirection(double[] witness, int count)
    {
        int row = _sample.Count;
        _sample.Add(witness);
        SumFromTheEnd(row);
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += _sample.Row(_kept[i])[row];
            _partial[i + 1][row] = sum;
        }
    }
}
