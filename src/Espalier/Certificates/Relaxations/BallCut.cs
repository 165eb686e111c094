using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>A box that is cut by the ball of the domain: |ξ_i| ≤ 1 and ‖q + diag(r)·ξ‖₂ ≤ R with q the box's middle seen from the ball's.</summary>
internal sealed class BallCut(Interval[] middle, double[] radius, double ballRadius)
{
    private const int Steps = 40;

    /// <summary>
    /// An upper bound on how far a form (or its negative) reaches behind its constant: for all λ ≥ 0 the linear part is at most
    /// Σ_i max_ξ [g_i·ξ − λ/2·(q_i + r_i·ξ)²] + λ/2·R².
    /// </summary>
    public double Deviation(ReadOnlySpan<double> row, int sign, PairForms forms)
    {
        ReadOnlySpan<double> slopes = row.Slice(1, radius.Length);
        double multiplier = Multiplier(slopes, sign);
        if (multiplier == 0) return double.PositiveInfinity;
        double half = 0.5 * multiplier;
        double sum = Outward.MultiplyUp(half, Outward.MultiplyUp(ballRadius, ballRadius));
        for (int i = 0; i < slopes.Length; i++) sum = Outward.AddUp(sum, Most(sign * slopes[i], i, multiplier));
        ReadOnlySpan<double> symbols = row[forms.InputBlock..];
        return Outward.AddUp(sum, PairForms.Upward(PaddedRows.AbsoluteSum(symbols), symbols.Length));
    }

    /// <summary>A box around all of a box that lies in a ball, or false if nothing does.</summary>
    public static bool Shrink(BallDomain ball, Span<double> lower, Span<double> upper)
    {
        Span<double> squares = stackalloc double[lower.Length];
        double total = 0;
        for (int i = 0; i < lower.Length; i++)
        {
            double below = Outward.SubtractDown(lower[i], ball.Centre[i]), above = Outward.SubtractDown(ball.Centre[i], upper[i]);
            double distance = Math.Max(Math.Max(below, above), 0);
            squares[i] = Outward.MultiplyDown(distance, distance);
            total = Outward.AddDown(total, squares[i]);
        }

        double most = Outward.MultiplyUp(ball.Radius, ball.Radius);
        if (total > most) return false;
        for (int i = 0; i < lower.Length; i++)
        {
            double others = 0;
            for (int k = 0; k < lower.Length; k++)
            {
                if (k != i) others = Outward.AddDown(others, squares[k]);
            }

            double reach = Outward.SqrtUp(Math.Max(Outward.SubtractUp(most, others), 0));
            lower[i] = Math.Max(lower[i], Outward.SubtractDown(ball.Centre[i], reach));
            upper[i] = Math.Min(upper[i], Outward.AddUp(ball.Centre[i], reach));
            if (lower[i] > upper[i]) return false;
        }

        return true;
    }

    /// <summary>f(ξ) = g·ξ − λ/2·(q + r·ξ)² is concave: it stays below its tangent at any point, here near its maximum.</summary>
    private double Most(double slope, int input, double multiplier)
    {
        double at = Maximiser(slope, input, multiplier);
        Interval g = Interval.Of(slope), r = Interval.Of(radius[input]), x = Interval.Of(at);
        Interval place = middle[input] + (r * x);
        double half = 0.5 * multiplier;
        Interval value = (g * x) - (Interval.Of(half) * Interval.Square(place));
        Interval derivative = g - (Interval.Of(2 * half) * r * place);
        double right = Outward.MultiplyUp(Math.Max(derivative.Upper, 0), Outward.SubtractUp(1, at));
        double left = Outward.MultiplyUp(Math.Max(-derivative.Lower, 0), Outward.AddUp(1, at));
        return Outward.AddUp(value.Upper, Math.Max(left, right));
    }

    private double Maximiser(double slope, int input, double multiplier)
    {
        double r = radius[input];
        if (r == 0) return 0;
        double at = ((slope / (multiplier * r)) - middle[input].Middle) / r;
        return double.IsNaN(at) ? 0 : Math.Clamp(at, -1, 1);
    }

    /// <summary>
    /// The multiplier at which the maximiser just meets the sphere, by bisection of its logarithm; 0 if the box alone is better,
    /// or rounding hides it.
    /// </summary>
    private double Multiplier(ReadOnlySpan<double> slopes, int sign)
    {
        double scale = 0;
        for (int i = 0; i < slopes.Length; i++) scale = Math.Max(scale, Math.Abs(slopes[i]) / Math.Max(radius[i], 1e-300));
        scale /= ballRadius;
        if (!(scale > 0) || !double.IsFinite(scale)) return 0;
        double low = Math.Log(scale) - 12, high = Math.Log(scale) + 12;
        if (Norm(slopes, sign, Math.Exp(low)) <= ballRadius) return 0;
        for (int i = 0; i < Steps; i++)
        {
            double middleLog = 0.5 * (low + high);
            if (Norm(slopes, sign, Math.Exp(middleLog)) > ballRadius) low = middleLog;
            else high = middleLog;
        }

        double found = Math.Exp(high);
        return double.IsFinite(found) ? found : 0;
    }

    private double Norm(ReadOnlySpan<double> slopes, int sign, double multiplier)
    {
        double squares = 0;
        for (int i = 0; i < slopes.Length; i++)
        {
            double place = middle[i].Middle + (radius[i] * Maximiser(sign * slopes[i], i, multiplier));
            squares += place * place;
        }

        return Math.Sqrt(squares);
    }
}
