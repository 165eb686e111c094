using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>
/// Lemma P: how large the coefficient β_j = α_j‖w_j‖ of a kept neuron can be if the network is within ε on the unit ball;
/// s_j is the sum of cot θ_ij over the other kept lines and the target's. Rounded up.
/// </summary>
public static class PlankBound
{
    /// <summary>2ε(s + √(1 + s²)).</summary>
    public static double LargestCoefficient(double epsilon, double cotangents)
    {
        Check(epsilon, cotangents);
        double root = Outward.SqrtUp(Outward.AddUp(1, Outward.MultiplyUp(cotangents, cotangents)));
        return Outward.MultiplyUp(Outward.MultiplyUp(2, epsilon), Outward.AddUp(cotangents, root));
    }

    /// <summary>
    /// The same for a network with a ReLU behind its output (Theorem E): 2ε(s + √(s² + 1 − e²))/(1 − e) with e = ε/sin θ_*j;
    /// infinite for e ≥ 1.
    /// </summary>
    /// <param name="epsilon">The sup error of σ(g) on the unit ball.</param>
    /// <param name="cotangents">s_j, or an upper bound.</param>
    /// <param name="targetSine">sin of the angle between the neuron's line and the target's, or a lower bound.</param>
    public static double LargestCoefficientBehindRelu(double epsilon, double cotangents, double targetSine)
    {
        Check(epsilon, cotangents);
        double e = targetSine > 0 ? Outward.DivideUp(epsilon, targetSine) : double.PositiveInfinity;
        if (!(e < 1)) return double.PositiveInfinity;
        // (s + √(s² + (1 − e)(1 + e)))/(1 − e) grows with e, as the root of (1 − e)c² − 2sc − (1 + e) does.
        double inside = Outward.AddUp(Outward.MultiplyUp(cotangents, cotangents), Outward.MultiplyUp(Outward.SubtractUp(1, e), Outward.AddUp(1, e)));
        double above = Outward.AddUp(cotangents, Outward.SqrtUp(inside));
        return Outward.DivideUp(Outward.MultiplyUp(Outward.MultiplyUp(2, epsilon), above), Outward.SubtractDown(1, e));
    }

    private static void Check(double epsilon, double cotangents)
    {
        if (!(epsilon > 0)) throw new InvalidInputException("epsilon", null, $"the value is {epsilon}", "give a number above 0");
        if (!(cotangents >= 0)) throw new InvalidInputException("cotangents", null, $"the sum is {cotangents}", "give a number from 0 on");
    }
}
