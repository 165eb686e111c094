using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;

namespace Espalier.Neurons;

/// <summary>What pruning weights leaves of one neuron.</summary>
/// <param name="Width">Hidden neurons of the parent: d times the candidates per coordinate.</param>
/// <param name="Positive">w*_i minus the sum of the products kept for x_i &gt; 0, each product as a float64.</param>
/// <param name="Negative">The same for x_i &lt; 0.</param>
/// <param name="Error">Both sides of the sup over the ball before the last σ, which also bounds it after.</param>
/// <param name="KeptWeights">How many weights of the second layer are kept.</param>
public sealed record WeightPruningResult(
    int Width, IReadOnlyList<double> Positive, IReadOnlyList<double> Negative, Interval Error, int KeptWeights);

/// <summary>
/// A single neuron σ(⟨w*, x⟩) imitated by pruning weights ([P]): for every coordinate a block of random pairs (u, v), each with
/// its own hidden neuron σ(u x_i); sums of products v·u make w*_i where u &gt; 0 for positive x_i and where u &lt; 0 for negative.
/// </summary>
public static class WeightPruning
{
    /// <summary>Every coordinate by the best subset of the products on each side (two-sided, exact).</summary>
    /// <param name="target">w*.</param>
    /// <param name="stream">
    /// The first 2·d·b numbers: pairs u, v, all uniform on (−1, 1), one for every coordinate and then the next candidate's; a wider
    /// parent from one stream begins with the narrower.
    /// </param>
    /// <param name="candidates">The candidates b per coordinate, both sides together.</param>
    /// <param name="radius">The radius of the ball.</param>
    /// <param name="workspace">Buffers to reuse, or null.</param>
    public static WeightPruningResult Sums(
        ReadOnlySpan<double> target, RandomStream stream, int candidates, double radius = 1, SubsetSumWorkspace? workspace = null) =>
        SumsWithin(target, stream, candidates, double.PositiveInfinity, radius, workspace)!;

    /// <summary>As <see cref="Sums"/> if the error is at most a tolerance; else null, as soon as one side alone is beyond it.</summary>
    /// <param name="target">w*.</param>
    /// <param name="stream">As in <see cref="Sums"/>.</param>
    /// <param name="candidates">The candidates b per coordinate, both sides together.</param>
    /// <param name="epsilon">The largest error that counts.</param>
    /// <param name="radius">The radius of the ball.</param>
    /// <param name="workspace">Buffers to reuse, or null.</param>
    public static WeightPruningResult? SumsWithin(
        ReadOnlySpan<double> target, RandomStream stream, int candidates, double epsilon, double radius = 1, SubsetSumWorkspace? workspace = null)
    {
        workspace ??= new SubsetSumWorkspace();
        return Prune(target, stream, candidates, radius, epsilon, Choose);

        (double Error, int Kept) Choose(ReadOnlySpan<double> products, double wanted)
        {
            if (products.Length > SubsetSum.MaxCandidates)
                throw new InvalidInputException(
                    "candidates",
                    null,
                    $"{products.Length} products on one side are more than {SubsetSum.MaxCandidates}",
                    "take fewer candidates per coordinate");
            SubsetSumResult found = SubsetSum.Solve(products, wanted, SubsetSumObjective.Error, workspace: workspace);
            return (found.Sum < wanted ? found.Error : -found.Error, found.Kept);
        }
    }

    /// <summary>Every coordinate by the closest single product on each side, or none ([M], the polynomial ancestor).</summary>
    /// <inheritdoc cref="Sums"/>
    public static WeightPruningResult SingleProducts(ReadOnlySpan<double> target, RandomStream stream, int candidates, double radius = 1)
    {
        return Prune(target, stream, candidates, radius, double.PositiveInfinity, Choose)!;

        static (double Error, int Kept) Choose(ReadOnlySpan<double> products, double wanted)
        {
            double best = wanted;
            int kept = 0;
            foreach (double product in products)
            {
                if (Math.Abs(wanted - product) >= Math.Abs(best)) continue;
                best = wanted - product;
                kept = 1;
            }

            return (best, kept);
        }
    }

    /// <summary>
    /// For errors rounded to the nearest float64, sup over ‖x‖ ≤ R of |Σ e⁺_i max(x_i, 0) + e⁻_i min(x_i, 0)|: R times the larger of
    /// √Σ max(e⁺_i, −e⁻_i, 0)² and √Σ max(−e⁺_i, e⁻_i, 0)².
    /// </summary>
    public static Interval SupError(ReadOnlySpan<double> positive, ReadOnlySpan<double> negative, double radius = 1)
    {
        if (positive.Length != negative.Length) throw new ArgumentException("The two sides have different lengths.", nameof(negative));
        Interval above = Interval.Of(0);
        Interval below = Interval.Of(0);
        for (int i = 0; i < positive.Length; i++)
        {
            above += Interval.Square(Around(Math.Max(0, Math.Max(positive[i], -negative[i]))));
            below += Interval.Square(Around(Math.Max(0, Math.Max(-positive[i], negative[i]))));
        }

        Interval square = new(Math.Max(above.Lower, below.Lower), Math.Max(above.Upper, below.Upper));
        return radius * Interval.Sqrt(square);
    }

    /// <summary>What rounds to a number that is not negative; a difference that rounds to 0 is 0.</summary>
    private static Interval Around(double rounded) => rounded == 0 ? Interval.Of(0) : new(Math.BitDecrement(rounded), Math.BitIncrement(rounded));

    private delegate (double Error, int Kept) Chooser(ReadOnlySpan<double> products, double wanted);

    private static WeightPruningResult? Prune(
        ReadOnlySpan<double> target, RandomStream stream, int candidates, double radius, double epsilon, Chooser choose)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(candidates);
        double[] front = new double[candidates];
        double[] back = new double[candidates];
        double[] positive = new double[target.Length];
        double[] negative = new double[target.Length];
        int kept = 0;
        for (int i = 0; i < target.Length; i++)
        {
            int inFront = 0;
            int behind = 0;
            for (int k = 0; k < candidates; k++)
            {
                ulong at = 2 * (((ulong)k * (ulong)target.Length) + (ulong)i);
                double u = stream.Uniform(at);
                double product = stream.Uniform(at + 1) * u;
                if (u > 0) front[inFront++] = product;
                else back[behind++] = product;
            }

            // The error is at least that along one half of one axis.
            (positive[i], int keptInFront) = choose(front.AsSpan(0, inFront), target[i]);
            if (radius * Math.Abs(positive[i]) > epsilon) return null;
            (negative[i], int keptBehind) = choose(back.AsSpan(0, behind), target[i]);
            if (radius * Math.Abs(negative[i]) > epsilon) return null;
            kept += keptInFront + keptBehind;
        }

        Interval error = SupError(positive, negative, radius);
        return error.Upper > epsilon ? null : new WeightPruningResult(target.Length * candidates, positive, negative, error, kept);
    }
}
