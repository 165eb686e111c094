namespace Espalier.Neurons.Witnesses;

/// <summary>Lower bounds on E_m, the best uniform error for |u| on [−1, 1] of a polynomial of degree m.</summary>
internal static class PolynomialError
{
    /// <summary>m·E_m grows with m, from ¼ at m = 2.</summary>
    public static double Below(int degree) => degree < 2 ? 0.5 : 0.25 / degree;
}
