using System.Globalization;
using Espalier.Numerics.Random;
using Espalier.Numerics.Special;

namespace Espalier.Theory.Checks;

/// <summary>Lemmas 7 and 9 of Ferre' et al. and the union bound of Theorem 1, on exact chain probabilities.</summary>
internal static class ChainLemmas
{
    /// <summary>
    /// Lemma 7 with the constants of its proof: for q &lt; p/2 and T ≥ 3, Pr(B_k = 0) ≤ 3·exp(−c·min(k, 2T/3)) with c = min(p/8, KL(p/2 ‖ q)),
    /// c times the constant 1.
    /// </summary>
    public static CheckTally Envelope(CheckInput input)
    {
        var draws = new Draws(input, 30);
        var tally = new CheckTally();
        double tightest = double.PositiveInfinity;
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double p = draws.Uniform(0.02, 0.66);
            double q = p * draws.Uniform(0.01, 0.49);
            int cap = draws.Integer(3, 40);
            double[] logarithms = new double[6 * cap];
            new BirthDeathChain(p, q, cap).LogProbabilitiesOfZero(logarithms);
            double proven = Math.Min(p / 8, Divergence(p / 2, q));
            double rate = input.Constant * proven;
            for (int k = 1; k < logarithms.Length; k++) tally.Add(Math.Log(3) - (rate * Math.Min(k, 2.0 * cap / 3)) - logarithms[k]);
            tightest = Math.Min(tightest, FittedRate(logarithms, cap) / proven);
        }

        tally.Measured = string.Create(
            CultureInfo.InvariantCulture, $"min over k of −ln Pr(B_k = 0)/min(k, T) is at least {tightest:G3} times r, without the factor 3");
        return tally;
    }

    /// <summary>Simulated paths against the exact probability, p of the simulation times the constant 1.</summary>
    public static CheckTally Simulation(CheckInput input)
    {
        var tally = new CheckTally();
        (double P, double Q, int T, int K)[] chains = [(0.3, 0.1, 10, 5), (0.3, 0.1, 10, 50), (0.2, 0.15, 4, 30), (0.1, 0.3, 6, 20)];
        foreach ((double p, double q, int cap, int steps) in chains)
        {
            double exact = new BirthDeathChain(p, q, cap).ProbabilityOfZero(steps).Value;
            var simulated = new BirthDeathChain(p * input.Constant, q, cap);
            var stream = new RandomStream(input.Seed, 31, StreamPurpose.Sampling);
            long hits = 0;
            for (int trial = 0; trial < input.Trials; trial++)
            {
                if (trial % 1024 == 0) input.Cancel.ThrowIfCancellationRequested();
                hits += simulated.Simulate(steps, stream, (ulong)(trial * (long)steps)) == 0 ? 1 : 0;
            }

            tally.AddFrequency(hits, input.Trials, exact);
        }

        return tally;
    }

    /// <summary>
    /// Lemma 9: with Pr(B_k = 0) ≤ exp(−r·min(k, T)), ln(eN) ≤ rF/2 and N ln 2 ≤ rTF/2, the sum over k &lt; T is at most x/(1 −
    /// x), x = exp(−a·rF), and that
    /// over k ≥ T at most exp(−a·rTF), for the constant a = ½.
    /// </summary>
    public static CheckTally SplitSum(CheckInput input)
    {
        var draws = new Draws(input, 32);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            double p = draws.Uniform(0.1, 0.6);
            int cap = draws.Integer(2, 15);
            int families = draws.Integer(50, 500);
            double[] logarithms = new double[1500];
            new BirthDeathChain(p, p * draws.Uniform(0.02, 0.4), cap).LogProbabilitiesOfZero(logarithms);
            double rate = FittedRate(logarithms, cap) * families;
            int width = (int)Math.Min(logarithms.Length - 1, Math.Min(Math.Exp((0.5 * rate) - 1), 0.5 * rate * cap / Math.Log(2)));
            if (width < cap) continue;
            double x = input.Constant * rate;
            double first = -x - double.LogP1(-Math.Exp(-x));
            tally.Add((first - UnionBound.LogSum(width, families, logarithms, 1, cap - 1)) / Math.Abs(first));
            tally.Add(((-x * cap) - UnionBound.LogSum(width, families, logarithms, cap)) / (x * cap));
        }

        return tally;
    }

    /// <summary>
    /// Theorem 1's union bound: a threshold's sum, recomputed by Stirling's formula with F times the constant 1, is at most δ,
    /// and one neuron more exceeds δ.
    /// </summary>
    public static CheckTally Thresholds(CheckInput input)
    {
        var draws = new Draws(input, 33);
        var tally = new CheckTally();
        for (int trial = 0; trial < input.Trials; trial++)
        {
            var question = new ThresholdQuestion(draws.Integer(300, 900), draws.Uniform(0.05, 0.2), draws.Uniform(0.001, 0.5))
            {
                Radius = draws.Uniform(1.5, 4),
                Step = draws.Choose<SlopeStep>([SlopeStep.Strict, SlopeStep.Stated]),
                Start = draws.Integer(0, 1),
            };
            NeuronThreshold found = NeuronThreshold.Find(question, input.Cancel);
            double[] logarithms = new double[found.Width + 2];
            new BirthDeathChain(found.Up, found.Down, Math.Max(1, found.Cap), question.Start).LogProbabilitiesOfZero(logarithms, input.Cancel);
            double logDelta = Math.Log(question.Delta);
            tally.Add((logDelta - Recomputed(found.Width, input.Constant * question.Families, logarithms)) / Math.Abs(logDelta));
            tally.Add((Recomputed(found.Width + 1, input.Constant * question.Families, logarithms) - logDelta) / Math.Abs(logDelta));
        }

        return tally;
    }

    /// <summary>The largest r with Pr(B_k = 0) ≤ exp(−r·min(k, T)) for all k given.</summary>
    internal static double FittedRate(ReadOnlySpan<double> logarithms, int cap)
    {
        double rate = double.PositiveInfinity;
        for (int k = 1; k < logarithms.Length; k++) rate = Math.Min(rate, -logarithms[k] / Math.Min(k, cap));
        return rate;
    }

    private static double Recomputed(int width, double families, ReadOnlySpan<double> logarithms)
    {
        double log = double.NegativeInfinity;
        for (int k = 1; k <= width; k++)
        {
            double term = GammaRatio.LogFactorial(width) - GammaRatio.LogFactorial(k) - GammaRatio.LogFactorial(width - k) + (
                families * logarithms[k]);
            double high = Math.Max(log, term);
            if (double.IsFinite(high)) log = high + Math.Log(Math.Exp(log - high) + Math.Exp(term - high));
        }

        return log;
    }

    private static double Divergence(double x, double y) => (x * Math.Log(x / y)) + ((1 - x) * Math.Log((1 - x) / (1 - y)));
}
