namespace Espalier.Neurons;

/// <summary>Searches for the subset of neurons with the smallest error.</summary>
public static class NeuronSubset
{
    /// <summary>Lists this long find a good subset in a fraction of a second.</summary>
    private const int QuickStates = 20_000;

    /// <summary>The best subset, with proof: either it is found and proven, or the limit is reported with a bound that holds.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="mostStates">For d = 2: the longest list of partial subsets, about 300 bytes each; there may be some tens of lists.</param>
    /// <param name="cancellation">Stops early, with the best subset so far.</param>
    /// <remarks>
    /// d = 2: up to 128 neurons; the proof covers every direction. Other dimensions: depth-first search, with directions added
    /// where a subset fails; practical up to about 30 neurons.
    /// </remarks>
    public static NeuronSubsetResult Exact(NeuronProblem problem, int mostStates = 200_000, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostStates, 1);
        var incumbent = new Incumbent(problem);
        int[] neurons = Useful(problem);
        if (neurons.Length == 0 || incumbent.Error.Upper == 0) return incumbent.Result(NeuronSubsetStatus.Optimal, incumbent.Error.Lower, 0);
        if (problem.Dimension != 2 || neurons.Length > CircleSubsetSearch.MostNeurons) throw new NotSupportedException();
        var search = new CircleSubsetSearch(problem, neurons, incumbent, mostStates, cancellation);
        bool proven = search.Prove();
        double bound = proven ? incumbent.LeastLower : search.Bound * problem.Radius;
        return incumbent.Result(proven ? NeuronSubsetStatus.Optimal : NeuronSubsetStatus.Limit, bound, search.Nodes);
    }

    /// <summary>The neurons that are not constant 0.</summary>
    internal static int[] Useful(NeuronProblem problem)
    {
        var useful = new List<int>();
        for (int j = 0; j < problem.Width; j++)
        {
            if (problem.Coefficients[j] != 0 && Directions.Norm(problem.Weight(j)) > 0) useful.Add(j);
        }

        return [.. useful];
    }
}
