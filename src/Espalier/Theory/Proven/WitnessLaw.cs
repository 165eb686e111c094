using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>
/// The law of Lemma W: some subset of N random neurons, with any coefficients, is within ε on the unit ball with a probability of at most 1 − 1/A,
/// A = E[r^N] over the angle between two random test directions. A is summed from above over cells with exact masses, in logarithms.
/// </summary>
/// <remarks>
/// r is convex and falls along χ ∈ [0, π/2], so r^N is below its chords; the density sin^{d−3}χ grows, so that the mean of a chord over a cell is at
/// most the mean of its ends. Summed by parts every mass enters as I_{sin²χ}((d − 2)/2, ½) with a positive factor.
/// </remarks>
public sealed class WitnessLaw
{
    private const double MaximumLog = 690;

    private readonly WitnessCurve _curve;
    private readonly double[] _logMasses;

    private WitnessLaw(int dimension, WitnessCurve curve)
    {
        _curve = curve;
        var beta = new HalfIntegerBeta(dimension - 2, 1);
        _logMasses = new double[curve.HalfSines.Length];
        _logMasses[0] = double.NegativeInfinity;
        for (int i = 1; i < _logMasses.Length; i++)
        {
            double z = curve.HalfSines[i];
            // sin²χ = 4z²(1 − z²), rounded up; at the right end it is 1.
            double square = 4 * z * z * (1 - z) * (1 + z) * (1 + 1e-15);
            _logMasses[i] = i == _logMasses.Length - 1 || square >= 1 ? 0 : beta.Log(square).Upper;
        }
    }

    /// <summary>ln of the largest N from 1 on whose bound is at most δ, rounded down; null if there is none.</summary>
    /// <param name="dimension">d ≥ 2.</param>
    /// <param name="epsilon">ε; from ½ on no witness excludes it.</param>
    /// <param name="delta">δ.</param>
    /// <param name="conditioned">Whether moments are taken given the t_j; at d = 2 and for large ε the other variant is better.</param>
    public static double? LogWidth(int dimension, double epsilon, double delta, bool conditioned)
    {
        double eta = WitnessBound.Eta(epsilon);
        if (dimension < 2) throw new InvalidInputException("dimension", null, $"the dimension is {dimension}", "give a whole number from 2 on");
        if (double.IsInfinity(eta) || (conditioned && (eta > WitnessCurve.LargestConditionedEta || dimension == 2))) return null;
        if (dimension == 2) return InThePlane(eta, delta);
        return Of(dimension, epsilon, conditioned).LogWidth(OutwardFunctions.LogP1(-delta).Upper);
    }

    /// <summary>The law for d ≥ 3 and an ε that the variant excludes.</summary>
    internal static WitnessLaw Of(int dimension, double epsilon, bool conditioned)
    {
        double eta = WitnessBound.Eta(epsilon);
        return new(dimension, conditioned ? WitnessCurve.Conditioned(dimension, eta) : WitnessCurve.Unconditioned(dimension, eta));
    }

    /// <summary>ln A at a width, rounded up; +∞ where it is out of range.</summary>
    internal double LogMoment(double width)
    {
        double[] logs = _curve.LogRatios;
        double sum = 0;
        for (int i = 1; i < logs.Length - 1; i++)
        {
            double exponent = _logMasses[i] + (width * logs[i - 1]);
            if (exponent > MaximumLog) return double.PositiveInfinity;
            sum += 0.5 * OutwardFunctions.Exp(exponent).Upper * AtMostOneMinusExp(width * (logs[i - 1] - logs[i + 1]));
        }

        sum += 0.5 * (Power(logs[^1]) + Power(logs[^2]));
        return double.IsFinite(sum) && sum > 0 ? OutwardFunctions.Log(sum * (1 + 1e-11)).Upper : double.PositiveInfinity;

        double Power(double log) => OutwardFunctions.Exp(Math.Min(width * log * (1 + 1e-15), MaximumLog + 10)).Upper;
    }

    /// <summary>1 − e^{−y} from above, for y ≥ 0.</summary>
    private static double AtMostOneMinusExp(double y) => y < 1e-3 ? y : 1 - OutwardFunctions.Exp(-y).Lower;

    /// <summary>At d = 2 there is one test direction: success has a probability of at most 1 − (1 − p)^N.</summary>
    private static double? InThePlane(double eta, double delta)
    {
        double p = Outward.MultiplyUp(2 / Math.PI * (1 + 1e-15), OutwardFunctions.ArcTangent(eta).Upper);
        if (p >= 1) return null;
        double log = AngleLaw.LogWidth(OutwardFunctions.Log(p).Upper, delta);
        return log >= 0 ? log : null;
    }

    private double? LogWidth(double logKept)
    {
        // 1 − 1/A ≤ δ is ln A ≤ −ln(1 − δ).
        double goal = -logKept;
        if (!Holds(0)) return null;
        double low = 0;
        double step = 1;
        while (Holds(low + step)) (low, step) = (low + step, 2 * step);
        double high = low + step;
        while (high - low > 1e-9)
        {
            double middle = 0.5 * (low + high);
            if (Holds(middle)) low = middle;
            else high = middle;
        }

        return low;

        bool Holds(double logWidth) => LogMoment(OutwardFunctions.Exp(logWidth).Upper) <= goal;
    }
}
