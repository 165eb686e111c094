using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Tests.Theory;

public sealed class ChainSpectrumTests
{
    [Theory]
    [InlineData(0.3, 0.1, 10, 1, 50)]
    [InlineData(0.25, 0.25, 300, 1, 20_000)]
    [InlineData(0.25, 0.25, 300, 0, 20_001)]
    [InlineData(0.1, 0.3, 40, 5, 3000)]
    [InlineData(0.49, 0.51, 60, 0, 5000)]
    [InlineData(0.49, 0.51, 60, 1, 5001)]
    [InlineData(0.2, 0.05, 40, 1, 200)]
    [InlineData(0.9, 0.01, 30, 1, 2000)]
    public void Eigenvalues_and_dynamic_programming_agree(double up, double down, int cap, int start, long steps)
    {
        var chain = new BirthDeathChain(up, down, cap, start);
        double expected = chain.StepwiseProbabilityOfZero(steps).Logarithm;
        double? found = ChainSpectrum.ProbabilityOfZero(chain, steps)?.Logarithm;
        Assert.True(found is { } log && Math.Abs(log - expected) <= 1e-11 * Math.Max(1, Math.Abs(expected)), $"{found:R} instead of {expected:R}");
    }

    [Fact]
    public void Wherever_it_answers_it_is_right_for_all()
    {
        int answered = 0;
        for (uint trial = 0; trial < 300; trial++)
        {
            var stream = new RandomStream(14, trial, StreamPurpose.Sampling);
            double up = Math.Exp(stream.Uniform(0, -8, -0.3));
            double down = Math.Min(1 - up, Math.Exp(stream.Uniform(1, -8, -0.3)));
            int cap = 1 + (int)(stream.Word(20) % 60);
            var chain = new BirthDeathChain(up, down, cap, (int)(stream.Word(21) % 4) % (cap + 1));
            long steps = (long)Math.Exp(stream.Uniform(4, 0, 8));
            if (ChainSpectrum.ProbabilityOfZero(chain, steps) is not { } found) continue;
            answered++;
            double expected = chain.StepwiseProbabilityOfZero(steps).Logarithm;
            Assert.True(
                Math.Abs(found.Logarithm - expected) <= 1e-11 * Math.Max(1, Math.Abs(expected)),
                $"replay: stream (14, {trial}); {found.Logarithm:R} instead of {expected:R}");
        }

        Assert.InRange(answered, 100, 300);
    }

    [Fact]
    public void Where_terms_cancel_it_does_not_answer()
    {
        Assert.Null(ChainSpectrum.ProbabilityOfZero(new BirthDeathChain(0.25, 0.25, 100, 50), 49));
        Assert.Null(ChainSpectrum.ProbabilityOfZero(new BirthDeathChain(0.25, 0.25, 100, 50), 60));
        Assert.Null(ChainSpectrum.ProbabilityOfZero(new BirthDeathChain(0, 0.25, 100, 50), 60));
    }

    [Fact]
    public void A_million_steps_of_ten_thousand_states_are_at_once_there()
    {
        // The walk with p = q has not settled after 10⁶ steps; its return probability is then that of the half line, about 1/√(π·2p·k/2)·….
        ScaledProbability found = new BirthDeathChain(0.25, 0.25, 10_000).ProbabilityOfZero(1_000_000);
        Assert.Equal(1 / Math.Sqrt(Math.PI * 0.25 * 1_000_000), found.Value, 1e-3 * found.Value);

        // Settled: (q/p)^T·(1 − q/p), here 10^-9542.
        found = new BirthDeathChain(0.9, 0.1, 10_000).ProbabilityOfZero(1_000_000);
        Assert.Equal((10_000 * Math.Log(1.0 / 9)) + Math.Log(8.0 / 9), found.Logarithm, 1e-10 * 21_973);
    }
}
