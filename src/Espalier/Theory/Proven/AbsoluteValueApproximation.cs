using System.Collections.Concurrent;
using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>E_m: how far every polynomial of degree up to m is from |u| on [−1, 1] at least, as a certified lower bound.</summary>
/// <remarks>
/// With v = u² it is the distance of √v on [0, 1] from polynomials of degree n = ⌊m/2⌋. Remez' exchange finds n + 2 points; for any such points
/// de la Vallée-Poussin's bound |Σ λ_i u_i|/Σ|λ_i|, λ_i = Π_{j≠i} 1/(v_i − v_j), is below E_m, and only this last step needs to be rigorous.
/// </remarks>
public static class AbsoluteValueApproximation
{
    /// <summary>Above it the exchange takes seconds, and the explicit bound takes its place.</summary>
    public const int LargestExchange = 512;

    private static readonly ConcurrentDictionary<int, double> Known = [];

    /// <summary>
    /// A number that is at most E_m; within a relative 1e-10 of it for m up to <see cref="LargestExchange"/>, beyond that 0.57
    /// of it.
    /// </summary>
    public static double LowerBound(int degree)
    {
        if (degree < 0) throw new InvalidInputException("degree", null, $"the degree is {degree}", "give a whole number from 0 on");
        // ½, and u² + ⅛, whose error alternates at 0, ½ and 1.
        if (degree < 2) return 0.5;
        if (degree < 4) return 0.125;
        if (degree > LargestExchange) return Explicit(degree);
        return Known.GetOrAdd(degree / 2, static half => OfPoints(RemezExchange.Points(half)));
    }

    /// <summary>
    /// (m + 2)/(2π(m + 1)²) ≤ E_m for every even m: the functional Σ_j (−1)^j Q(φ_j) g(φ_j) over the 2M points φ_j = jπ/M, M =
    /// 2m + 2, with Fejér's kernel Q
    /// of degree m annihilates trigonometric polynomials up to degree m, and takes that share of its norm on |sin φ|.
    /// </summary>
    public static double Explicit(int degree)
    {
        double m = degree + (degree & 1);
        double below = Outward.MultiplyUp(2 * OutwardFunctions.Pi.Upper, (m + 1) * (m + 1));
        return Outward.DivideDown(m + 2, below);
    }

    /// <summary>E_m up to a relative 1e-9, certified on neither side: the largest distance of the polynomial that the exchange ends with.</summary>
    internal static double Estimate(int degree) => new RemezExchange(RemezExchange.Points(degree / 2)).LargestError();

    /// <summary>De la Vallée-Poussin's lower bound for points 0 ≤ u_0 &lt; u_1 &lt; …, rounded down.</summary>
    internal static double OfPoints(ReadOnlySpan<double> points)
    {
        double signed = 0;
        double sizes = 0;
        double moments = 0;
        for (int i = 0; i < points.Length; i++)
        {
            double weight = RemezExchange.Weight(points, i);
            signed += weight * points[i];
            moments += Math.Abs(weight) * points[i];
            sizes += Math.Abs(weight);
        }

        // A difference of two points has one rounding, so has their sum, and every product and quotient; then come the sums over all points.
        double error = ((6.0 * points.Length) + 8) * 1.2e-16;
        double above = Outward.SubtractDown(Math.Abs(signed), Outward.MultiplyUp(error, moments));
        return Math.Max(0, Outward.DivideDown(above, Outward.MultiplyUp(sizes, 1 + error)));
    }
}
