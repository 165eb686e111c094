using Espalier.Neurons.Circle;
using Espalier.Neurons.Sphere;
using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>The error of a subset S of neurons: sup over ‖x‖ ≤ R of |g_S(x) − f(x)|.</summary>
/// <remarks>
/// The difference is positively homogeneous, so the supremum over the ball is R times the one over the unit sphere. With one
/// coordinate the sphere is two points; with two it is a circle cut into arcs on which the difference is linear, and the result
/// is exact up to the last bits; with more, a branch and bound closes in from both sides: on parts of the sphere with three and four, on
/// the signs of ⟨w_j, x⟩ beyond.
/// </remarks>
public static class SupNorm
{
    /// <summary>So few pieces have few patterns of signs, which close in to the last digits even where planes coincide.</summary>
    private const int FewPieces = 24;

    /// <summary>From here on parts of the sphere are faster for any number of pieces.</summary>
    private const double Coarse = 1e-6;

    /// <summary>Bounds the error of a subset from both sides.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="kept">The neurons of the subset, each at most once.</param>
    /// <param name="tolerance">For d ≥ 3: stop when upper − lower is at most this share of the upper bound.</param>
    /// <param name="limit">For d ≥ 3: look at no more sign patterns than this, or as much work by parts of the sphere.</param>
    /// <param name="threads">For d ≥ 5: how many cores to use, at least 1; never changes the result.</param>
    /// <param name="progress">For d ≥ 3: is told how the bounds close in, on the caller's thread.</param>
    /// <param name="cancel">For d ≥ 3: stop early, with bounds that hold.</param>
    /// <exception cref="InvalidInputException">A neuron is out of range or named twice.</exception>
    public static SupNormBounds Evaluate(
        NeuronProblem problem,
        ReadOnlySpan<int> kept,
        double tolerance = 1e-9,
        long limit = 1_000_000,
        int threads = 1,
        IProgress<SupNormProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        CheckKept(problem, kept);
        return Evaluate(Pieces.Of(problem, kept), problem.Radius, tolerance, limit, threads, progress, cancel);
    }

    /// <summary>The witness of an error as a point of the ball, and what the difference is at least at that very point.</summary>
    public static WitnessPoint AtPoint(NeuronProblem problem, ReadOnlySpan<int> kept, SupNormBounds error)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(error);
        CheckKept(problem, kept);

        // In units of a power of two next to the radius, so that nothing underflows.
        int exponent = Math.ILogB(problem.Radius) + 1;
        double radius = Math.ScaleB(problem.Radius, -exponent);
        double[] direction = [.. error.Witness];
        double length = Directions.Norm(direction);
        double[] point = new double[direction.Length];
        double[] scaled = new double[direction.Length];
        double square = double.PositiveInfinity;
        double share = radius;
        for (int tries = 0; !(Outward.SqrtUp(square) <= radius); tries++)
        {
            square = 0;
            for (int i = 0; i < point.Length; i++)
            {
                point[i] = Math.ScaleB(direction[i] / length * share, exponent);
                scaled[i] = Math.ScaleB(point[i], -exponent);
                square = Outward.AddUp(square, Outward.MultiplyUp(scaled[i], scaled[i]));
            }

            // Rounding costs a few units; where entries are subnormal it costs more, so longer tries take larger steps.
            share *= 1 - Math.Min(0.5, Math.ScaleB(2e-16, tries / 1024));
        }

        double norm = 0;
        foreach (double entry in scaled) norm = Outward.AddDown(norm, Outward.MultiplyDown(entry, entry));
        var pieces = Pieces.Of(problem, kept);
        double value = pieces.Count == 0 ? 0 : Outward.MultiplyDown(pieces.LowerBoundAt(scaled), Outward.SqrtDown(norm));
        return new WitnessPoint(point, Outward.ScaleDown(value, pieces.Exponent + exponent));
    }

    internal static SupNormBounds Evaluate(
        Pieces pieces, double radius, double tolerance, long limit, int threads, IProgress<SupNormProgress>? progress, CancellationToken cancel)
    {
        Action<double, double, long>? tell = progress is null
            ? null
            : (lower, upper, nodes) =>
                progress.Report(
                    new SupNormProgress(Math.ScaleB(lower * radius, pieces.Exponent), Math.ScaleB(upper * radius, pieces.Exponent), nodes));
        SupNormBounds sphere = pieces.Dimension switch
        {
            _ when pieces.Count == 0 => new(0, 0, Directions.Axis(pieces.Dimension), SupNormStatus.Closed, 0),
            1 => OnTwoPoints(pieces),
            2 => CircleSupNorm.Evaluate(pieces),
            <= SphereSimplices.MostDimensions when pieces.Count > FewPieces || tolerance >= Coarse
                => SphereSimplices.Evaluate(pieces, tolerance, limit, tell, cancel),
            _ => SphereSupNorm.Evaluate(pieces, tolerance, limit, threads, tell, cancel),
        };
        return sphere with
        {
            Lower = Outward.ScaleDown(Outward.MultiplyDown(sphere.Lower, radius), pieces.Exponent),
            Upper = Outward.ScaleUp(Outward.MultiplyUp(sphere.Upper, radius), pieces.Exponent),
        };
    }

    /// <summary>d = 1: every neuron is a weight on one of the two rays, so a subset sum on each.</summary>
    private static SupNormBounds OnTwoPoints(Pieces pieces)
    {
        double lower = -1;
        double upper = 0;
        double side = 1;
        foreach (double x in (ReadOnlySpan<double>)[1, -1])
        {
            DoubleDouble sum = 0;
            for (int k = 0; k < pieces.Count; k++)
            {
                DoubleDouble dot = pieces.Entry(k, 0) * x;
                if (dot > 0) sum += pieces.Signs[k] * dot;
            }

            DoubleDouble size = DoubleDouble.Abs(sum);
            upper = Math.Max(upper, Outward.AddUp(Outward.AddUp(size.High, size.Low), pieces.SumError));
            double below = Math.Max(0, Outward.SubtractDown(Outward.AddDown(size.High, size.Low), pieces.SumError));
            if (below <= lower) continue;
            lower = below;
            side = x;
        }

        return new SupNormBounds(lower, upper, [side], SupNormStatus.Closed, 0);
    }

    internal static void CheckKept(NeuronProblem problem, ReadOnlySpan<int> kept)
    {
        bool[] seen = new bool[problem.Width];
        for (int i = 0; i < kept.Length; i++)
        {
            if ((uint)kept[i] >= (uint)problem.Width)
                throw new InvalidInputException(
                    "neurons", $"kept[{i}]", $"there is no neuron {kept[i]} among {problem.Width}", "name neurons from 0 on");
            if (seen[kept[i]])
                throw new InvalidInputException("neurons", $"kept[{i}]", $"neuron {kept[i]} is named twice", "name every kept neuron once");
            seen[kept[i]] = true;
        }
    }
}
