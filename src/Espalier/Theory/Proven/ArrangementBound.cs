using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>
/// Lemma W for every arrangement, without a probability and without the witness itself: by the zone theorem (Jiang, Polyanskii 2017)
/// one exists for η as soon as Σ_j 2·arcsin(min(1, η·cot θ_j)) &lt; π, θ_j the angles between the neurons' lines and the target's.
/// </summary>
public static class ArrangementBound
{
    private const int Halvings = 60;

    /// <summary>An η for which a witness exists, close to the largest that the sum allows, from (upper bounds of) cot θ_j; 0 if a line is the target's own.</summary>
    public static double Eta(ReadOnlySpan<double> cotangents)
    {
        double largest = 0;
        foreach (double cotangent in cotangents)
        {
            if (!(cotangent >= 0)) throw new InvalidInputException("cotangents", null, $"a value is {cotangent}", "give numbers from 0 on");
            largest = Math.Max(largest, cotangent);
        }

        if (double.IsInfinity(largest)) return 0;
        if (largest == 0) return double.PositiveInfinity;
        double low = 0;
        double high = 1 / largest;
        for (int step = 0; step < Halvings && high - low > 1e-12 * high; step++)
        {
            double middle = low + (0.5 * (high - low));
            if (WidthOfZones(cotangents, middle) < OutwardFunctions.Pi.Lower) low = middle;
            else high = middle;
        }

        return low;
    }

    /// <summary>The sum of the widths of the zones, rounded up.</summary>
    internal static double WidthOfZones(ReadOnlySpan<double> cotangents, double eta)
    {
        double sum = 0;
        foreach (double cotangent in cotangents)
        {
            double sine = Math.Min(1, Outward.MultiplyUp(eta, cotangent));
            double cosine = Outward.SqrtDown(Outward.MultiplyDown(Outward.SubtractDown(1, sine), 1 + sine));
            double half = cosine > 0 ? OutwardFunctions.ArcTangent(Outward.DivideUp(sine, cosine)).Upper : 0.5 * OutwardFunctions.Pi.Upper;
            sum = Outward.AddUp(sum, 2 * half);
        }

        return sum;
    }
}
