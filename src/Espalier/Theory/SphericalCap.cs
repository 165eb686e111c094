using Espalier.Numerics.Random;
using Espalier.Numerics.Special;

namespace Espalier.Theory;

/// <summary>
/// The share of the unit sphere S^{d−1} within an angle of one direction (Ferre' et al., Lemma 10): ½·I_{sin²θ}((d−1)/2, ½) for θ ≤ π/2.
/// </summary>
public static class SphericalCap
{
    /// <summary>Pr(∠(w, w*) ≤ θ) for w uniform on the sphere; 0 if below the smallest float64.</summary>
    public static double Probability(int dimension, double angle) => Math.Exp(LogProbability(dimension, angle));

    /// <summary>ln Pr(∠(w, w*) ≤ θ), finite for every θ &gt; 0 and every dimension.</summary>
    public static double LogProbability(int dimension, double angle)
    {
        Require(dimension);
        if (!(angle >= 0 && angle <= Math.PI))
            throw new InvalidInputException("angle", null, $"the angle is {angle}", "give an angle from 0 to π in radians");
        double sine = Math.Sin(angle);
        double cosine = Math.Cos(angle);
        return angle <= 0.5 * Math.PI ? OfSine(dimension, sine, cosine) : double.LogP1(-Math.Exp(OfSine(dimension, sine, cosine)));
    }

    /// <summary>ln Pr(∠(w, w*) ≤ arcsin s) for s in [0, 1].</summary>
    public static double LogProbabilityOfSine(int dimension, double sine)
    {
        Require(dimension);
        if (!(sine >= 0 && sine <= 1)) throw new InvalidInputException("sine", null, $"the sine is {sine}", "give a number from 0 to 1");
        return OfSine(dimension, sine, Math.Sqrt((1 - sine) * (1 + sine)));
    }

    /// <summary>How many of a number of random directions, each d normal numbers of the stream, lie within the angle of the first axis.</summary>
    public static long CountWithin(int dimension, double angle, RandomStream stream, long trials, CancellationToken cancel = default)
    {
        Require(dimension);
        double cosine = Math.Cos(angle);
        var direction = new double[dimension];
        long within = 0;
        for (long trial = 0; trial < trials; trial++)
        {
            if ((trial & 1023) == 0) cancel.ThrowIfCancellationRequested();
            stream.FillNormal((ulong)trial * (ulong)dimension, direction);
            double square = 0;
            foreach (double x in direction) square += x * x;
            if (direction[0] >= cosine * Math.Sqrt(square)) within++;
        }

        return within;
    }

    private static double OfSine(int dimension, double sine, double cosine) =>
        IncompleteBeta.LogLower(0.5 * (dimension - 1), 0.5, sine * sine, cosine * cosine) - Math.Log(2);

    private static void Require(int dimension)
    {
        if (dimension < 2)
            throw new InvalidInputException(
                "dimension", null, $"the dimension is {dimension}", "give a whole number from 2 on; on a line there are only two directions");
    }
}
