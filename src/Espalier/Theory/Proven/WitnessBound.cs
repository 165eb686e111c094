using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>
/// Lemma W: a unit vector x ⊥ w* with |⟨w_j, x⟩| ≥ η·|⟨w_j, w*⟩| for every neuron of the parent proves that no subset and no
/// coefficients come closer than η/(2 + 2√(1 + η²)) on the unit ball; with η = tan ψ that is ½·tan(ψ/2).
/// </summary>
public static class WitnessBound
{
    /// <summary>The least sup error on the unit ball, rounded down, from (a lower bound of) η.</summary>
    public static double Error(double eta)
    {
        if (!(eta >= 0)) throw new InvalidInputException("eta", null, $"the value is {eta}", "give a number from 0 on");
        if (double.IsInfinity(eta)) return 0.5;
        double root = Outward.SqrtUp(Outward.AddUp(1, Outward.MultiplyUp(eta, eta)));
        return Outward.DivideDown(eta, Outward.AddUp(2, Outward.MultiplyUp(2, root)));
    }

    /// <summary>The η that excludes ε &lt; ½, 4ε/(1 − 4ε²), rounded up; infinite from ½ on, which no witness excludes.</summary>
    public static double Eta(double epsilon)
    {
        if (!(epsilon > 0)) throw new InvalidInputException("epsilon", null, $"the value is {epsilon}", "give a number above 0");
        double below = Outward.SubtractDown(1, Outward.MultiplyUp(4, Outward.MultiplyUp(epsilon, epsilon)));
        return below > 0 ? Outward.DivideUp(4 * epsilon, below) : double.PositiveInfinity;
    }
}
