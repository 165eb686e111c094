using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Experiments.Gap;

/// <summary>Hitting widths by neurons near the target, which can be far wider than any search over subsets goes.</summary>
internal static class ConeHits
{
    private const int First = 64;

    /// <summary>Sign patterns looked at to confirm an error; the value of the knapsack holds without any.</summary>
    private const long Patterns = 20_000;

    private const double Tolerance = 1e-3;

    /// <summary>By the neurons as they are.</summary>
    public static HittingWidth OfNeurons(int dimension, RandomStream stream, double[] target, double epsilon, int most, CancellationToken cancel) =>
        Hit(width => With(target, NeuronProblem.Draw(stream, dimension, width)), epsilon, most, isBest: true, cancel);

    /// <summary>By neurons of which weights were removed, each so that its direction comes as near to the target's as it can.</summary>
    public static HittingWidth OfMasked(int dimension, RandomStream stream, double[] target, double epsilon, int most, CancellationToken cancel) =>
        Hit(width => Masked(With(target, NeuronProblem.Draw(stream, dimension, width))), epsilon, most, isBest: false, cancel);

    private static NeuronProblem With(double[] target, NeuronProblem drawn) => new(drawn.Weights, drawn.Coefficients, target);

    private static HittingWidth Hit(Func<int, NeuronProblem> parent, double epsilon, int most, bool isBest, CancellationToken cancel)
    {
        for (int width = Math.Min(First, most); ; width = (int)Math.Min(most, 4L * width))
        {
            NeuronProblem problem = parent(width);
            (int? hits, int leastPossible) = ConePruning.HittingWidth(problem, epsilon, cancel: cancel);
            if (hits is { } hit)
            {
                ConeResult found = ConePruning.Best(problem, hit, cancel: cancel);
                SupNormBounds error = SupNorm.Evaluate(problem, [.. found.Kept], Tolerance, Patterns, cancel: cancel);
                // Bounds of an evaluation that was stopped hold, but they are not those of the draw.
                cancel.ThrowIfCancellationRequested();
                if (error.Lower > found.Value) throw new InvalidOperationException(
                    Invariant($"an error of at least {error.Lower} is above the value {found.Value}"));
                return new(hit, isBest ? leastPossible : 1, Math.Min(error.Upper, found.Value), found.Kept.Count, 1);
            }

            cancel.ThrowIfCancellationRequested();
            if (width == most) return new(null, isBest ? leastPossible : 1, null, null, 1);
        }
    }

    private static NeuronProblem Masked(NeuronProblem problem)
    {
        int d = problem.Dimension;
        double[] weights = problem.Weights.ToArray();
        for (int j = 0; j < problem.Width; j++)
        {
            Span<double> row = weights.AsSpan(j * d, d);
            double least = LeastRatio(row, problem.Target);
            for (int i = 0; i < d; i++)
            {
                if (!(row[i] * problem.Target[i] > 0 && problem.Target[i] / row[i] >= least)) row[i] = 0;
            }
        }

        return new NeuronProblem(weights, problem.Coefficients, problem.Target);
    }

    /// <summary>
    /// What w*_i/w_i must reach in the mask with the largest cosine. (Σ w_i w*_i)²/Σ w_i² is convex in its two sums, so that it is largest at a
    /// corner of what they can be, and there a mask keeps the largest ratios; a weight that points away only harms.
    /// </summary>
    internal static double LeastRatio(ReadOnlySpan<double> w, ReadOnlySpan<double> target)
    {
        double best = double.PositiveInfinity;
        double largest = 0;
        for (int last = 0; last < w.Length; last++)
        {
            if (!(w[last] * target[last] > 0)) continue;
            double least = target[last] / w[last];
            double dot = 0;
            double square = 0;
            for (int i = 0; i < w.Length; i++)
            {
                if (!(w[i] * target[i] > 0 && target[i] / w[i] >= least)) continue;
                dot += w[i] * target[i];
                square += w[i] * w[i];
            }

            if (dot * dot <= largest * square) continue;
            largest = dot * dot / square;
            best = least;
        }

        return best;
    }
}
