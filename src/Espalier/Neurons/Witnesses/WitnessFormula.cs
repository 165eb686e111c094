using Espalier.Numerics;
using Espalier.Theory.Proven;

namespace Espalier.Neurons.Witnesses;

/// <summary>What a tangent proves about every choice, for a target and a ball of size 1; rounded down.</summary>
internal static class WitnessFormula
{
    /// <summary>From (a lower bound on) the tangent of the smallest angle within the space of the target and so many axes across it.</summary>
    /// <remarks>With one axis this is Lemma W too: ½ tan(ρ/2) with tan ρ = η.</remarks>
    public static double Error(double tangent, int axes)
    {
        if (axes == 1) return WitnessBound.Error(tangent);
        double sine = double.IsPositiveInfinity(tangent)
            ? 1
            : Outward.DivideDown(tangent, Outward.SqrtUp(Outward.AddUp(1, Outward.MultiplyUp(tangent, tangent))));
        return AngleBound.Error(axes + 1, Math.Clamp(sine, 0, 1));
    }
}
