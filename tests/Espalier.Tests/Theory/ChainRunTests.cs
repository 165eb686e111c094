using Espalier.Tests.InstructionSets;
using Espalier.Theory;

namespace Espalier.Tests.Theory;

/// <summary>Many states at a time give the same bits as one by one; known bits make this hold between instruction sets too.</summary>
public sealed class ChainRunTests
{
    [Theory]
    [InlineData(0.25, 0.25, 700, 350, 3000)]
    [InlineData(0.3, 0.1, 400, 1, 1500)]
    [InlineData(0.001, 0.9, 200, 200, 1000)]
    [InlineData(0.6, 0.4, 66, 1, 2001)]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    public void Runs_of_states_keep_every_bit(double up, double down, int cap, int start, int steps)
    {
        var chain = new BirthDeathChain(up, down, cap, start);
        ScaledProbability found = chain.StepwiseProbabilityOfZero(steps);
        Assert.Equal(OneByOne(chain, steps), found.Logarithm, 1e-9 * Math.Max(1, Math.Abs(found.Logarithm)));
        Assert.Equal(Bits[(cap, steps)], BitConverter.DoubleToInt64Bits(found.Mantissa));
    }

    /// <summary>The mantissas, as this code first computed them with AVX2; rewrite them only with a reason.</summary>
    private static readonly Dictionary<(int, int), long> Bits = new()
    {
        [(700, 3000)] = 4603366080856493385,
        [(400, 1500)] = 4607164681148351099,
        [(200, 1000)] = 4607172410800845468,
        [(66, 2001)] = 4606057379512514528,
    };

    /// <summary>Log-space arithmetic, slow and plain.</summary>
    private static double OneByOne(BirthDeathChain chain, int steps)
    {
        double[] now = new double[chain.Cap + 1];
        Array.Fill(now, double.NegativeInfinity);
        now[chain.Start] = 0;
        for (int k = 0; k < steps; k++)
        {
            double[] next = new double[now.Length];
            for (int state = 0; state < now.Length; state++)
            {
                double stay = 1 - (state < chain.Cap ? chain.Up : 0) - (state > 0 ? chain.Down : 0);
                double a = state > 0 ? now[state - 1] + Math.Log(chain.Up) : double.NegativeInfinity;
                double b = stay > 1e-15 ? now[state] + Math.Log(stay) : double.NegativeInfinity;
                double c = state < chain.Cap ? now[state + 1] + Math.Log(chain.Down) : double.NegativeInfinity;
                double largest = Math.Max(a, Math.Max(b, c));
                next[state] = double.IsNegativeInfinity(largest)
                    ? largest
                    : largest + Math.Log(Math.Exp(a - largest) + Math.Exp(b - largest) + Math.Exp(c - largest));
            }

            now = next;
        }

        return now[0];
    }
}
