using Espalier.Neurons.Behind;
using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>The error of a subset with a ReLU behind the output: sup over ‖x‖ ≤ R of |σ(g_S(x)) − f(x)|.</summary>
/// <remarks>
/// σ(g) − f exceeds 0 only where g − f does, and f − σ(g) = min(f, f − g). Both are positively homogeneous. With two coordinates the circle is cut
/// where a neuron bends and where g changes its sign: exact up to rounding. With more, f − σ(g) ≤ f − λg for every λ in [0, 1], and with
/// the best λ in every cell nothing is lost: branch and bound as for <see cref="SupNorm"/>. It is never above the error without the ReLU.
/// </remarks>
public static class OutputReluError
{
    /// <summary>Beside a largest piece near 1.</summary>
    private const double Negligible = 1e-200;

    /// <summary>Bounds the error of a subset from both sides.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="kept">The neurons of the subset, each at most once.</param>
    /// <param name="tolerance">For d ≥ 3: stop when upper − lower is at most this share of the upper bound.</param>
    /// <param name="limit">For d ≥ 3: look at no more sign patterns than this.</param>
    /// <param name="cancel">For d ≥ 3: stop early, with bounds that hold.</param>
    /// <exception cref="InvalidInputException">A neuron is out of range or named twice.</exception>
    public static SupNormBounds Evaluate(
        NeuronProblem problem, ReadOnlySpan<int> kept, double tolerance = 1e-3, long limit = 100_000, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        SupNorm.CheckKept(problem, kept);
        int[] useful = [.. kept.ToArray().Where(j => ScaledProblem.IsUseful(problem, j))];
        var scaled = ScaledProblem.Of(problem, useful);
        var difference = new RectifiedDifference(scaled.Problem, [.. useful.Where(j => Counts(scaled.Problem, j))]);
        SupNormBounds sphere = problem.Dimension switch
        {
            1 => difference.Among([[1], [-1]]),
            2 => difference.Among(CircleCandidates.Of(difference)),
            _ => new RectifiedSupNorm(difference, tolerance).Run(limit, cancel),
        };
        return sphere with
        {
            Lower = Outward.ScaleDown(Outward.MultiplyDown(sphere.Lower, problem.Radius), scaled.Exponent),
            Upper = Outward.ScaleUp(Outward.MultiplyUp(sphere.Upper, problem.Radius), scaled.Exponent),
        };
    }

    /// <summary>Whether a neuron is not far below all rounding: such a one would vanish from λg for some λ and not for others.</summary>
    private static bool Counts(NeuronProblem problem, int neuron) =>
        Math.Abs(problem.Coefficients[neuron]) * Directions.Largest(problem.Weight(neuron)) > Negligible;
}
