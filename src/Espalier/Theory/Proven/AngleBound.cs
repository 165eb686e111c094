using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>
/// Theorem A: if every kept line is at an angle of at least ρ from the line of the target, no coefficients bring the network
/// closer than ½·E_m·sin ρ on the unit ball, m = 2⌊(d − 1)/2⌋. All numbers are rounded so that the claims stay true.
/// </summary>
public static class AngleBound
{
    /// <summary>m.</summary>
    public static int Degree(int dimension) => 2 * ((Checked(dimension) - 1) / 2);

    /// <summary>The least sup error on the unit ball, from (a lower bound of) the sine of the smallest angle; at d = 2 the sharp ½·tan(ρ/2).</summary>
    public static double Error(int dimension, double sine)
    {
        if (!(sine >= 0 && sine <= 1)) throw new InvalidInputException("sine", null, $"the sine is {sine}", "give a number from 0 to 1");
        if (Checked(dimension) > 2) return Outward.MultiplyDown(0.5, Outward.MultiplyDown(Constant(dimension), sine));
        double cosine = Outward.SqrtUp(Outward.MultiplyUp(Outward.SubtractUp(1, sine), Outward.AddUp(1, sine)));
        return Outward.MultiplyDown(0.5, Outward.DivideDown(sine, Outward.AddUp(1, cosine)));
    }

    /// <summary>s = 2ε/E_m: within ε, some kept line is at an angle of at most arcsin s; 1 or more says nothing.</summary>
    public static double LargestSine(int dimension, double epsilon) => Outward.DivideUp(Outward.MultiplyUp(2, epsilon), Constant(dimension));

    /// <summary>The second bound of Lemma P: within ε, a kept coefficient β is at most 2ε/(E_m sin ρ), ρ the smallest angle from its line to another kept line or the target's.</summary>
    public static double LargestCoefficient(int dimension, double epsilon, double sine) =>
        sine > 0 ? Outward.DivideUp(epsilon, Error(dimension, Math.Min(1, sine))) : double.PositiveInfinity;

    private static double Constant(int dimension) => AbsoluteValueApproximation.LowerBound(Degree(dimension));

    private static int Checked(int dimension) =>
        dimension >= 2 ? dimension : throw new InvalidInputException("dimension", null, $"the dimension is {dimension}", "give a whole number from 2 on; with one input a kink can be met exactly");
}
