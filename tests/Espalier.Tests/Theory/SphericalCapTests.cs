using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Tests.Theory;

public sealed class SphericalCapTests
{
    [Theory]
    [InlineData(3, 0.1, 0.0024979173609871, 1e-13)]
    [InlineData(10, 0.5, 1.9220542689e-4, 1e-10)]
    [InlineData(2, 0.7, 0.7 / Math.PI, 1e-13)]
    [InlineData(3, 3.0, 0.99499624830022271, 1e-14)]
    [InlineData(7, Math.PI / 2, 0.5, 1e-14)]
    [InlineData(7, Math.PI, 1, 0)]
    [InlineData(7, 0, 0, 0)]
    public void Known_answers(int dimension, double angle, double expected, double tolerance) =>
        Assert.Equal(expected, SphericalCap.Probability(dimension, angle), tolerance * Math.Max(expected, 1e-300));

    [Fact]
    public void High_dimensions_do_not_underflow()
    {
        // Leading term for small angles: θ^{d−1}·Γ(d/2)/(2√π·Γ((d+1)/2)); at θ = 1e-9 the next is θ² smaller.
        double gammas = LogGammaRatio(1000);
        double expected = (999 * Math.Log(1e-9)) + gammas - Math.Log(2 * Math.Sqrt(Math.PI));
        Assert.Equal(expected, SphericalCap.LogProbability(1000, 1e-9), 1e-9);
        Assert.Equal(0, SphericalCap.Probability(1000, 1e-9));
        Assert.InRange(SingleNeuronLaw.LogWidth(1000, 1e-9), -expected - 1, -expected);
    }

    [Fact]
    public void Samples_agree_and_those_of_another_dimension_do_not()
    {
        const int Trials = 40_000;
        double expected = SphericalCap.Probability(4, 0.8);
        Assert.True(Deviation(4) < 5);
        Assert.True(Deviation(5) > 5);

        double Deviation(int dimension)
        {
            long inside = SphericalCap.CountWithin(dimension, 0.8, new RandomStream(3, 0, StreamPurpose.Sampling), Trials);
            return Math.Abs(inside - (Trials * expected)) / Math.Sqrt(Trials * expected * (1 - expected));
        }
    }

    [Fact]
    public void A_width_of_single_neurons_follows_from_the_cap()
    {
        double cap = SphericalCap.Probability(3, Math.Asin(0.1));
        Assert.Equal(Math.Log(0.5) / Math.Log(1 - cap), Math.Exp(SingleNeuronLaw.LogWidth(3, 0.1)), 1e-9);
        foreach (int dimension in (int[])[2, 3, 10, 100, 1000])
            foreach (double epsilon in (double[])[1e-12, 0.01, 0.5, 0.999])
                Assert.True(SingleNeuronLaw.LogProbability(dimension, epsilon) <= SingleNeuronLaw.LogBound(dimension, epsilon));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<InvalidInputException>(() => SphericalCap.Probability(1, 0.1));
        Assert.Throws<InvalidInputException>(() => SphericalCap.Probability(3, -0.1));
        Assert.Throws<InvalidInputException>(() => SphericalCap.Probability(3, 3.2));
        Assert.Throws<InvalidInputException>(() => SingleNeuronLaw.LogProbability(3, 1));
        Assert.Throws<InvalidInputException>(() => SingleNeuronLaw.LogWidth(3, 0.1, 1));
    }

    /// <summary>ln Γ(d/2) − ln Γ((d+1)/2) for even d, from Γ(½) = √π by steps of 1.</summary>
    private static double LogGammaRatio(int dimension)
    {
        double log = -0.5 * Math.Log(Math.PI);
        for (int i = 1; i < dimension / 2; i++) log += Math.Log(i) - Math.Log(i - 0.5);
        return log - Math.Log((dimension / 2) - 0.5);
    }
}
