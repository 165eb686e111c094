using Espalier.Certificates;
using Espalier.Certificates.Witnesses;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates;

/// <summary>The error of a neuron subset, asked as the difference of two networks, agrees with the sup-norm on the circle.</summary>
public sealed class NeuronErrorTests
{
    [Fact]
    public void Both_ways_give_the_same_error_in_the_plane()
    {
        for (uint number = 0; number < 25; number++)
        {
            var problem = NeuronProblem.Draw(new RandomStream(4, number, StreamPurpose.Experiment), dimension: 2, width: 6);
            int[] kept = [.. Enumerable.Range(0, problem.Width).Where(i => (number >> (i % 5) & 1) == 0)];
            SupNormBounds expected = SupNorm.Evaluate(problem, kept);
            var pair = new NetworkPair(Subset(problem, kept), Target(problem));
            var question = new DifferenceQuestion(BallDomain.AroundZero(problem.Dimension, problem.Radius));
            Certificate found = Certifier.Bound(
                pair, question, new CertifierOptions(Tolerance: 1e-4, MostPieces: 20_000), threads: 2, new WitnessRounds(2));
            Assert.Equal(CertificateStatus.Closed, found.Status);
            Assert.True(
                found.Upper >= expected.Lower && found.Lower <= expected.Upper,
                $"problem {number}: [{found.Lower:R}, {found.Upper:R}] against [{expected.Lower:R}, {expected.Upper:R}]");
            Assert.Equal(expected.Lower, found.Lower, 1e-9);
        }
    }

    private static Network Subset(NeuronProblem problem, int[] kept)
    {
        if (kept.Length == 0)
            return new Network(new Shape(problem.Dimension), new Dense(new Tensor(new Shape(1, problem.Dimension), new double[problem.Dimension])));
        double[] weights = [.. kept.SelectMany(i => Row(problem, i))];
        double[] coefficients = [.. kept.Select(i => problem.Coefficients[i])];
        return TwoLayers(problem.Dimension, weights, coefficients);
    }

    private static double[] Row(NeuronProblem problem, int neuron) => problem.Weights.Slice(neuron * problem.Dimension, problem.Dimension).ToArray();

    private static Network Target(NeuronProblem problem) => TwoLayers(problem.Dimension, problem.Target.ToArray(), [1]);

    private static Network TwoLayers(int inputs, double[] weights, double[] coefficients) =>
        new(
            new Shape(inputs),
            new Dense(new Tensor(new Shape(coefficients.Length, inputs), weights)),
            new Relu(),
            new Dense(new Tensor(new Shape(1, coefficients.Length), coefficients)));
}
