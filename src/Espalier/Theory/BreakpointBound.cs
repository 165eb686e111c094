namespace Espalier.Theory;

/// <summary>
/// A lower bound that needs Lemma 2 alone: within ε of a target whose slope changes by |a| at t*, some neuron must have its breakpoint within
/// 4ε/|a| of t*. Breakpoints do not depend on output coefficients and are independent between families, so that the probability that any subset
/// of N neurons succeeds is at most Π_i (1 − (1 − μ_i)^N), with no union over subsets and no assumption.
/// </summary>
/// <remarks>The target here has m equal weights 1/√m on the moving coordinates of m families, so that every t* is 0.</remarks>
/// <param name="Families">m.</param>
/// <param name="Mass">μ, the probability that one neuron's breakpoint is close enough; 1 if the window leaves the interval inside the ball.</param>
public sealed record BreakpointBound(int Families, double Mass)
{
    /// <summary>Lemma 2's constant: an affine function misses a kink a over a window of half-width w by at least |a|w/4.</summary>
    public const double KinkShare = 0.25;

    /// <summary>The bound for a target spread over some families.</summary>
    public static BreakpointBound For(int families, double epsilon, double radius) => For(families, epsilon, radius, KinkShare);

    /// <summary>The same with another constant in place of ¼.</summary>
    internal static BreakpointBound For(int families, double epsilon, double radius, double kinkShare)
    {
        if (families < 1) throw new InvalidInputException("families", null, $"the number is {families}", "give a whole number from 1 on");
        if (!(epsilon > 0)) throw new InvalidInputException("epsilon", null, $"the value is {epsilon}", "give a number above 0");
        double half = InputFamily.Reach(radius);
        double window = epsilon * Math.Sqrt(families) / kinkShare;
        return new(families, window > half ? 1 : BinMasses.CauchyMass(-window, window));
    }

    /// <summary>The target whose bound is best, up to two percent in the number of families that its weights are spread over.</summary>
    public static BreakpointBound Best(ThresholdQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        question.Check();
        BreakpointBound best = For(1, question.Epsilon, question.Radius);
        for (int families = 2; families <= question.Families; families = Math.Max(families + 1, (int)(families * 1.02)))
        {
            BreakpointBound other = For(families, question.Epsilon, question.Radius);
            if (other.Width(question.Delta) > best.Width(question.Delta)) best = other;
            if (other.Mass == 1) break;
        }

        return best;
    }

    /// <summary>ln of the bound on the probability that some subset of N neurons is within ε.</summary>
    public double LogProbability(double width) => Families * Math.Log(-double.ExpM1(width * double.LogP1(-Mass)));

    /// <summary>The largest N whose bound is at most δ.</summary>
    public double Width(double delta)
    {
        if (Mass == 1) return 0;
        // (1 − (1 − μ)^N)^m ≤ δ solved for N.
        double each = Math.Exp(Math.Log(delta) / Families);
        return Math.Floor(double.LogP1(-each) / double.LogP1(-Mass));
    }
}
