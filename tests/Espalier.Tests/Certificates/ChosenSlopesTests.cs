using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Certificates;

/// <summary>One relaxation in which every form has slopes of its own below relaxed ReLUs, for the values of a network itself.</summary>
public sealed class ChosenSlopesTests
{
    [Fact]
    public void A_form_that_falls_with_a_ReLU_is_bounded_by_its_largest_value()
    {
        // 3 − 2·relu(x) − relu(−y) is 3 at most; with a slope of ½ for all forms it would be 4.5.
        Dense first = Layer(2, [1, 0, 0, -1], [0, 0]), last = Layer(1, [-2, -1], [3]);
        double found = Reach(new Network(new Shape(2), first, new Relu(), last), Domain(2, isBall: false));
        Assert.InRange(found, 3, 3.05);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_point_lies_above_the_bound(bool isBall)
    {
        int near = 0;
        for (uint number = 0; number < 60; number++)
        {
            var stream = new RandomStream(23, number, StreamPurpose.Sampling);
            ulong next = 0;
            double Draw() => (2 * stream.Uniform(next++, 0, 1)) - 1;
            double[] Draws(int count) => [.. Enumerable.Range(0, count).Select(_ => Draw())];
            int inputs = 1 + (int)(number % 4), width = 2 + (int)(number % 5);
            Dense first = Layer(width, Draws(width * inputs), Draws(width)), second = Layer(width, Draws(width * width), Draws(width));
            var network = new Network(new Shape(inputs), first, new Relu(), second, new Relu(), Layer(1, Draws(width), Draws(1)));
            double bound = Reach(network, Domain(inputs, isBall)), most = 0;
            for (int k = 0; k < 500; k++)
            {
                double[] point = k % 2 == 0 ? Draws(inputs) : [.. Draws(inputs).Select(x => x < 0 ? -1.0 : 1.0)];
                double length = Math.Sqrt(point.Sum(x => x * x));
                if (isBall && length > 1) point = [.. point.Select(x => x / length * (1 - 1e-12))];
                most = Math.Max(most, Math.Abs(Outputs.Of(network, point)[0]));
            }

            Assert.True(bound >= most * (1 - 1e-12), $"network {number}: {bound:R} is below {most:R}");
            if (bound < 1.3 * most) near++;
        }

        Assert.True(near > 20, $"only {near} bounds are near");
    }

    /// <summary>A bound on the magnitude of the output: the other network has weights of 0 at its end.</summary>
    private static double Reach(Network network, Domain domain)
    {
        int last = network.Nodes.Length - 1;
        Network other = network.Map((made, node) =>
            node < last ? made : made.WithParameters(static tensor => new Tensor(tensor.Shape, new double[tensor.Length])));
        return Certifier.Relax(new NetworkPair(network, other), new DifferenceQuestion(domain), threads: 1);
    }

    private static Domain Domain(int inputs, bool isBall)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, inputs)];
        return isBall ? new BallDomain(new double[inputs], 1) : new BoxDomain([.. ones.Select(x => -x)], ones);
    }

    private static Dense Layer(int outputs, double[] weights, double[] bias) =>
        new(new Tensor(new Shape(outputs, weights.Length / outputs), weights), new Tensor(new Shape(outputs), bias));
}
