using Espalier.Certificates.Intervals;
using Espalier.Certificates.Measures;
using Espalier.Certificates.Steps;
using Espalier.Numerics;

namespace Espalier.Certificates.Branching;

/// <summary>Bounds for the work of a few evaluations, whatever the size: what is answered first, and for a large ball sometimes the best.</summary>
internal static class ClosedForm
{
    /// <summary>An upper bound, or +∞ where nothing is known.</summary>
    public static double Of(PairGraph graph, DifferenceQuestion question, int threads, CancellationToken cancel = default)
    {
        if (question.Measure is not NormMeasure) return double.PositiveInfinity;
        double bound = ByIntervals(graph, question, threads, cancel);
        if (question.Domain is BallDomain ball && !cancel.IsCancellationRequested) bound = Math.Min(bound, OverBall(graph, ball, threads));
        return double.IsNaN(bound) ? double.PositiveInfinity : bound;
    }

    private static double ByIntervals(PairGraph graph, DifferenceQuestion question, int threads, CancellationToken cancel)
    {
        if (new IntervalPass(graph, threads, cancel).Run(question.Domain) is not { } outputs) return double.PositiveInfinity;
        double[] reaches = [.. outputs.D.Take(outputs.Count).Select(static d => d.Magnitude)];
        double largest = reaches.DefaultIfEmpty().Max();
        if (question.Norm == OutputNorm.Largest || outputs.IsSame) return largest;
        double ball = Outward.AddUp(UpperNorms.Euclidean(outputs.CentreD), outputs.RadiusD);
        return double.IsFinite(largest) ? Math.Min(UpperNorms.Euclidean(reaches), ball) : ball;
    }

    private static double OverBall(PairGraph graph, BallDomain ball, int threads)
    {
        BallRecursion start = BallRecursion.Start(Outward.AddUp(UpperNorms.Euclidean(ball.Centre.AsSpan()), ball.Radius));
        return graph.Slots.Walk(start, (step, reads) => BallRecursion.After(graph.Steps[step], reads, threads)).Error;
    }
}
