using Espalier.Neurons.Circle;
using Espalier.Neurons.Sphere;
using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>Searches for the subset of neurons with the smallest error.</summary>
public static class NeuronSubset
{
    /// <summary>Lists this long find a good subset of the circle in about a second.</summary>
    private const int QuickStates = 300_000;

    /// <summary>Neighbourhoods searched before anything else; each round doubles their number.</summary>
    private const int SearchesPerRound = 8;

    /// <summary>Choices looked at for the bound of a search beyond d = 2, at each level.</summary>
    private const long NodesPerLevel = 400_000;

    /// <summary>What a search spends at most on one supremum beyond d = 2; it may leave a gap between the two sides of an error.</summary>
    private const long SearchPatterns = 30_000;

    /// <summary>A start need not be the last cell's best.</summary>
    private const int ConeCells = 1 << 14;

    /// <summary>Local descents of one round.</summary>
    private const int Descents = 60;

    /// <summary>The best subset, with proof: either it is found and proven, or the limit is reported with a bound that holds.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="mostStates">For d = 2: the longest list of partial subsets, about 300 bytes each; there may be some tens of lists.</param>
    /// <param name="work">The most units of work, about a tenth of a microsecond each: a limit that does not depend on the clock.</param>
    /// <param name="threads">How many cores to use, at least 1; never changes the result.</param>
    /// <param name="progress">Is told of better subsets and bounds, on the caller's thread.</param>
    /// <param name="cancel">Stops early, with the best subset so far.</param>
    /// <remarks>
    /// d = 1 reduces to weights: two subset sums. d = 2: up to 128 neurons, for the true supremum; more are searched without proof.
    /// Beyond: depth-first search, with directions added where a subset fails; practical up to about 60 neurons.
    /// </remarks>
    public static NeuronSubsetResult Exact(
        NeuronProblem problem,
        int mostStates = 200_000,
        long work = long.MaxValue,
        int threads = 1,
        IProgress<NeuronSubsetProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostStates, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var effort = new Effort(work, progress, cancel);
        (ScaledProblem scaled, int[] neurons) = Reduced(problem);
        var incumbent = new Incumbent(scaled, effort);
        if (neurons.Length == 0 || incumbent.Error.Upper == 0) return incumbent.Result(NeuronSubsetStatus.Optimal, double.PositiveInfinity, 0);
        if (problem.Dimension == 1 && RaySubsets.Best(problem, neurons) is { } rays) return OnRays(rays.Kept, rays.Slack, incumbent);
        if (problem.Dimension == 2)
        {
            if (neurons.Length > CircleSubsetSearch.MostNeurons)
                return Unproven(Search(problem, work: work, threads: threads, progress: progress, cancel: cancel));
            new FlipSearch(scaled.Problem, neurons, incumbent, 0, effort).Run(Descents);
            var search = new CircleSubsetSearch(scaled.Problem, neurons, incumbent, mostStates, threads, effort);
            if (search.RaiseBound()) return incumbent.Proven(search.Nodes);

            // The better the incumbent, the lower the level that has to be gone through.
            var around = new CircleNeighbourhoods(scaled.Problem, neurons, incumbent, 0, threads, effort);
            around.Run(SearchesPerRound);
            return search.Prove()
                ? incumbent.Proven(search.Nodes + around.Nodes)
                : incumbent.Result(NeuronSubsetStatus.Limit, search.Bound, search.Nodes + around.Nodes);
        }

        OfferCone(problem, incumbent, cancel);
        var flips = new FlipSearch(scaled.Problem, neurons, incumbent, 0, effort);
        flips.Run(Descents);
        flips.Polish();
        neurons = Survivors.Within(problem, neurons, incumbent.Error.Upper);
        var everywhere = new SphereSubsetSearch(scaled.Problem, neurons, incumbent, effort, threads);
        return everywhere.Prove()
            ? incumbent.Proven(everywhere.Nodes)
            : incumbent.Result(NeuronSubsetStatus.Limit, everywhere.Bound, everywhere.Nodes);
    }

    /// <summary>A good subset, and a bound that holds however weak it is.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="rounds">How long to search: each round costs at most a few times as much as the one before.</param>
    /// <param name="seed">Where the search goes; the result depends on nothing else, unless it is cancelled.</param>
    /// <param name="work">The most units of work, about a tenth of a microsecond each: a limit that does not depend on the clock.</param>
    /// <param name="threads">How many cores to use, at least 1; never changes the result.</param>
    /// <param name="progress">Is told of better subsets and bounds, on the caller's thread.</param>
    /// <param name="cancel">Stops early, with the best subset so far.</param>
    public static NeuronSubsetResult Search(
        NeuronProblem problem,
        int rounds = 4,
        ulong seed = 1,
        long work = long.MaxValue,
        int threads = 1,
        IProgress<NeuronSubsetProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var effort = new Effort(work, progress, cancel);
        (ScaledProblem scaled, int[] neurons) = Reduced(problem);
        var incumbent = new Incumbent(scaled, effort, patternLimit: SearchPatterns);
        if (neurons.Length == 0 || incumbent.Error.Upper == 0) return incumbent.Result(NeuronSubsetStatus.Optimal, double.PositiveInfinity, 0);
        if (problem.Dimension == 1 && RaySubsets.Best(problem, neurons) is { } rays) return OnRays(rays.Kept, rays.Slack, incumbent);
        if (BestSingle(scaled.Problem, neurons) is { } single) incumbent.Offer([single]);
        if (problem.Dimension > 2) OfferCone(problem, incumbent, cancel);
        NeuronSubsetResult result = problem.Dimension == 2
            ? OnCircle(scaled.Problem, neurons, incumbent, rounds, seed, threads, effort)
            : OnSphere(scaled.Problem, neurons, incumbent, rounds, seed, threads, effort);
        return effort.IsSpent ? Unproven(result) : result;
    }

    /// <summary>The neurons that are not constant 0.</summary>
    internal static int[] Useful(NeuronProblem problem) => [.. Enumerable.Range(0, problem.Width).Where(j => ScaledProblem.IsUseful(problem, j))];

    private static NeuronSubsetResult Unproven(NeuronSubsetResult result) =>
        result.Status == NeuronSubsetStatus.Feasible ? result with { Status = NeuronSubsetStatus.Limit } : result;

    /// <summary>The neurons that a subset no worse than the empty one may keep, in numbers near 1.</summary>
    private static (ScaledProblem Problem, int[] Neurons) Reduced(NeuronProblem problem)
    {
        int[] neurons = Survivors.Within(problem, Useful(problem), SupNorm.Evaluate(problem, []).Upper);
        return (ScaledProblem.Of(problem, neurons), neurons);
    }

    private static NeuronSubsetResult OnRays(int[] kept, double slack, Incumbent incumbent)
    {
        incumbent.Offer(kept);
        NeuronSubsetResult result = incumbent.Proven(0);
        return result with { Bound = Math.Max(0, Outward.SubtractDown(result.Bound, slack)) };
    }

    private static NeuronSubsetResult OnCircle(
        NeuronProblem problem, int[] neurons, Incumbent incumbent, int rounds, ulong seed, int threads, Effort effort)
    {
        new FlipSearch(problem, neurons, incumbent, seed, effort).Run(neurons.Length <= CircleSubsetSearch.MostNeurons ? Descents : 2);
        var around = new CircleNeighbourhoods(problem, neurons, incumbent, seed, threads, effort);
        around.Run(SearchesPerRound);
        var search = new CircleSubsetSearch(problem, neurons, incumbent, QuickStates, threads, effort);
        if (search.RaiseBound()) return incumbent.Proven(search.Nodes + around.Nodes);
        for (int round = 1; round <= rounds && !effort.IsSpent; round++) around.Run(SearchesPerRound << Math.Min(round, 20));
        return incumbent.Result(NeuronSubsetStatus.Feasible, search.Bound, search.Nodes + around.Nodes);
    }

    private static NeuronSubsetResult OnSphere(
        NeuronProblem problem, int[] neurons, Incumbent incumbent, int rounds, ulong seed, int threads, Effort effort)
    {
        var flips = new FlipSearch(problem, neurons, incumbent, seed, effort);
        flips.Run(Descents);
        flips.Polish();

        // Before the other rounds, which may take all the work that is allowed, and after them if they brought the two sides near.
        var search = new SphereSubsetSearch(problem, neurons, incumbent, effort, threads);
        if (search.Prove(NodesPerLevel)) return incumbent.Proven(search.Nodes);
        for (int round = 1; round < rounds && !effort.IsSpent; round++)
        {
            flips.Run(Descents << Math.Min(round, 20));
            flips.Polish();
        }

        return search.MayProve && search.Prove(NodesPerLevel)
            ? incumbent.Proven(search.Nodes)
            : incumbent.Result(NeuronSubsetStatus.Feasible, search.Bound, search.Nodes);
    }

    /// <summary>Neurons near the target serve as a start where there are many.</summary>
    internal static void OfferCone(NeuronProblem problem, Incumbent incumbent, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return;
        try
        {
            ConeResult cone = ConePruning.Best(problem, cells: ConeCells, cancel: cancel);
            if (cone.Kept.Count > 0) incumbent.Offer([.. cone.Kept]);
        }
        catch (OperationCanceledException)
        {
            // Only a start is lost.
        }
    }

    private static int? BestSingle(NeuronProblem problem, int[] neurons)
    {
        int best = neurons.MinBy(j => SingleNeuron.Distance(problem, j));
        return SingleNeuron.Distance(problem, best) < Directions.Norm(problem.Target) ? best : null;
    }
}
