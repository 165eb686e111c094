using System.Numerics;
using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Tests.Theory;

public sealed class BirthDeathChainTests
{
    /// <summary>Known answers from a product of float64 matrices; five and fourteen digits were given.</summary>
    [Theory]
    [InlineData(0.3, 0.1, 10, 5, 0.11518, 1e-5)]
    [InlineData(0.3, 0.1, 10, 50, 0.0018123422390157, 1e-13)]
    [InlineData(0.2, 0.05, 40, 200, 2.5531088306955e-07, 1e-13)]
    public void Known_answers(double up, double down, int cap, int steps, double expected, double tolerance)
    {
        ScaledProbability found = new BirthDeathChain(up, down, cap).ProbabilityOfZero(steps);
        Assert.Equal(1, found.Value / expected, tolerance);
        Assert.Equal(Math.Log(expected), found.Logarithm, 1e-4);
    }

    /// <summary>Probabilities in 1/64 make every step an exact whole number, whatever its size.</summary>
    [Theory]
    [InlineData(19, 6, 10, 1, 300)]
    [InlineData(40, 1, 60, 1, 1000)]
    [InlineData(63, 1, 200, 1, 700)]
    [InlineData(1, 63, 30, 30, 500)]
    [InlineData(32, 32, 5, 0, 100)]
    [InlineData(0, 20, 7, 7, 200)]
    [InlineData(0, 64, 7, 7, 20)]
    [InlineData(64, 0, 3, 0, 20)]
    [InlineData(7, 0, 3, 0, 2000)]
    [InlineData(0, 0, 3, 0, 20)]
    [InlineData(50, 0, 4, 1, 20)]
    [Slow]
    public void Equals_exact_rational_arithmetic(int up, int down, int cap, int start, int steps)
    {
        var chain = new BirthDeathChain(up / 64.0, down / 64.0, cap, start);
        double[] logarithms = new double[steps + 1];
        chain.LogProbabilitiesOfZero(logarithms);
        var exact = new BigInteger[cap + 1];
        exact[start] = 1;
        for (int k = 0; k <= steps; k++)
        {
            double expected = exact[0].IsZero ? double.NegativeInfinity : BigInteger.Log(exact[0]) - (k * Math.Log(64));
            Assert.Equal(expected, logarithms[k], 1e-9);
            if (k % 97 == 0) Assert.Equal(logarithms[k], chain.ProbabilityOfZero(k).Logarithm);
            exact = Next(exact, up, down);
        }
    }

    [Fact]
    public void Stays_accurate_far_below_the_range_of_float64()
    {
        // In the long run Pr(state) is proportional to (p/q)^state: the answer is near 10^-9000.
        ScaledProbability found = new BirthDeathChain(0.999, 1e-6, 1500).ProbabilityOfZero(2_000_000);
        double ratio = Math.Log(1e-6 / 0.999);
        Assert.Equal((1500 * ratio) + Math.Log(1 - Math.Exp(ratio)), found.Logarithm, 1e-6);
        Assert.Equal(0, found.Value);
        Assert.True(found.Exponent < -25_000);
    }

    [Fact]
    public void Neighbours_many_powers_apart_do_not_lose_the_only_way_to_zero()
    {
        // p + q = 1: nobody stays, so that zero is fed by its upper neighbour alone; q = 1e-90 puts states 300 binary digits apart.
        ScaledProbability found = new BirthDeathChain(1, 0, 5, 5).ProbabilityOfZero(10);
        Assert.Equal(double.NegativeInfinity, found.Logarithm);
        found = new BirthDeathChain(0.5, 1e-90, 30, 30).ProbabilityOfZero(30);
        Assert.Equal(30 * Math.Log(1e-90), found.Logarithm, 1e-9);
    }

    [Fact]
    public void The_sum_over_all_states_stays_one()
    {
        // Pr(B_k = 0) from every start, weighted by the stationary law, is the stationary probability of 0.
        const double Up = 0.4;
        const double Down = 0.25;
        const int Cap = 12;
        double[] weights = [.. Enumerable.Range(0, Cap + 1).Select(state => Math.Pow(Up / Down, state))];
        foreach (int steps in (ReadOnlySpan<int>)[1, 10, 1000])
        {
            double sum = Enumerable.Range(0, Cap + 1).Sum(
                start => weights[start] * new BirthDeathChain(Up, Down, Cap, start).ProbabilityOfZero(steps).Value);
            Assert.Equal(1, sum, 1e-12);
        }
    }

    /// <summary>100 000 paths; a binomial count is off by five standard deviations with probability below 1e-6.</summary>
    [Fact]
    public void Simulated_paths_agree_and_those_of_another_chain_do_not()
    {
        const int Trials = 100_000;
        double expected = new BirthDeathChain(0.3, 0.1, 10).ProbabilityOfZero(5).Value;
        Assert.True(Deviation(new(0.3, 0.1, 10)) < 5);
        Assert.True(Deviation(new(0.29, 0.1, 10)) > 5);

        double Deviation(BirthDeathChain simulated)
        {
            var stream = new RandomStream(5, 0, StreamPurpose.Sampling);
            int zeros = Enumerable.Range(0, Trials).Count(trial => simulated.Simulate(5, stream, (ulong)trial * 5) == 0);
            return Math.Abs(zeros - (Trials * expected)) / Math.Sqrt(Trials * expected * (1 - expected));
        }
    }

    /// <summary>Lemma 5's coupling: more p, less q and a higher start stay above on the same numbers.</summary>
    [Fact]
    public void Coupled_chains_keep_their_order()
    {
        var stream = new RandomStream(6, 0, StreamPurpose.Sampling);
        for (uint trial = 0; trial < 200; trial++)
        {
            var low = new BirthDeathChain(0.2, 0.3, 8, 1);
            var high = new BirthDeathChain(0.25, 0.2, 8, 2);
            int below = low.Start;
            int above = high.Start;
            for (ulong k = 0; k < 100; k++)
            {
                double uniform = 0.5 + (0.5 * stream.Uniform((trial * 100) + k));
                below = low.Next(below, uniform);
                above = high.Next(above, uniform);
                Assert.True(below <= above);
            }
        }
    }

    [Theory]
    [InlineData(0.6, 0.5, 10, 1, "p + q")]
    [InlineData(-0.1, 0.5, 10, 1, "p")]
    [InlineData(0.1, double.NaN, 10, 1, "q")]
    [InlineData(0.1, 1e-200, 10, 1, "q")]
    [InlineData(0.1, 0.1, 0, 0, "T")]
    [InlineData(0.1, 0.1, int.MaxValue, 1, "T")]
    [InlineData(0.1, 0.1, 10, 11, "start")]
    [InlineData(0.1, 0.1, 10, -1, "start")]
    public void Nonsense_is_refused(double up, double down, int cap, int start, string says)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => new BirthDeathChain(up, down, cap, start));
        Assert.Contains(says, error.Message);
    }

    private static BigInteger[] Next(BigInteger[] now, int up, int down)
    {
        int cap = now.Length - 1;
        var next = new BigInteger[now.Length];
        for (int state = 0; state <= cap; state++)
        {
            int stay = 64 - (state < cap ? up : 0) - (state > 0 ? down : 0);
            next[state] = now[state] * stay;
            if (state > 0) next[state] += now[state - 1] * up;
            if (state < cap) next[state] += now[state + 1] * down;
        }

        return next;
    }
}
