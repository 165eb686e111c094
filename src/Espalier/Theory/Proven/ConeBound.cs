using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>Theorem C: on the unit ball |g_S − f| ≤ |1 − Σβ_j| + Σ|β_j|·c(∠(v_j, w*)), where c(θ) = sin θ up to a right angle and 1 beyond.</summary>
public static class ConeBound
{
    /// <summary>c(θ), the exact supremum of |σ(⟨v, x⟩) − σ(⟨w*, x⟩)| on the unit ball, from (bounds of) the cosine and the sine of the angle between the directions; rounded up.</summary>
    public static double Cost(double cosine, double sine) => cosine > 0 ? Math.Min(1, sine) : 1;

    /// <summary>The bound for kept neurons, rounded up.</summary>
    /// <param name="coefficients">β_j = α_j‖w_j‖, exactly.</param>
    /// <param name="costs">c(∠(v_j, w*)), or upper bounds.</param>
    public static double Error(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> costs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(costs.Length, coefficients.Length);
        Interval left = Interval.Of(1);
        double spread = 0;
        for (int j = 0; j < coefficients.Length; j++)
        {
            left -= Interval.Of(coefficients[j]);
            spread = Outward.AddUp(spread, Outward.MultiplyUp(Math.Abs(coefficients[j]), costs[j]));
        }

        return Outward.AddUp(left.Magnitude, spread);
    }
}
