using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>Coefficients chosen anew for given neurons, and the error that is left.</summary>
/// <param name="Coefficients">One per kept neuron, in its order.</param>
/// <param name="Error">Both sides of the error with these coefficients.</param>
/// <param name="Bound">No coefficients with Σ |c| ≤ <see cref="Refit.LargestSum"/> have a smaller error (0 for least squares, which does not look for it).</param>
public sealed record RefitResult(IReadOnlyList<double> Coefficients, SupNormBounds Error, double Bound);

/// <summary>
/// The reference that pruning is compared with: the kept neurons' coefficients may be changed (random features). The problem is
/// then convex.
/// </summary>
public static class Refit
{
    /// <summary>Bounds hold for all coefficients of no larger sum of absolute values.</summary>
    public const double LargestSum = 1e5;

    /// <summary>Share of the largest variance added to all, so that nearly parallel neurons do not get huge coefficients.</summary>
    private const double Ridge = 1e-12;

    private const double Tolerance = 1e-7;

    private const long BoxLimit = 200_000;

    /// <summary>The coefficients with the least mean square of the difference over the sphere, from closed forms.</summary>
    /// <remarks>
    /// For the angle θ between u and v the mean of σ(⟨u, x⟩)σ(⟨v, x⟩) over the unit sphere is
    /// ‖u‖‖v‖ (sin θ + (π − θ) cos θ) / (2πd): the arc-cosine kernel of order 1 over d.
    /// </remarks>
    public static RefitResult LeastSquares(NeuronProblem problem, ReadOnlySpan<int> kept)
    {
        ArgumentNullException.ThrowIfNull(problem);
        SupNorm.CheckKept(problem, kept);
        int[] neurons = kept.ToArray();
        int count = neurons.Length;
        double[] gram = new double[count * count];
        double[] right = new double[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> weight = problem.Weight(neurons[i]);
            right[i] = Kernel(weight, problem.Target);
            for (int j = 0; j <= i; j++) gram[(i * count) + j] = gram[(j * count) + i] = Kernel(weight, problem.Weight(neurons[j]));
        }

        NormalEquations.Solve(gram, right, count, Ridge);
        return Report(problem, neurons, right, 0, Tolerance);
    }

    /// <summary>The coefficients with the smallest sup-norm error, closed in from both sides.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="kept">The neurons whose coefficients are chosen.</param>
    /// <param name="gap">Stop when error and bound differ by at most this share of the error.</param>
    /// <param name="steps">The most steps; each one solves a weighted least-squares problem.</param>
    /// <param name="cancellation">Stops early, with an error and a bound that hold.</param>
    /// <remarks>
    /// Lawson's algorithm on a growing set of directions: the weight of a direction rises with the difference there. Weighted
    /// residuals give a lower bound on what any coefficients with Σ |c| ≤ <see cref="LargestSum"/> reach; the witness of every
    /// evaluated step joins the directions.
    /// </remarks>
    public static RefitResult Minimax(NeuronProblem problem, ReadOnlySpan<int> kept, double gap = 0.01, int steps = 400, CancellationToken cancellation = default)
    {
        RefitResult best = LeastSquares(problem, kept);
        if (kept.IsEmpty) return best with { Bound = best.Error.Lower };
        int[] neurons = kept.ToArray();
        var exchange = new LawsonExchange(problem, neurons);
        exchange.Add([.. best.Error.Witness]);
        double bound = 0;
        for (int step = 0; step < steps && !cancellation.IsCancellationRequested; step++)
        {
            double[] coefficients = exchange.Step(out double below);
            bound = Math.Max(bound, Outward.MultiplyDown(below, problem.Radius));
            if (step % 4 != 3) continue;
            RefitResult candidate = Report(problem, neurons, coefficients, 0, 1e-3);
            exchange.Add([.. candidate.Error.Witness]);
            if (candidate.Error.Upper < best.Error.Upper) best = candidate;
            if (best.Error.Upper - bound <= gap * best.Error.Upper) break;
        }

        return Report(problem, neurons, [.. best.Coefficients], Math.Min(bound, best.Error.Upper), Tolerance);
    }

    private static RefitResult Report(NeuronProblem problem, int[] neurons, double[] coefficients, double bound, double tolerance)
    {
        SupNormBounds error = SupNorm.Evaluate(Pieces.Of(problem, neurons, coefficients), problem.Radius, tolerance, BoxLimit, default);
        return new RefitResult(coefficients, error, bound);
    }

    private static double Kernel(ReadOnlySpan<double> u, ReadOnlySpan<double> v)
    {
        double size = Directions.Norm(u) * Directions.Norm(v);
        if (!(size > 0)) return 0;
        double cos = Math.Clamp(Directions.Dot(u, v) / size, -1, 1);
        double sin = Math.Sqrt(1 - (cos * cos));
        return size * (sin + ((Math.PI - Math.Acos(cos)) * cos)) / (2 * Math.PI * u.Length);
    }
}
