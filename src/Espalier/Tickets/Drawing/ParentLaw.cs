using Espalier.Graphs;
using Espalier.Numerics.Random;

namespace Espalier.Tickets.Drawing;

/// <summary>The law of a parent's weights where none is asked for.</summary>
/// <remarks>
/// The theorems take targets with weights in [−1, 1]. A parent on [−1, 1] also comes near larger weights, but only by sums of many
/// candidates, so that just these weights, which count most, are missed.
/// </remarks>
public static class ParentLaw
{
    /// <summary>Beyond this no law helps: ε is far below what float32 parents resolve.</summary>
    private const double Widest = 1 << 20;

    /// <summary>Uniform between ±k, for the smallest whole k at which a single candidate can be as large as every weight of the target.</summary>
    /// <param name="target">The network to imitate.</param>
    /// <param name="construction">Of the parent: a candidate is one of its weights, or a product of two.</param>
    public static UniformDistribution For(Network target, Construction construction)
    {
        ArgumentNullException.ThrowIfNull(target);
        double largest = Largest(PrunableGrids.Of(target).SelectMany(grid => grid.Operator.Parameters));
        double reach = construction == Construction.Linear ? largest : Math.Sqrt(largest);
        float half = (float)Math.Clamp(Math.Ceiling(reach), 1, Widest);
        return new UniformDistribution(-half, half);
    }

    /// <summary>
    /// For one grid by itself: a direct candidate uniform up to the largest weight of the grid; of pairs, u uniform on [−1, 1] and v up to twice
    /// the largest weight. A bias's up to, or twice, the largest bias.
    /// </summary>
    /// <remarks>Products are small: with v up to the largest weight alone, one weight in 10⁷ is out of reach of 44 of them.</remarks>
    public static GridLaws For(WeightGrid grid, Construction construction)
    {
        ArgumentNullException.ThrowIfNull(grid);
        double factor = construction == Construction.Linear ? 1 : 2;
        return new GridLaws(new UniformDistribution(-1, 1), UpTo(grid.Weights, factor), grid.Bias is { } bias ? UpTo(bias, factor) : null);
    }

    /// <summary>
    /// Direct candidates ±(ε + exponential): single ones follow the law of the weights that need any, which makes words short. ε is the mean
    /// tolerance, the exponential's mean that of what weights exceed their own by.
    /// </summary>
    internal static GridLaws ForShortWords(WeightGrid grid, Tolerance tolerance)
    {
        double[] tolerances = RowTolerances.Of(grid, tolerance);
        var weights = Exceeding(grid.Weights, tolerances);
        return new GridLaws(new UniformDistribution(-1, 1), weights, grid.Bias is { } bias ? Exceeding(bias, tolerances) : null);
    }

    private static ExponentialDistribution Exceeding(Tensor tensor, double[] tolerances)
    {
        (double sum, long count) = (0, 0);
        for (int i = 0; i < tensor.Length; i++)
        {
            double excess = Math.Abs(tensor[i]) - tolerances[i / (tensor.Length / tolerances.Length)];
            if (!(excess > 0)) continue;
            sum += excess;
            count++;
        }

        double start = Math.Clamp(tolerances.Average(), 1e-30, 1e30);
        return new ExponentialDistribution(start, count == 0 ? start : Math.Clamp(sum / count, 1e-30, 1e30));
    }

    private static UniformDistribution UpTo(Tensor tensor, double factor)
    {
        double largest = factor * Largest([tensor]);
        if (largest == 0) return new UniformDistribution(-1, 1);
        // Products with |u| ≤ 1 must stay float32 numbers.
        float half = (float)Math.Clamp(largest, 1e-30, 1e30);
        if (half < largest) half = MathF.BitIncrement(half);
        return new UniformDistribution(-half, half);
    }

    private static double Largest(IEnumerable<Tensor> tensors) =>
        WeightRange.Of(tensors) is { } ends ? Math.Max(-ends.Smallest, ends.Largest) : 0;
}
