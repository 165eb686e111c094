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
        WeightRange? range = WeightRange.Of(PrunableGrids.Of(target).SelectMany(grid => grid.Operator.Parameters));
        double largest = range is { } ends ? Math.Max(-ends.Smallest, ends.Largest) : 0;
        double reach = construction == Construction.Linear ? largest : Math.Sqrt(largest);
        float half = (float)Math.Clamp(Math.Ceiling(reach), 1, Widest);
        return new UniformDistribution(-half, half);
    }
}
