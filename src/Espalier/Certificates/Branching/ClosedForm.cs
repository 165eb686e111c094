using Espalier.Certificates.Chains;
using Espalier.Numerics;

namespace Espalier.Certificates.Branching;

/// <summary>The closed-form recursions for a pair of chains: cheap, and for a large ball with many inputs sometimes the best there is.</summary>
internal static class ClosedForm
{
    /// <summary>An upper bound, or +∞ where the recursions do not apply.</summary>
    public static double Of(PairChain chain, DifferenceQuestion question, int threads)
    {
        if (chain.IsStacked) return double.PositiveInfinity;
        double bound = question.Domain switch
        {
            BallDomain ball => OverBall(chain, ball, threads),
            BoxDomain box when question.Norm == OutputNorm.Largest || chain.Outputs == 1 => OverBox(chain, box, threads),
            _ => double.PositiveInfinity,
        };
        return double.IsNaN(bound) ? double.PositiveInfinity : bound;
    }

    private static double OverBall(PairChain chain, BallDomain ball, int threads)
    {
        BallRecursion recursion = BallRecursion.Start(Outward.AddUp(UpperNorms.Euclidean(ball.Centre.AsSpan()), ball.Radius));
        foreach (PairStage stage in chain.Stages) recursion = recursion.Through(Comparison(stage), threads);
        return recursion.Error;
    }

    private static double OverBox(PairChain chain, BoxDomain box, int threads)
    {
        var relu = new Graphs.Operators.Relu();
        BoxRecursion recursion = BoxRecursion.Start(box.Lower.AsSpan(), box.Upper.AsSpan());
        foreach (PairStage stage in chain.Stages)
        {
            recursion = recursion.Through(Comparison(stage), threads);
            if (stage.Rectified) recursion = recursion.Through(relu, new Graphs.Shape(stage.Outputs));
        }

        return recursion.Error;
    }

    private static DenseComparison Comparison(PairStage stage) => new(
        stage.Outputs, stage.Inputs, stage.A.Weights, stage.A.Bias, stage.Difference ?? new double[stage.A.Weights.Length], null, stage.BiasDifference ?? new double[stage.Outputs], 0);
}
