using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>
/// The law of Theorem A: some subset of N random neurons, with any coefficients, is within ε on the unit ball with a probability of at most
/// 1 − (1 − I)^N, I = I_{s²}((d′ − 1)/2, ½), s = 2ε/E_m, for every d′ from 2 to d.
/// </summary>
public static class AngleLaw
{
    /// <summary>m·E_m tends to Bernstein's constant; it only chooses which d′ are worth the certified number.</summary>
    private const double Bernstein = 0.2801694990238691;

    /// <summary>ln of the largest N whose bound is at most δ, rounded down, for one d′; null where s is not below 1.</summary>
    public static double? LogWidth(int dimension, double epsilon, double delta)
    {
        if (!(epsilon > 0)) throw new InvalidInputException("epsilon", null, $"the value is {epsilon}", "give a number above 0");
        return LogLineProbability(dimension, epsilon) is { } log ? LogWidth(log, delta) : null;
    }

    /// <summary>The best of all d′ up to d; null where none says anything.</summary>
    public static (int Dimension, double LogWidth)? Best(int dimension, double epsilon, double delta)
    {
        if (dimension < 2) throw new InvalidInputException("dimension", null, $"the dimension is {dimension}", "give a whole number from 2 on");
        (int Dimension, double LogWidth)? best = null;
        foreach (int candidate in Candidates(dimension, epsilon))
        {
            if (LogWidth(candidate, epsilon, delta) is { } width && !(width <= best?.LogWidth)) best = (candidate, width);
        }

        return best;
    }

    /// <summary>ln I, rounded up.</summary>
    internal static double? LogLineProbability(int dimension, double epsilon)
    {
        double sine = AngleBound.LargestSine(dimension, epsilon);
        double square = Outward.MultiplyUp(sine, sine);
        return square < 1 ? new HalfIntegerBeta(dimension - 1, 1).Log(square).Upper : null;
    }

    /// <summary>ln of −ln(1 − δ)/−ln(1 − I), rounded down.</summary>
    internal static double LogWidth(double logProbability, double delta)
    {
        Interval wanted = OutwardFunctions.Log(-OutwardFunctions.LogP1(-delta));
        return Outward.SubtractDown(wanted.Lower, LogRate(logProbability));
    }

    /// <summary>ln(−ln(1 − I)), rounded up; −ln(1 − I) ≤ I·(1 + I/(2(1 − I))), so that for I below 1e-3 it is at most ln I + 0.501·I.</summary>
    private static double LogRate(double logProbability)
    {
        double probability = OutwardFunctions.Exp(logProbability).Upper;
        if (probability < 1e-3) return Outward.AddUp(logProbability, Outward.MultiplyUp(0.501, probability));
        return probability < 1 ? OutwardFunctions.Log(-OutwardFunctions.LogP1(-probability)).Upper : double.PositiveInfinity;
    }

    /// <summary>Even d′ around the best by the limit of m·E_m, and d itself: an odd d′ has the E_m of d′ + 1 and larger caps.</summary>
    private static IEnumerable<int> Candidates(int dimension, double epsilon)
    {
        const int Sharp = AbsoluteValueApproximation.LargestExchange + 2;
        // A cap of angle arcsin s is about s^{d′−1}, and s is about 2ε(d′ − 2)/0.28: ln of it is least where the sine is about 1/e.
        int lead = 2 * (int)Math.Min(dimension / 2, 1 + (Bernstein / (4 * Math.E * epsilon)));
        // Beyond the certified degrees the constant is 1/2π.
        int large = 2 * (int)Math.Min(dimension / 2, 1 + (1 / (8 * Math.PI * Math.E * epsilon)));
        int[] candidates = [2, lead - 4, lead - 2, lead, lead + 2, lead + 4, Math.Min(dimension, Sharp), large, dimension];
        return candidates.Where(d => d >= 2 && d <= dimension).Distinct();
    }
}
