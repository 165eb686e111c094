using Espalier.Neurons;
using Espalier.Theory.Checks;
using Espalier.Theory.Proven;

namespace Espalier.Tests.Neurons;

/// <summary>How often random parents succeed, against the laws that bound it from above.</summary>
public sealed class SuccessFrequencyTests
{
    private static readonly double[] Epsilons = [0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002, 0.001];

    /// <summary>
    /// A law for tolerances so many times d smaller would be exceeded: so the comparison could fail. Laws only ask
    /// whether there is a witness, or a line near the target's; refits need far more, the more so the larger d is.
    /// </summary>
    private const double TooMuch = 10;

    [Theory]
    [InlineData(2, 12, 100)]
    [InlineData(3, 10, 60)]
    [InlineData(4, 8, 40)]
    [Slow]
    public void Success_is_no_more_frequent_than_the_laws_allow(int dimension, int width, int parents) => Compare(dimension, width, 0, parents);

    /// <summary>Many parents, and dimensions where they take long.</summary>
    [Theory(Explicit = true)]
    [InlineData(2, 12, 1500)]
    [InlineData(2, 30, 400)]
    [InlineData(3, 12, 600)]
    [InlineData(4, 10, 300)]
    [InlineData(5, 8, 150)]
    [InlineData(6, 8, 100)]
    public void Success_is_no_more_frequent_in_many_more(int dimension, int width, int parents) => Compare(dimension, width, 50_000, parents);

    [Slow]
    [Fact]
    public void Laws_are_probabilities_that_fall_with_the_tolerance()
    {
        foreach (int dimension in (int[])[2, 3, 6])
        {
            double last = 0;
            foreach (double epsilon in Epsilons.Reverse())
            {
                double log = LogSuccess(dimension, 12, epsilon);
                Assert.InRange(log, last == 0 ? double.NegativeInfinity : last, 0);
                last = log;
            }

            Assert.True(LogSuccess(dimension, 12, 1e-4) < Math.Log(0.05), $"d = {dimension}");
        }
    }

    private static void Compare(int dimension, int width, int first, int parents)
    {
        // Any subset, with whatever coefficients, is a choice of coefficients of all: none succeeds more often than refits of all neurons.
        double[] errors = new double[parents];
        for (int i = 0; i < parents; i++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, width, first + i);
            errors[i] = Refit.Minimax(problem, [.. Enumerable.Range(0, width)], 1e-2, steps: 40).Error.Upper;
        }

        var tally = new CheckTally();
        var twin = new CheckTally();
        foreach (double epsilon in Epsilons)
        {
            long hits = errors.LongCount(error => error <= epsilon);
            tally.AddAtMost(hits, parents, LogSuccess(dimension, width, epsilon));
            twin.AddAtMost(hits, parents, LogSuccess(dimension, width, epsilon / (TooMuch * dimension)));
        }

        Assert.True(tally.Violations == 0, $"d = {dimension}, N = {width}: {tally.WorstSlack}");
        Assert.True(twin.Violations > 0, $"d = {dimension}, N = {width}: a law for ε/{TooMuch * dimension} was not exceeded, by {twin.WorstSlack}");
    }

    /// <summary>ln of the probability that some subset, with any coefficients, succeeds: at most this, by Theorem A and by Lemma W.</summary>
    private static double LogSuccess(int dimension, int width, double epsilon)
    {
        double log = 0;
        for (int d = 2; d <= dimension; d++)
        {
            if (AngleLaw.LogLineProbability(d, epsilon) is { } line) log = Math.Min(log, Success(-width * double.LogP1(-Math.Exp(line))));
        }

        double eta = WitnessBound.Eta(epsilon);
        if (double.IsInfinity(eta)) return log;
        if (dimension == 2) return Math.Min(log, Success(-width * double.LogP1(-2 / Math.PI * Math.Atan(eta))));
        log = Math.Min(log, Success(WitnessLaw.Of(dimension, epsilon, conditioned: false).LogMoment(width)));
        return eta > WitnessCurve.LargestConditionedEta ? log
            : Math.Min(log, Success(WitnessLaw.Of(dimension, epsilon, conditioned: true).LogMoment(width)));

        static double Success(double logMoment) => Math.Log(-double.ExpM1(-logMoment));
    }
}
