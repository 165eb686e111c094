using Espalier.Certificates;
using Espalier.Certificates.Branching;
using Espalier.Certificates.Relaxations;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tests.Certificates.Exact;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Certificates;

/// <summary>No point of any small pair's domain lies beyond a certified bound, whichever way the domain is divided.</summary>
public sealed class CertifierTests
{
    private const int Pairs = 300;
    private const int Points = 100;

    [Fact]
    [Slow]
    public void No_point_exceeds_the_bound_and_every_witness_attains_its_value()
    {
        Parallel.For(1, Pairs + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, number =>
        {
            ulong seed = (ulong)number;
            var draw = new SmallPairs(seed);
            NetworkPair pair = draw.Draw(out _);
            DifferenceQuestion question = draw.Ask(pair);
            Certificate[] certificates =
            [
                Certify(pair, question, new CertifierOptions(MostPieces: 1), splitsInputs: true),
                Certify(pair, question, new CertifierOptions(MostPieces: 300), splitsInputs: true),
                Certify(pair, question, new CertifierOptions(MostPieces: 300), splitsInputs: false),
            ];
            double upper = certificates.Min(each => each.Upper);
            var points = new PointDifference(pair);
            for (int i = 0; i < Points; i++)
            {
                double[] point = draw.Point(question.Domain);
                double value = points.At(question, point);
                Assert.True(value <= upper, $"seed {seed}: {value} at ({string.Join(", ", point)}), {upper} certified");
            }

            foreach (Certificate certificate in certificates)
            {
                Assert.True(certificate.Lower <= upper, $"seed {seed}: lower bound {certificate.Lower} above the upper bound {upper}");
                Assert.True(double.IsFinite(certificate.Upper), $"seed {seed}: nothing was proved");
                if (certificate.Witness is null) continue;
                Assert.True(question.Domain.Contains(certificate.Witness.Point.AsSpan()), $"seed {seed}: the witness is outside");
                Assert.True(
                    NaiveDifference(pair, question, [.. certificate.Witness.Point]) >= certificate.Lower * (1 - 1e-12) - 1e-15,
                    $"seed {seed}: the witness does not attain its value");
            }
        });
    }

    [Fact]
    [Slow]
    public void Dividing_the_inputs_closes_the_gap()
    {
        int closed = 0;
        for (ulong seed = 1; seed <= 25; seed++)
        {
            var draw = new SmallPairs(seed);
            NetworkPair pair = draw.Draw(out int inputs);
            if (inputs > 2) continue;
            DifferenceQuestion question = draw.Ask(pair);
            Certificate certificate = Certifier.Bound(pair, question, new CertifierOptions(Tolerance: 1e-2, MostPieces: 20_000), threads: 2);
            Assert.True(certificate.Upper <= Math.Max(certificate.Lower * 1.0101, 1e-12), $"seed {seed}: {certificate}");
            closed++;
        }

        Assert.True(closed > 4);
    }

    [Fact]
    public void Identical_networks_do_not_differ()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            Network network = new SmallPairs(seed).Draw(out int inputs).A;
            Certificate certificate = Certifier.Bound(
                new NetworkPair(network, network), new DifferenceQuestion(BallDomain.AroundZero(inputs, 100)), new CertifierOptions(), threads: 1);
            Assert.Equal(0, certificate.Upper);
            Assert.Equal(CertificateStatus.Closed, certificate.Status);
            Assert.Equal(1, certificate.Pieces);
        }
    }

    /// <summary>With D = W_A − W_B: the largest row norm and the largest singular value, which for the second matrix is double.</summary>
    [Theory]
    [InlineData(OutputNorm.Largest, 3.0, 4.0, 0.0, 0.0, 5.0)]
    [InlineData(OutputNorm.Euclidean, 0.0, 4.0, 3.0, 0.0, 4.0)]
    [InlineData(OutputNorm.Euclidean, 0.6, 0.8, -0.8, 0.6, 1.0)]
    [InlineData(OutputNorm.Euclidean, 1.0, 1.0, 1.0, 1.0, 2.0)]
    public void One_layer_over_a_ball_is_exact(OutputNorm norm, double d11, double d12, double d21, double d22, double factor)
    {
        const double Radius = 0.61;
        var a = new Network(new Shape(2), new Dense(new Tensor(new Shape(2, 2), (double[])[7 + d11, 2 + d12, d21, 5 + d22])));
        var b = new Network(new Shape(2), new Dense(new Tensor(new Shape(2, 2), (double[])[7, 2, 0, 5])));
        Certificate certificate = Certifier.Bound(
            new NetworkPair(a, b), new DifferenceQuestion(BallDomain.AroundZero(2, Radius), norm), new CertifierOptions(MostPieces: 1), threads: 1);
        Assert.InRange(certificate.Upper, factor * Radius * (1 - 1e-13), factor * Radius * (1 + 1e-12));
        Assert.InRange(certificate.Lower, 0.6 * factor * Radius, certificate.Upper);
    }

    /// <summary>‖c‖ + 1 for the unit ball around c; of any other ellipse the best of many points comes near.</summary>
    [Fact]
    public void The_reach_of_an_ellipse_is_that_of_its_farthest_point()
    {
        var stream = new RandomStream(4, 4, StreamPurpose.Sampling);
        for (ulong seed = 0; seed < 50; seed++)
        {
            double[] matrix = [.. Enumerable.Range(0, 4).Select(i => seed == 0 ? (i % 3 == 0 ? 1 : 0) : stream.Uniform((seed * 10) + (ulong)i))];
            double[] centre = [stream.Uniform((seed * 10) + 5), stream.Uniform((seed * 10) + 6)];
            double reach = EllipsoidReach.Of(centre, matrix, 2);
            if (seed == 0)
                Assert.InRange(
                    reach,
                    1 + Math.Sqrt((centre[0] * centre[0]) + (centre[1] * centre[1])),
                    1 + 1e-11 + Math.Sqrt((centre[0] * centre[0]) + (centre[1] * centre[1])));
            double best = 0;
            for (int k = 0; k < 20_000; k++)
            {
                (double s, double c) = Math.SinCos(k * Math.PI / 10_000);
                double x = centre[0] + (matrix[0] * c) + (matrix[1] * s), y = centre[1] + (matrix[2] * c) + (matrix[3] * s);
                best = Math.Max(best, Math.Sqrt((x * x) + (y * y)));
            }

            Assert.InRange(reach, best * (1 - 1e-15), best * (1 + 1e-6));
        }
    }

    [Fact]
    public void One_layer_over_a_box_is_exact()
    {
        var a = new Network(new Shape(3), new Dense(new Tensor(new Shape(1, 3), (double[])[1, 2, 3]), new Tensor(new Shape(1), (double[])[0.5])));
        var b = new Network(new Shape(3), new Dense(new Tensor(new Shape(1, 3), (double[])[0, 4, 3.5])));
        var box = new BoxDomain([-1, 0, 0.25], [2, 3, 1]);
        Certificate certificate = Certifier.Bound(new NetworkPair(a, b), new DifferenceQuestion(box), new CertifierOptions(), threads: 1);
        double exact = Math.Abs(-1 - 6 - 0.5 + 0.5);
        Assert.InRange(certificate.Upper, exact, exact + 1e-13);
        Assert.InRange(certificate.Lower, exact - 1e-13, exact);
    }

    /// <summary>The maximum is 1 at x = 1 alone. A part in 10⁹ above ε must be refuted, a part in 10⁹ below may be proved.</summary>
    [Fact]
    public void A_violation_of_a_billionth_is_never_certified()
    {
        var a = new Network(
            new Shape(1),
            new Dense(new Tensor(new Shape(2, 1), (double[])[1, 1]), new Tensor(new Shape(2), (double[])[0, -0.5])),
            new Relu(),
            new Dense(new Tensor(new Shape(1, 2), (double[])[1, 1])));
        var b = new Network(
            new Shape(1),
            new Dense(new Tensor(new Shape(2, 1), (double[])[0.5, 1]), new Tensor(new Shape(2), (double[])[0, -0.5])),
            new Relu(),
            new Dense(new Tensor(new Shape(1, 2), (double[])[1, 0])));
        var pair = new NetworkPair(a, b);
        var question = new DifferenceQuestion(new BoxDomain([-1], [1]));
        Certificate reached = Certifier.Bound(pair, question, new CertifierOptions(Epsilon: 1 - 1e-9), threads: 1);
        Assert.Equal(CertificateStatus.Refuted, reached.Status);
        Assert.True(reached.Lower >= 1 - 1e-9);
        Assert.NotEqual(CertificateStatus.Proved, Certifier.Bound(pair, question, new CertifierOptions(Epsilon: 1), threads: 1).Status);
        Assert.Equal(CertificateStatus.Proved, Certifier.Bound(pair, question, new CertifierOptions(Epsilon: 1 + 1e-9), threads: 1).Status);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var draw = new SmallPairs(seed);
            NetworkPair pair = draw.Draw(out _);
            DifferenceQuestion question = draw.Ask(pair);
            Certificate one = Certifier.Bound(pair, question, new CertifierOptions(MostPieces: 500), threads: 1);
            Certificate three = Certifier.Bound(pair, question, new CertifierOptions(MostPieces: 500), threads: 3);
            Assert.Equal((one.Lower, one.Upper, one.Pieces, one.Status), (three.Lower, three.Upper, three.Pieces, three.Status));
        }
    }

    [Fact]
    [Slow]
    public void Every_supported_layer_becomes_a_chain_that_computes_the_same()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            Network network = new RandomNetworks(seed).Draw();
            var zero = new Network(
                network.InputShape,
                [
                    new Flatten(),
                    new Dense(
                        new Tensor(
                            new Shape(network.OutputShape.Length, network.InputShape.Length),
                            new float[network.OutputShape.Length * network.InputShape.Length])),
                ]);
            var pair = new NetworkPair(network, zero);
            double[] point = [.. Enumerable.Range(0, pair.Inputs).Select(i => Math.Sin((seed * 31) + (ulong)(i * i)))];
            var points = new PointDifference(pair);
            double value = points.At(new DifferenceQuestion(BallDomain.AroundZero(pair.Inputs, 1e6)), point);
            double exact = Outputs.Of(network, point).Max(Math.Abs);
            Assert.InRange(value, exact * (1 - 1e-10) - 1e-10, exact * (1 + 1e-12) + 1e-12);
            double upper = Certifier.Bound(
                pair, new DifferenceQuestion(new BoxDomain(point, point)), new CertifierOptions(MostPieces: 1), threads: 1).Upper;
            Assert.InRange(upper, value, value * (1 + 1e-9) + 1e-9);
        }
    }

    [Fact]
    public void Overflow_proves_nothing()
    {
        var huge = new Network(
            new Shape(1),
            new Dense(new Tensor(new Shape(1, 1), (double[])[1e200])),
            new Relu(),
            new Dense(new Tensor(new Shape(1, 1), (double[])[1e200])));
        var small = new Network(
            new Shape(1), new Dense(new Tensor(new Shape(1, 1), (double[])[1])), new Relu(), new Dense(new Tensor(new Shape(1, 1), (double[])[1])));
        Certificate certificate = Certifier.Bound(
            new NetworkPair(huge, small),
            new DifferenceQuestion(new BoxDomain([-1], [1])),
            new CertifierOptions(Epsilon: 1, MostPieces: 100),
            threads: 1);
        Assert.NotEqual(CertificateStatus.Proved, certificate.Status);
        Assert.True(certificate.Upper > 1e300);
    }

    [Fact]
    public void Bad_questions_are_refused_with_a_remedy()
    {
        var net = new Network(new Shape(2), new Dense(new Tensor(new Shape(1, 2), (float[])[1, 2])));
        var other = new Network(new Shape(3), new Dense(new Tensor(new Shape(1, 3), (float[])[1, 2, 3])));
        var softmax = new Network(new Shape(2), new Dense(new Tensor(new Shape(1, 2), (float[])[1, 2])), new Softmax(false));
        var infinite = new Network(new Shape(2), new Dense(new Tensor(new Shape(1, 2), (float[])[1, float.PositiveInfinity])));
        Assert.Throws<InvalidInputException>(() => new NetworkPair(net, other));
        Assert.Throws<InvalidInputException>(() => new NetworkPair(net, softmax));
        Assert.Throws<InvalidInputException>(() => new NetworkPair(net, infinite));
        Assert.Throws<InvalidInputException>(() => new BoxDomain([0, 1], [1, 0]));
        Assert.Throws<InvalidInputException>(() => new BoxDomain([0, double.NaN], [1, 1]));
        Assert.Throws<InvalidInputException>(() => new BoxDomain([0], [1, 1]));
        Assert.Throws<InvalidInputException>(() => BallDomain.AroundZero(2, double.PositiveInfinity));
        Assert.Throws<InvalidInputException>(() => BallDomain.AroundZero(2, -1));
        var pair = new NetworkPair(net, net);
        Assert.Throws<InvalidInputException>(() => pair.Require(new DifferenceQuestion(BallDomain.AroundZero(3, 1))));
        Assert.Throws<InvalidInputException>(() => pair.Require(new DifferenceQuestion(BallDomain.AroundZero(2, 1), Output: 1)));
    }

    private static Certificate Certify(NetworkPair pair, DifferenceQuestion question, CertifierOptions options, bool splitsInputs) =>
        new Search(pair, question, options, 1, null, null, TestContext.Current.CancellationToken) { SplitsInputs = splitsInputs }.Run();

    private static double NaiveDifference(NetworkPair pair, DifferenceQuestion question, double[] point) =>
        ExactMaximum.Norm(Outputs.Difference(pair.A, pair.B, point), question.Norm, question.Output);
}
