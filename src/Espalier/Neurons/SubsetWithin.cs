using Espalier.Neurons.Circle;
using Espalier.Neurons.Sphere;

namespace Espalier.Neurons;

/// <summary>Whether some subset of neurons comes within ε of the target.</summary>
public enum SubsetWithinStatus
{
    /// <summary>One does: the upper end of its error is at most ε.</summary>
    Found = 0,

    /// <summary>None does: all subsets were gone through.</summary>
    Refuted = 1,

    /// <summary>The work allowed does not tell.</summary>
    Undecided = 2,

    /// <summary>Cancelled before it was known.</summary>
    Cancelled = 3,
}

/// <summary>The answer to a question of <see cref="SubsetWithin"/>.</summary>
/// <param name="Status">What is known.</param>
/// <param name="Kept">The subset within ε, or else the best one seen; ascending.</param>
/// <param name="Error">Both sides of its error.</param>
public sealed record SubsetWithinResult(SubsetWithinStatus Status, IReadOnlyList<int> Kept, SupNormBounds Error);

/// <summary>
/// Decides whether some subset of neurons has an error of at most ε. That is less than finding the best one: a good subset ends the search
/// however much better others are, and to refute ε nothing has to be known about larger errors.
/// </summary>
public static class SubsetWithin
{
    /// <summary>The largest effort; each one more costs up to four times as much.</summary>
    public const int MostEffort = 8;

    /// <summary>How closely errors are evaluated; a subset between is neither found nor refuted.</summary>
    private const double Tolerance = 1e-4;

    private const double ReluTolerance = 1e-3;

    private const long ReluPatterns = 20_000;

    private const int Descents = 30;

    private const int States = 100_000;

    private const long Nodes = 50_000;

    private const long FirstNodes = 5_000;

    /// <summary>Exchanges lower an error by some tens of percent at most.</summary>
    private const double Near = 1.5;

    private const long CircleWork = 1 << 20;

    /// <summary>Looks for a subset by local search, then goes through all subsets as far as the effort allows.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="epsilon">The largest error that counts, above 0.</param>
    /// <param name="effort">How much work, from 1 to <see cref="MostEffort"/>; time plays no part in it.</param>
    /// <param name="cancel">Stops early.</param>
    /// <remarks>The answer is a function of the arguments alone unless it is cancelled. Refutations at d = 2 need at most 128 neurons.</remarks>
    public static SubsetWithinResult Decide(NeuronProblem problem, double epsilon, int effort = 2, CancellationToken cancel = default) =>
        Decide(problem, epsilon, effort, outputRelu: false, cancel);

    /// <summary>The same with a ReLU behind the output: whether some subset has |σ(g_S) − f| ≤ ε on the ball.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="epsilon">The largest error that counts, above 0.</param>
    /// <param name="effort">How much work, from 1 to <see cref="MostEffort"/>; time plays no part in it.</param>
    /// <param name="cancel">Stops early.</param>
    public static SubsetWithinResult DecideBehindRelu(
        NeuronProblem problem, double epsilon, int effort = 2, CancellationToken cancel = default) =>
        Decide(problem, epsilon, effort, outputRelu: true, cancel);

    private static SubsetWithinResult Decide(NeuronProblem problem, double epsilon, int effort, bool outputRelu, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (!(epsilon > 0)) throw new InvalidInputException("epsilon", null, $"the value is {epsilon}", "give a number above 0");
        ArgumentOutOfRangeException.ThrowIfLessThan(effort, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(effort, MostEffort);
        var work = Effort.Unlimited(cancel);
        int[] useful = NeuronSubset.Useful(problem), neurons = outputRelu ? useful : Survivors.Within(problem, useful, epsilon);
        var scaled = ScaledProblem.Of(problem, neurons);
        Incumbent incumbent = outputRelu
            ? new(scaled, work, ReluTolerance, patternLimit: ReluPatterns, outputRelu: true)
            : new(scaled, work, Tolerance);
        if (incumbent.Error.Upper <= epsilon) return Answer(SubsetWithinStatus.Found, incumbent);
        if (neurons.Length == 0) return Answer(incumbent.LeastLower > epsilon ? SubsetWithinStatus.Refuted : SubsetWithinStatus.Undecided, incumbent);
        incumbent.Offer([neurons.MinBy(j => SingleNeuron.Distance(scaled.Problem, j))]);
        if (outputRelu || problem.Dimension > 2)
        {
            NeuronSubset.OfferCone(problem, incumbent, cancel);
            return OnSphere(scaled, neurons, incumbent, epsilon, effort, work);
        }

        // What is far too narrow is refuted at once.
        Incumbent quick = incumbent;
        bool isDone = OnCircle(scaled, neurons, ref quick, epsilon, effort: 1, cancel);
        if (isDone || quick.Error.Upper <= epsilon) return Answer(isDone, quick, epsilon, cancel);
        Flip(scaled, neurons, incumbent, epsilon, effort, work);
        bool complete = incumbent.Error.Upper > epsilon && OnCircle(scaled, neurons, ref incumbent, epsilon, effort, cancel);
        return Answer(complete, incumbent, epsilon, cancel);
    }

    /// <summary>
    /// A few choices first, which refute what is far too narrow; then local search, and all choices as far as the effort allows.
    /// </summary>
    private static SubsetWithinResult OnSphere(
        ScaledProblem problem, int[] neurons, Incumbent incumbent, double epsilon, int effort, Effort work)
    {
        if (incumbent.Error.Upper <= epsilon) return Answer(SubsetWithinStatus.Found, incumbent);
        double level = problem.Level(epsilon);
        var search = new SphereSubsetSearch(problem.Problem, neurons, incumbent, work, silentWithin: level);
        bool complete = search.Exhaust(level, FirstNodes);
        if (!complete && incumbent.Error.Upper > epsilon)
        {
            Flip(problem, neurons, incumbent, epsilon, effort, work);
            complete = incumbent.Error.Upper > epsilon && search.Exhaust(level, Nodes << (2 * (effort - 1)));
        }

        return Answer(complete, incumbent, epsilon, work.Cancellation);
    }

    /// <summary>Local search; single exchanges are looked at only where they may suffice.</summary>
    private static void Flip(ScaledProblem problem, int[] neurons, Incumbent incumbent, double epsilon, int effort, Effort work)
    {
        var flips = new FlipSearch(problem.Problem, neurons, incumbent, 0, work);
        for (int round = 0; round < effort && incumbent.Error.Upper > epsilon && !work.IsSpent; round++)
        {
            flips.Run(Descents << round);
            if (incumbent.Error.Upper > epsilon && incumbent.Error.Upper <= Near * epsilon) flips.Polish();
        }
    }

    /// <summary>
    /// Samples of all subsets within ε, which are all of them where the lists are short; then all of them, as far as the work allows.
    /// </summary>
    private static bool OnCircle(ScaledProblem problem, int[] neurons, ref Incumbent incumbent, double epsilon, int effort, CancellationToken cancel)
    {
        if (neurons.Length > CircleSubsetSearch.MostNeurons) return false;
        var work = new Effort(CircleWork << (2 * (effort - 1)), null, cancel);
        incumbent = new Incumbent(problem, work, Tolerance, epsilon);
        var search = new CircleSubsetSearch(problem.Problem, neurons, incumbent, States, threads: 1, work);
        double level = problem.Level(epsilon);
        for (int round = 0; round < effort && incumbent.Error.Upper > epsilon && !work.IsSpent; round++)
        {
            if (search.Improve(level, States << round)) return true;
        }

        return incumbent.Error.Upper > epsilon && search.Exhaust(level);
    }

    private static SubsetWithinResult Answer(bool isComplete, Incumbent incumbent, double epsilon, CancellationToken cancel) => Answer(
        incumbent.Error.Upper <= epsilon ? SubsetWithinStatus.Found
        : cancel.IsCancellationRequested ? SubsetWithinStatus.Cancelled
        : isComplete && incumbent.LeastLower > epsilon ? SubsetWithinStatus.Refuted
        : SubsetWithinStatus.Undecided, incumbent);

    private static SubsetWithinResult Answer(SubsetWithinStatus status, Incumbent incumbent) => new(status, incumbent.Kept, incumbent.Error);
}
