using Espalier.Theory;

namespace Espalier.Lab.Gap;

/// <summary>What theory says about the width needed at success ½ by a subset of neurons.</summary>
public static class GapBounds
{
    private const double Half = 0.5;

    /// <summary>Errors are measured on the unit ball; on the ball of radius R they are R times as large, so that any R may be taken.</summary>
    private static readonly double[] Radii = [1.001, 1.003, 1.01, 1.03, 1.1, 1.2, 1.4, 1.7, 2, 3, 5];

    /// <summary>
    /// A width below which success is proven to have a probability of at most ½, for the law measured here: parents look the same in every direction, so
    /// that all targets of norm 1 have one probability, and the bound for the best of them holds for a random one.
    /// </summary>
    public static double Proven(int dimension, double epsilon) =>
        dimension < 2 ? 0 : Radii.Select(radius => new ThresholdQuestion(dimension, radius * epsilon, Half) { Radius = radius }).Max(question => BreakpointBound.Best(question).Width(question.Delta));

    /// <summary>The explicit form of Theorem 1 of [F], with what it assumes (B₀ = 0, c = γ/32 for strict; as printed for stated).</summary>
    public static double Predicted(int dimension, double epsilon, SlopeStep step, CancellationToken cancel = default)
    {
        if (dimension < 2) return 0;
        var question = new ThresholdQuestion(dimension, 2 * epsilon, Half) { Radius = 2, Step = step, Start = step == SlopeStep.Strict ? 0 : 1 };
        return NeuronThreshold.Find(question, cancel).Width;
    }
}
