namespace Espalier.Theory;

/// <summary>
/// One kept neuron with a free coefficient (Ferre' et al., Lemma 10). With θ the angle between w and w*, inf over a of
/// sup over the unit ball |σ(⟨w*,x⟩) − a·σ(⟨w,x⟩)| is exactly sin θ for θ ≤ π/2 (at a = cos θ), and 1 beyond: the lemma's inequality is an equality.
/// </summary>
public static class SingleNeuronLaw
{
    /// <summary>inf over a of the sup error on the unit ball for unit vectors at an angle.</summary>
    public static double BestError(double angle)
    {
        if (!(angle >= 0 && angle <= Math.PI))
            throw new InvalidInputException("angle", null, $"the angle is {angle}", "give an angle from 0 to π in radians");
        return angle >= 0.5 * Math.PI ? 1 : Math.Sin(angle);
    }

    /// <summary>ln of the exact probability that one random neuron comes within ε &lt; 1.</summary>
    public static double LogProbability(int dimension, double epsilon)
    {
        if (!(epsilon > 0 && epsilon < 1))
            throw new InvalidInputException(
                "epsilon", null, $"the value is {epsilon}", "give a number between 0 and 1; from 1 on the empty network is within ε");
        return SphericalCap.LogProbabilityOfSine(dimension, epsilon);
    }

    /// <summary>ln of the lemma's bound with explicit constants, ½·ε^{d−1}: a cap is at most that share, with equality in the limit ε → 1.</summary>
    public static double LogBound(int dimension, double epsilon) => ((dimension - 1) * Math.Log(epsilon)) - Math.Log(2);

    /// <summary>
    /// ln of the smallest N for which some of N random neurons is within ε with the wanted probability: N = ln(1 − success)/ln(1 − cap).
    /// </summary>
    public static double LogWidth(int dimension, double epsilon, double success = 0.5)
    {
        if (!(success > 0 && success < 1))
            throw new InvalidInputException("success", null, $"the value is {success}", "give a probability between 0 and 1");
        double cap = LogProbability(dimension, epsilon);
        // −ln(1 − e^x) = e^x·(1 + e^x/2 + …): from here on the first term says all that float64 holds, also where e^x itself is 0.
        double logRate = cap < -40 ? cap : Math.Log(-double.LogP1(-Math.Exp(cap)));
        return Math.Log(-double.LogP1(-success)) - logRate;
    }
}
