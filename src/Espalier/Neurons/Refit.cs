using Espalier.Neurons.Refits;
using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>Coefficients chosen anew for given neurons, and the error that is left.</summary>
/// <param name="Coefficients">One per kept neuron, in its order.</param>
/// <param name="Error">Both sides of the error with these coefficients.</param>
/// <param name="Bound">No coefficients with Σ |c_j| ‖w_j‖ ≤ <see cref="Refit.LargestSum"/> · ‖w*‖ have a smaller error (0 for least
/// squares, which does not look for it).</param>
public sealed record RefitResult(IReadOnlyList<double> Coefficients, SupNormBounds Error, double Bound);

/// <summary>
/// The reference that pruning is compared with: the kept neurons' coefficients may be changed (random features). The problem is
/// then convex.
/// </summary>
public static class Refit
{
    /// <summary>Bounds hold for all coefficients whose pieces c_j w_j together are no longer than this many targets.</summary>
    public const double LargestSum = 1e5;

    /// <summary>Share of the largest variance added to all, so that nearly parallel neurons do not get huge coefficients.</summary>
    private const double Ridge = 1e-12;

    private const double Tolerance = 1e-7;

    private const long PatternLimit = 200_000;

    /// <summary>
    /// Up to here signs are searched, which a finer tolerance asks for (<see cref="SupNorm"/>): the best coefficients leave many peaks of one
    /// height, each of which parts of the sphere would have to close in on.
    /// </summary>
    private const int FewPieces = 16;

    private const double BySigns = 5e-7;

    /// <summary>The coefficients with the least mean square of the difference over the sphere, from closed forms.</summary>
    /// <remarks>
    /// For the angle θ between u and v the mean of σ(⟨u, x⟩)σ(⟨v, x⟩) over the unit sphere is
    /// ‖u‖‖v‖ (sin θ + (π − θ) cos θ) / (2πd): the arc-cosine kernel of order 1 over d.
    /// </remarks>
    public static RefitResult LeastSquares(NeuronProblem problem, ReadOnlySpan<int> kept, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        SupNorm.CheckKept(problem, kept);
        var scaled = ScaledProblem.ForRefit(problem);
        int[] neurons = kept.ToArray();
        return OfOriginal(LeastSquares(scaled.Problem, neurons, cancel), scaled, neurons, Tolerance, cancel);
    }

    private static RefitResult LeastSquares(NeuronProblem problem, int[] neurons, CancellationToken cancel)
    {
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
        return Report(problem, neurons, right, Tolerance, cancel);
    }

    /// <summary>The coefficients with the smallest sup-norm error, closed in from both sides.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="kept">The neurons whose coefficients are chosen.</param>
    /// <param name="gap">Stop when error and bound differ by at most this share of the error.</param>
    /// <param name="steps">The most steps; each one finds the best coefficients on finitely many directions.</param>
    /// <param name="asTheyAre">The error with the coefficients that the neurons have, if it is known: then the result is never worse.</param>
    /// <param name="cancel">Stops early, with an error and a bound that hold.</param>
    /// <remarks>
    /// E. Remez's exchange: the best coefficients on finitely many directions (<see cref="ChebyshevFit"/>) give the bound, the
    /// peaks of what they leave join the directions. Of neurons that depend on others the coefficient stays that of least squares.
    /// </remarks>
    public static RefitResult Minimax(NeuronProblem problem, ReadOnlySpan<int> kept, double gap = 1e-6, int steps = 300,
        SupNormBounds? asTheyAre = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        SupNorm.CheckKept(problem, kept);
        var scaled = ScaledProblem.ForRefit(problem);
        int[] neurons = kept.ToArray();
        RefitResult found = OfOriginal(Minimax(scaled.Problem, neurons, gap, steps, cancel), scaled, neurons, Math.Max(gap / 4, 1e-9), cancel);
        return asTheyAre is null || found.Error.Upper <= asTheyAre.Upper
            ? found
            : new RefitResult(Array.ConvertAll(neurons, j => problem.Coefficients[j]), asTheyAre, Math.Min(found.Bound, asTheyAre.Lower));
    }

    private static RefitResult Minimax(NeuronProblem problem, int[] neurons, double gap, int steps, CancellationToken cancel)
    {
        RefitResult best = LeastSquares(problem, neurons, cancel);
        if (neurons.Length == 0 || best.Error.Upper == 0) return best with { Bound = best.Error.Lower };
        double negligible = 1e-9 * problem.Radius * Directions.Norm(problem.Target);
        double tolerance = Math.Max(gap / 4, 1e-9);
        double bound = 0;
        var exchange = new MinimaxRefit(problem, neurons, [.. best.Coefficients]);
        exchange.Add([.. best.Error.Witness]);
        for (int step = 0; step < steps && !cancel.IsCancellationRequested && best.Error.Upper > negligible; step++)
        {
            exchange.Solve();
            bound = Math.Max(bound, Outward.MultiplyDown(exchange.Bound(), problem.Radius));
            double[] coefficients = exchange.Coefficients;
            double highest = exchange.AddPeaks(Pieces.Of(problem, neurons, coefficients));

            // Beyond d = 2 a supremum costs far more than its peaks: it has to promise a part of the gap.
            bool last = step + 1 == steps || highest <= exchange.Level * (1 + tolerance);
            if (problem.Dimension > 2 && !last && highest * problem.Radius > best.Error.Upper - (0.3 * (best.Error.Upper - bound))) continue;
            RefitResult candidate = Report(problem, neurons, coefficients, tolerance, cancel);
            if (candidate.Error.Upper < best.Error.Upper) best = candidate;
            if (best.Error.Upper - bound <= gap * best.Error.Upper) break;
            if (!exchange.Add([.. candidate.Error.Witness]) && last) break;
        }

        return best with { Bound = Math.Min(bound, best.Error.Lower) };
    }

    /// <summary>What was found for a scaled problem, with the coefficients of the original.</summary>
    private static RefitResult OfOriginal(RefitResult found, ScaledProblem scaled, int[] neurons, double tolerance, CancellationToken cancel)
    {
        if (scaled.Problem == scaled.Original) return found;
        double[] coefficients = [.. found.Coefficients.Select((c, i) => scaled.Coefficient(neurons[i], c))];
        RefitResult original = Report(scaled.Original, neurons, coefficients, tolerance, cancel);
        return original with { Bound = Math.Min(Outward.ScaleDown(found.Bound, scaled.Exponent), original.Error.Lower) };
    }

    private static RefitResult Report(NeuronProblem problem, int[] neurons, double[] coefficients, double tolerance, CancellationToken cancel)
    {
        var pieces = Pieces.Of(problem, neurons, coefficients);
        double close = pieces.Count <= FewPieces ? Math.Min(tolerance, BySigns) : tolerance;
        SupNormBounds error = SupNorm.Evaluate(pieces, problem.Radius, close, PatternLimit, 1, null, cancel);
        return new RefitResult(coefficients, error, Bound: 0);
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
