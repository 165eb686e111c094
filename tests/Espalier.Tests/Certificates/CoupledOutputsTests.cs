using Espalier.Certificates;
using Espalier.Certificates.Relaxations;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates;

/// <summary>Bounds whose outputs share one scaling of their symbols: above all that is sampled, and between the other two ways.</summary>
public sealed class CoupledOutputsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Shared_bounds_hold_and_lie_between_single_symbols_and_own_scalings(bool isBall)
    {
        int lower = 0;
        for (uint number = 0; number < 30; number++)
        {
            (Network a, Network b) = Draw(number, width: 20 + (int)number, hasSplit: false);
            var pair = new NetworkPair(a, b);
            Domain domain = isBall ? BallDomain.AroundZero(pair.Inputs, 1) : BoxDomain.Cube(pair.Inputs, -1, 1);
            var question = new DifferenceQuestion(domain);
            double apart = Certifier.Relax(pair, question, 1, Coupling.None), shared = Certifier.Relax(pair, question, 1, Coupling.Shared);
            double single = Certifier.Relax(pair, question, 1, Coupling.Single);
            double most = SampledDifference.Most(pair, question, (int)number, count: 300);
            Assert.Equal(shared, Certifier.Relax(pair, question, 2, Coupling.Shared));
            Assert.True(shared >= most, $"pair {number}: {most:R} is above {shared:R}");
            Assert.InRange(shared, single, apart);
            if (shared < 0.9 * apart) lower++;
        }

        Assert.True(lower > 15, $"only {lower} of 30 bounds gain from symbols together");
    }

    /// <summary>Behind a split of signs a ball is a ball of twice as many inputs.</summary>
    [Fact]
    public void A_split_of_signs_in_a_ball_costs_no_symbols()
    {
        for (uint number = 0; number < 20; number++)
        {
            (Network a, Network b) = Draw(number, width: 12, hasSplit: true);
            var pair = new NetworkPair(a, b);
            foreach (OutputNorm norm in new[] { OutputNorm.Largest, OutputNorm.Euclidean })
            {
                var question = new DifferenceQuestion(BallDomain.AroundZero(pair.Inputs, 0.7), norm);
                double shared = Certifier.Relax(pair, question, 1, Coupling.Shared), single = Certifier.Relax(pair, question, 1, Coupling.Single);
                double most = SampledDifference.Most(pair, question, (int)number, count: 300);
                Assert.True(single >= most, $"pair {number}: {most:R} is above {single:R}");
                Assert.InRange(single, 0, shared);
                var whole = new DifferencePass(pair.Together, withShares: false, threads: 1, Coupling.None);
                whole.Run(InputSet.Of(question.Domain), []);
                double symbols = question.Measure.Bound(whole, pair.Outputs, null).Value;
                Assert.True(shared < symbols, $"pair {number}: {shared:R} is no less than {symbols:R} with a symbol for each sign");
            }
        }
    }

    private static (Network A, Network B) Draw(uint number, int width, bool hasSplit)
    {
        var stream = new RandomStream(31, number, StreamPurpose.Sampling);
        ulong next = 0;
        double Draws() => (2 * stream.Uniform(next++, 0, 1)) - 1;
        int inputs = 8 + (int)(number % 9), read = hasSplit ? 2 * inputs : inputs;
        double[] first = [.. Enumerable.Range(0, width * read).Select(_ => Draws())];
        double[] bias = [.. Enumerable.Range(0, width).Select(_ => 0.3 * Draws())];
        double[] last = [.. Enumerable.Range(0, 3 * width).Select(_ => Draws())];
        return (Of(0), Of(0.05));

        Network Of(double change)
        {
            double[] Near(double[] values) => [.. values.Select(value => value + (change == 0 ? 0 : change * Draws()))];
            var hidden = new Dense(new Tensor(new Shape(width, read), Near(first)), new Tensor(new Shape(width), bias));
            var outputs = new Dense(new Tensor(new Shape(3, width), Near(last)), null);
            var input = new Shape(inputs);
            return hasSplit
                ? new Network(input, new SplitSigns(), new Relu(), hidden, new Relu(), outputs)
                : new Network(input, hidden, new Relu(), outputs);
        }
    }
}
