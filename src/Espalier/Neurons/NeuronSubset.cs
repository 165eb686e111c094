using Espalier.Random;

namespace Espalier.Neurons;

/// <summary>Searches for the subset of neurons with the smallest error.</summary>
public static class NeuronSubset
{
    /// <summary>Lists this long find a good subset of the circle in about a second.</summary>
    private const int QuickStates = 300_000;

    /// <summary>Local descents of one round.</summary>
    private const int Descents = 60;

    /// <summary>The best subset, with proof: either it is found and proven, or the limit is reported with a bound that holds.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="mostStates">For d = 2: the longest list of partial subsets, about 300 bytes each; there may be some tens of lists.</param>
    /// <param name="work">The most units of work, about a tenth of a microsecond each: a limit that does not depend on the clock.</param>
    /// <param name="threads">How many cores to use, at least 1; never changes the result.</param>
    /// <param name="progress">Is told of better subsets and bounds, on the caller's thread.</param>
    /// <param name="cancellation">Stops early, with the best subset so far.</param>
    /// <remarks>
    /// d = 2: up to 128 neurons, for the true supremum; more are searched without proof. Other dimensions: depth-first search, with
    /// directions added where a subset fails; practical up to about 30 neurons.
    /// </remarks>
    public static NeuronSubsetResult Exact(
        NeuronProblem problem, int mostStates = 200_000, long work = long.MaxValue, int threads = 1, IProgress<NeuronSubsetProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostStates, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var effort = new Effort(work, progress, cancellation);
        var incumbent = new Incumbent(problem, effort);
        int[] neurons = Useful(problem);
        if (neurons.Length == 0 || incumbent.Error.Upper == 0) return incumbent.Result(NeuronSubsetStatus.Optimal, incumbent.Error.Lower, 0);
        if (problem.Dimension == 2)
        {
            if (neurons.Length > CircleSubsetSearch.MostNeurons) return Search(problem, work: work, threads: threads, progress: progress, cancellation: cancellation) with { Status = NeuronSubsetStatus.Limit };
            new FlipSearch(problem, neurons, incumbent, 0, effort).Run(Descents);
            var search = new CircleSubsetSearch(problem, neurons, incumbent, mostStates, threads, effort);
            return Report(problem, incumbent, search.Prove(), search.Bound, search.Nodes);
        }

        new FlipSearch(problem, neurons, incumbent, 0, effort).Run(Descents);
        var everywhere = new SphereSubsetSearch(problem, neurons, incumbent, effort);
        return Report(problem, incumbent, everywhere.Prove(), 0, everywhere.Nodes);
    }

    /// <summary>A good subset, and a bound that holds however weak it is.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="rounds">How long to search: each round costs at most a few times as much as the one before.</param>
    /// <param name="seed">Where the search goes; the result depends on nothing else, unless it is cancelled.</param>
    /// <param name="work">The most units of work, about a tenth of a microsecond each: a limit that does not depend on the clock.</param>
    /// <param name="threads">How many cores to use, at least 1; never changes the result.</param>
    /// <param name="progress">Is told of better subsets and bounds, on the caller's thread.</param>
    /// <param name="cancellation">Stops early, with the best subset so far.</param>
    public static NeuronSubsetResult Search(
        NeuronProblem problem, int rounds = 4, ulong seed = 1, long work = long.MaxValue, int threads = 1, IProgress<NeuronSubsetProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var effort = new Effort(work, progress, cancellation);
        var incumbent = new Incumbent(problem, effort);
        int[] neurons = Useful(problem);
        if (neurons.Length == 0 || incumbent.Error.Upper == 0) return incumbent.Result(NeuronSubsetStatus.Optimal, incumbent.Error.Lower, 0);
        if (BestSingle(problem, neurons) is { } single) incumbent.Offer([single]);
        NeuronSubsetResult result = problem.Dimension == 2
            ? OnCircle(problem, neurons, incumbent, rounds, seed, threads, effort)
            : OnSphere(problem, neurons, incumbent, rounds, seed, threads, effort);
        return effort.IsSpent && result.Status == NeuronSubsetStatus.Feasible ? result with { Status = NeuronSubsetStatus.Limit } : result;
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

    /// <summary>A finished search is a proof only if the bounds of all that it evaluated closed.</summary>
    private static NeuronSubsetResult Report(NeuronProblem problem, Incumbent incumbent, bool proven, double bound, long nodes)
    {
        if (!proven) return incumbent.Result(NeuronSubsetStatus.Limit, bound * problem.Radius * (1 - 1e-15), nodes);
        double gap = incumbent.Error.Upper - incumbent.LeastLower;
        double allowed = 1e-9 * (incumbent.Error.Upper + (1e-3 * problem.Radius * Directions.Norm(problem.Target)));
        return incumbent.Result(gap <= allowed ? NeuronSubsetStatus.Optimal : NeuronSubsetStatus.Limit, incumbent.LeastLower, nodes);
    }

    private static NeuronSubsetResult OnCircle(
        NeuronProblem problem, int[] neurons, Incumbent incumbent, int rounds, ulong seed, int threads, Effort effort)
    {
        bool all = neurons.Length <= CircleSubsetSearch.MostNeurons;
        long nodes = 0;
        double bound = 0;
        var flips = new FlipSearch(problem, neurons, incumbent, seed, effort);
        flips.Run(all ? Descents : 2);
        CircleSubsetSearch? search = null;
        for (int round = 0; round < rounds && !effort.IsSpent; round++)
        {
            if (!all || search is null)
            {
                nodes += search?.Nodes ?? 0;
                search = new CircleSubsetSearch(problem, all ? neurons : Promising(problem, neurons, incumbent, seed, round), incumbent, QuickStates, threads, effort);
                bool best = search.Descend(QuickStates);
                if (all) bound = search.Bound;
                if (all && best) return Report(problem, incumbent, true, bound, search.Nodes);
            }

            search.Improve(QuickStates, round);
        }

        return incumbent.Result(NeuronSubsetStatus.Feasible, bound * problem.Radius * (1 - 1e-15), nodes + (search?.Nodes ?? 0));
    }

    private static NeuronSubsetResult OnSphere(
        NeuronProblem problem, int[] neurons, Incumbent incumbent, int rounds, ulong seed, int threads, Effort effort)
    {
        var flips = new FlipSearch(problem, neurons, incumbent, seed, effort);
        for (int round = 0; round < rounds && !effort.IsSpent; round++) flips.Run(Descents << Math.Min(round, 20));
        var search = new SphereSubsetSearch(problem, neurons, incumbent, effort);
        double bound = 0;
        for (double share = 0.1; share < 1 && search.Refute(share * incumbent.Level, 200_000); share += 0.1) bound = share * incumbent.Level;
        return incumbent.Result(NeuronSubsetStatus.Feasible, bound * problem.Radius * (1 - 1e-15), search.Nodes);
    }

    /// <summary>Of very many neurons: those kept now, those most like the target, and for the rest some that change little.</summary>
    private static int[] Promising(NeuronProblem problem, int[] neurons, Incumbent incumbent, ulong seed, int round)
    {
        const int Alike = 16;
        const int Most = 96;
        var chosen = new SortedSet<int>(incumbent.Kept.Take(Most / 2));
        int[] byLikeness = (int[])neurons.Clone();
        Array.Sort(Array.ConvertAll(neurons, j => SingleNeuron.Distance(problem, j)), byLikeness);
        chosen.UnionWith(byLikeness.Take(Alike));
        int[] order = RandomOrder.Permutation(new RandomStream(seed, (uint)round + 1, StreamPurpose.Order), neurons.Length);
        foreach (int k in order)
        {
            if (chosen.Count >= Most) break;
            double size = Math.Abs(problem.Coefficients[neurons[k]]) * Directions.Norm(problem.Weight(neurons[k]));
            if (size < 0.5 * Directions.Norm(problem.Target)) chosen.Add(neurons[k]);
        }

        return [.. chosen];
    }

    private static int? BestSingle(NeuronProblem problem, int[] neurons)
    {
        int best = neurons.MinBy(j => SingleNeuron.Distance(problem, j));
        return SingleNeuron.Distance(problem, best) < Directions.Norm(problem.Target) ? best : null;
    }
}
