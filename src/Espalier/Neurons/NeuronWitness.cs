using Espalier.Neurons.Witnesses;
using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>Proof that no neurons of one parent, with whatever coefficients, come nearer to the target than an error.</summary>
/// <param name="Error">The larger of the two bounds: no subset and no refit of these neurons has a smaller error.</param>
/// <param name="Point">Proven by <paramref name="Witness"/>.</param>
/// <param name="Witness">
/// A point of the ball on ⟨w*, x⟩ = 0 (up to rounding, which the bound takes into account): from it, no neuron bends before the target does on the
/// way to both sides along w*, as far as η times its norm. Empty for d = 1, where there is none.
/// </param>
/// <param name="Eta">η: how far.</param>
/// <param name="Subspace">Proven by the smallest angle between a neuron's line and the target's, seen within a space.</param>
/// <param name="Axes">The axes of that space that are across the target.</param>
/// <param name="Angle">At most the smallest angle there.</param>
public sealed record ParentBound(
    double Error, double Point, IReadOnlyList<double> Witness, double Eta, double Subspace, IReadOnlyList<IReadOnlyList<double>> Axes, double Angle);

/// <summary>
/// Looks for what proves that a given parent is too narrow, whatever is kept of it and whatever its kept coefficients are changed to.
/// </summary>
/// <remarks>
/// Two statements. If x is a unit vector across w* with |⟨w_j, x⟩| ≥ η|⟨w_j, ŵ⟩| for all j, every choice leaves R‖w*‖·η/(2 + 2√(1 + η²)):
/// the target bends between x − ηŵ and x + ηŵ and no neuron does. If within some space of d′ dimensions that holds w* all lines are at an
/// angle of at least ρ from w*, every choice leaves R‖w*‖·½E_m sin ρ, m = 2⌊(d′ − 1)/2⌋, E_m the error of the best polynomial of degree m for
/// |u| on [−1, 1].
/// What a search finds is checked by other arithmetic, which takes every rounding into account.
/// </remarks>
public static class NeuronWitness
{
    /// <summary>The largest effort; each one more costs four times as much.</summary>
    public const int MostEffort = 8;

    /// <summary>Some seconds for 10⁵ neurons in 50 dimensions.</summary>
    public const int DefaultEffort = 2;

    /// <summary>
    /// The most axes that are looked at, besides all of them: beyond, polynomials come so near to |u| that angles do not make up for it.
    /// </summary>
    private const int MostAxes = 31;

    /// <summary>Of one chain: more find little more; each effort has four times as many.</summary>
    private const int MostSteps = 2000;

    private const int PointChains = 4;

    private const int SpaceChains = 4;

    private const int Frames = 4;

    /// <summary>Says all that any η says.</summary>
    private const double LargestEta = 1e9;

    /// <summary>The best bound found for a parent.</summary>
    /// <param name="problem">The neurons and the target; coefficients are not looked at.</param>
    /// <param name="effort">How long to search, from 1 to <see cref="MostEffort"/>; time plays no part in it.</param>
    /// <param name="seed">Where the search goes; the result depends on nothing else, unless it is cancelled.</param>
    /// <param name="threads">How many cores to use, at least 1; never changes the result.</param>
    /// <param name="cancel">Stops early, with the best found so far.</param>
    public static ParentBound Find(NeuronProblem problem, int effort = DefaultEffort, ulong seed = 1, int threads = 1,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(effort, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(effort, MostEffort);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        return Find(problem, effort, seed, MostSteps, threads, cancel);
    }

    internal static ParentBound Find(NeuronProblem problem, int effort, ulong seed, int mostSteps, int threads, CancellationToken cancel)
    {
        if (problem.Dimension == 1 || Directions.Largest(problem.Target) == 0) return new ParentBound(0, 0, [], 0, 0, [], 0);
        var rows = new TiltRows(problem);
        var search = new WitnessSearch(rows, seed, mostSteps, cancel);
        search.Begin(Math.Min(MostAxes, rows.Dimension), Frames);
        search.Improve(effort, PointChains, SpaceChains, threads);
        return Proven(problem, rows, search);
    }

    private static ParentBound Proven(NeuronProblem problem, TiltRows rows, WitnessSearch search)
    {
        double scale = Outward.MultiplyDown(problem.Radius, Directions.Norm(problem.Target) * (1 - 1e-15 * (problem.Dimension + 8)));
        double[] x = rows.Lift(search.Point[0]);
        double eta = Math.Min(TiltProof.Tangent(problem, [x]), LargestEta);
        double point = Outward.MultiplyDown(scale, WitnessFormula.Error(eta, 1));
        double best = 0;
        double angle = 0;
        double[][] axes = [];
        foreach (double[][] space in search.Spaces)
        {
            double[][] lifted = Array.ConvertAll(space, axis => rows.Lift(axis));
            double tangent = TiltProof.Tangent(problem, lifted);
            double error = Outward.MultiplyDown(scale, WitnessFormula.Error(tangent, space.Length));
            if (error <= best) continue;
            (best, angle, axes) = (error, Math.Atan(tangent) * (1 - 1e-15), lifted);
        }

        // All three points, x and x ± η‖x‖ŵ, lie within the ball.
        double norm = problem.Radius / Math.Sqrt(1 + (eta * eta)) / Directions.Norm(x) * (1 - 1e-14);
        return new ParentBound(Math.Max(point, best), point, Array.ConvertAll(x, entry => entry * norm), eta, best, axes, angle);
    }
}
