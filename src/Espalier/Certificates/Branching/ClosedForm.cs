using Espalier.Certificates.Measures;
using Espalier.Certificates.Steps;
using Espalier.Numerics;

namespace Espalier.Certificates.Branching;

/// <summary>The closed-form recursions for a pair of networks: cheap, and for a large ball with many inputs sometimes the best there is.</summary>
internal static class ClosedForm
{
    /// <summary>An upper bound, or +∞ where the recursions do not apply.</summary>
    public static double Of(PairGraph graph, DifferenceQuestion question, int threads)
    {
        double bound = question.Measure is not NormMeasure ? double.PositiveInfinity : question.Domain switch
        {
            BallDomain ball => OverBall(graph, ball, threads),
            BoxDomain box when question.Norm == OutputNorm.Largest || graph.Outputs == 1 => OverBox(graph, box, threads),
            _ => double.PositiveInfinity,
        };
        return double.IsNaN(bound) ? double.PositiveInfinity : bound;
    }

    private static double OverBall(PairGraph graph, BallDomain ball, int threads)
    {
        BallRecursion start = BallRecursion.Start(Outward.AddUp(UpperNorms.Euclidean(ball.Centre.AsSpan()), ball.Radius));
        return graph.Slots.Walk(start, (step, reads) => BallRecursion.After(graph.Steps[step], reads, threads)).Error;
    }

    private static double OverBox(PairGraph graph, BoxDomain box, int threads)
    {
        BoxRecursion start = BoxRecursion.Start(box.Lower.AsSpan(), box.Upper.AsSpan());
        return graph.Slots.Walk(start, (step, reads) => BoxRecursion.After(graph.Steps[step], reads, threads)).Error;
    }
}
