using Espalier.Numerics.Random;

namespace Espalier.Neurons.Circle;

/// <summary>Improves the incumbent at d = 2 by searches among those neurons that it keeps and a changing choice of others.</summary>
/// <remarks>
/// Few neurons rarely come near the level that many reach, so such a search is short: mostly it is complete, and shows that
/// there is nothing better among them. The choice is as large as complete searches allow.
/// </remarks>
internal sealed class CircleNeighbourhoods
{
    private const int ListLength = 8_000;
    private const int FirstSize = 56;
    private const int LeastFree = 12;

    /// <summary>What counts as an improvement: without this, subsets just as good would be found again and again.</summary>
    private const double Improvement = 1e-3;

    private readonly NeuronProblem _problem;
    private readonly Incumbent _incumbent;
    private readonly int[][] _pools;
    private readonly ulong _seed;
    private readonly int _threads;
    private readonly Effort _effort;
    private uint _drawn;
    private int _size;

    public CircleNeighbourhoods(NeuronProblem problem, int[] neurons, Incumbent incumbent, ulong seed, int threads, Effort effort)
    {
        _problem = problem;
        _incumbent = incumbent;
        _threads = threads;
        _effort = effort;
        _seed = seed;
        _size = Math.Min(FirstSize, neurons.Length);
        _pools = Pools(problem, neurons);
    }

    /// <summary>Partial subsets looked at.</summary>
    public long Nodes { get; private set; }

    /// <summary>Does so many searches.</summary>
    public void Run(int searches)
    {
        for (int i = 0; i < searches && !_effort.IsSpent; i++)
        {
            var search = new CircleSubsetSearch(_problem, Choose(), _incumbent, ListLength, _threads, _effort);
            bool complete = search.Improve(_incumbent.Level * (1 - Improvement), ListLength);
            Nodes += search.Nodes;
            _size = Math.Min(_size + (complete ? 3 : -2), Math.Min(_pools[0].Length, CircleSubsetSearch.MostNeurons));
            _size = Math.Max(_size, Math.Min(LeastFree, _pools[0].Length));
        }
    }

    /// <summary>All neurons; and where there are many, those alone whose kinks are small enough to correct small errors.</summary>
    private static int[][] Pools(NeuronProblem problem, int[] neurons)
    {
        int[] bySize = (int[])neurons.Clone();
        Array.Sort(Array.ConvertAll(neurons, j => Math.Abs(problem.Coefficients[j]) * Directions.Norm(problem.Weight(j))), bySize);
        var pools = new List<int[]> { neurons };
        for (int length = neurons.Length / 2; length >= CircleSubsetSearch.MostNeurons; length /= 2) pools.Add(bySize[..length]);
        return [.. pools];
    }

    private int[] Choose()
    {
        int[] pool = _pools[_drawn % (uint)_pools.Length];
        _drawn++;
        var chosen = new SortedSet<int>();
        int[] kept = _incumbent.Kept;
        foreach (int k in RandomOrder.Permutation(new RandomStream(_seed, (2 * _drawn) + 1, StreamPurpose.Order), kept.Length))
        {
            if (chosen.Count >= _size - LeastFree && chosen.Count > 0) break;
            chosen.Add(kept[k]);
        }

        foreach (int k in RandomOrder.Permutation(new RandomStream(_seed, 2 * _drawn, StreamPurpose.Order), pool.Length))
        {
            if (chosen.Count >= _size) break;
            chosen.Add(pool[k]);
        }

        return [.. chosen];
    }
}
