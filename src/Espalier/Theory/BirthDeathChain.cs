using Espalier.Numerics.Random;

namespace Espalier.Theory;

/// <summary>
/// The (q, p, T) birth–death chain of Definition 4 in Ferre' et al.: up with probability p below T, down with probability q above 0,
/// otherwise it stays. State 0 is not absorbing.
/// </summary>
public sealed class BirthDeathChain
{
    /// <summary>The smallest p or q above 0; a chain that moves more rarely stands still for as long as anyone can count.</summary>
    internal const double SmallestProbability = 1e-100;

    /// <summary>The highest cap; one distribution then takes 240 MB.</summary>
    private const int LargestCap = 10_000_000;

    /// <summary>Steps between two looks whether the distribution has stopped changing.</summary>
    private const int LookInterval = 4096;

    /// <summary>Up to so many steps times states the dynamic programme is at once done.</summary>
    private const long SmallWork = 10_000_000;

    /// <summary>Describes a chain.</summary>
    /// <param name="up">p, the probability of a step up.</param>
    /// <param name="down">q, the probability of a step down.</param>
    /// <param name="cap">T, the highest state.</param>
    /// <param name="start">B₀: 1 in the paper; 0 is the safe choice, because the target's bin need not start broken.</param>
    /// <exception cref="InvalidInputException">These are not a chain.</exception>
    public BirthDeathChain(double up, double down, int cap, int start = 1)
    {
        CheckProbability("p", up);
        CheckProbability("q", down);
        if (up + down > 1) throw new InvalidInputException("q", null, $"p + q is {up + down}", "give probabilities whose sum is at most 1");
        if (cap is < 1 or > LargestCap)
            throw new InvalidInputException("T", null, $"the cap is {cap}", $"give a whole number from 1 to {LargestCap}");
        if (start < 0 || start > cap) throw new InvalidInputException("start", null, $"the start is {start}", $"give a state from 0 to {cap}");
        Up = up;
        Down = down;
        Cap = cap;
        Start = start;
    }

    /// <summary>p.</summary>
    public double Up { get; }

    /// <summary>q.</summary>
    public double Down { get; }

    /// <summary>T.</summary>
    public int Cap { get; }

    /// <summary>B₀.</summary>
    public int Start { get; }

    /// <summary>
    /// Pr(B_k = 0) by dynamic programming over all states; every term is positive, so that only roundings add up, about 3·2⁻⁵³ per step.
    /// Where k·T is large, by the eigenvalues of the chain, if their terms do not cancel.
    /// </summary>
    /// <param name="steps">k.</param>
    /// <param name="cancel">Stops the work.</param>
    public ScaledProbability ProbabilityOfZero(long steps, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (steps > SmallWork / Cap && ChainSpectrum.ProbabilityOfZero(this, steps) is { } closed) return closed;
        return StepwiseProbabilityOfZero(steps, cancel);
    }

    /// <summary>The dynamic programme, whatever it costs.</summary>
    internal ScaledProbability StepwiseProbabilityOfZero(long steps, CancellationToken cancel = default)
    {
        var distribution = new ChainDistribution(this);
        for (long done = 0; done < steps;)
        {
            cancel.ThrowIfCancellationRequested();
            long end = Math.Min(steps, done + LookInterval);
            bool changed = false;
            for (; done < end; done++) changed = distribution.Step();
            if (!changed) break;
        }

        return distribution.AtZero;
    }

    /// <summary>ln Pr(B_k = 0) for k = 0, 1, …, as many as the span is long; −∞ where 0 cannot be reached in k steps.</summary>
    /// <param name="logarithms">Receives one number for each k.</param>
    /// <param name="cancel">Stops the work.</param>
    public void LogProbabilitiesOfZero(Span<double> logarithms, CancellationToken cancel = default)
    {
        var distribution = new ChainDistribution(this);
        for (int k = 0; k < logarithms.Length; k++)
        {
            if (k % LookInterval == 0) cancel.ThrowIfCancellationRequested();
            if (k > 0 && !distribution.Step())
            {
                logarithms[k..].Fill(distribution.AtZero.Logarithm);
                return;
            }

            logarithms[k] = distribution.AtZero.Logarithm;
        }
    }

    /// <summary>
    /// The state after some steps, one uniform number per step: elements <paramref name="first"/>, <paramref name="first"/> + 1, … of the
    /// stream.
    /// </summary>
    public int Simulate(long steps, RandomStream stream, ulong first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        int state = Start;
        for (ulong k = 0; k < (ulong)steps; k++) state = Next(state, 0.5 + (0.5 * stream.Uniform(first + k)));
        return state;
    }

    /// <summary>
    /// The next state when the uniform number of the step is <paramref name="uniform"/> in (0, 1): low numbers go up, high numbers go down.
    /// </summary>
    /// <remarks>A chain with more p, less q or a higher state stays above when it gets the same numbers, as the coupling of Lemma 5 needs.</remarks>
    public int Next(int state, double uniform)
    {
        if (uniform < Up) return Math.Min(state + 1, Cap);
        return 1 - uniform < Down ? Math.Max(state - 1, 0) : state;
    }

    private static void CheckProbability(string name, double value)
    {
        if (!(value >= 0 && value <= 1)) throw new InvalidInputException(name, null, $"the value is {value}", "give a probability from 0 to 1");
        if (value is > 0 and < SmallestProbability)
            throw new InvalidInputException(name, null, $"the value is {value}", $"give 0, or a probability from {SmallestProbability} on");
    }
}
