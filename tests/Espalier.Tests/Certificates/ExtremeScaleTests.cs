using Espalier.Certificates;
using Espalier.Certificates.Relaxations;
using Espalier.Certificates.Witnesses;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.Tests.Numerics.Random;

namespace Espalier.Tests.Certificates;

/// <summary>Numbers at the ends of the range of float64: sums that overflow on the way, inputs and bounds among subnormals.</summary>
public sealed class ExtremeScaleTests
{
    private static readonly BoxDomain Ones = new([1, 1, 1, 1], [1, 1, 1, 1]);

    /// <summary>−1.5e308 − 1.5e308 + 1.7e308 + 1.7e308 is positive, but a sum in this order ends at −∞: the neuron is not dead.</summary>
    private static Network Cancelling(double last) => new(
        new Shape(4),
        new Dense(new Tensor(new Shape(1, 4), (double[])[-1.5e308, -1.5e308, 1.7e308, 1.7e308])),
        new Relu(),
        new Dense(new Tensor(new Shape(1, 1), (double[])[last])));

    /// <summary>
    /// Weights and inputs of every size, among them such as cancel or vanish in any sum; the difference is valued exactly at
    /// points of the domain.
    /// </summary>
    [Fact]
    [Slow]
    public void No_point_exceeds_the_bound_at_any_scale()
    {
        int proved = 0;
        for (int number = 0; number < 2500; number++)
        {
            var draw = new Draw(number);
            NetworkPair pair = draw.Pair();
            DifferenceQuestion question = draw.Question(pair);
            Certificate found = Certifier.Bound(pair, question, new CertifierOptions(MostPieces: 8), threads: 1);
            if (double.IsFinite(found.Upper)) proved++;
            double[] middle = question.Domain.Middle();
            var points = new PointDifference(pair);
            for (int i = 0; i < 12; i++)
            {
                double[] point = i == 0 ? middle : draw.Point(question.Domain);
                if (!question.Domain.Contains(point)) continue;
                double value = Certifier.ValueAt(pair, question, point, threads: 1);
                Assert.True(value <= found.Upper, $"pair {number}: {value:R} at ({string.Join(", ", point)}), {found.Upper:R} certified");
                double enclosed = points.At(question, point);
                Assert.True(enclosed <= value, $"pair {number}: {value:R} at ({string.Join(", ", point)}), {enclosed:R} enclosed");
            }
        }

        Assert.True(proved > 800, $"only {proved} bounds are finite");
    }

    /// <summary>Pairs whose layers have scales of their own, each a function of its number.</summary>
    private sealed class Draw(int number) : Draws(new RandomStream((ulong)number, 31, StreamPurpose.Sampling))
    {
        public NetworkPair Pair()
        {
            int inputs = 1 + Below(4), outputs = 1 + Below(2), depth = 1 + Below(3);
            int[] widths = [inputs, .. Enumerable.Range(1, depth - 1).Select(_ => 1 + Below(4)), outputs];
            Dense[] a = [.. Enumerable.Range(0, depth).Select(l => Layer(widths[l + 1], widths[l], Scale()))];
            Dense[] b = Below(2) == 0
                ? [.. a.Select(layer => Below(2) == 0 ? layer : Changed(layer))]
                : [.. a.Select((layer, l) => Layer(widths[l + 1], widths[l], Below(2) == 0 ? Scale() : layer.Weights[0]))];
            return new NetworkPair(Network(inputs, a), Network(inputs, b));
        }

        public DifferenceQuestion Question(NetworkPair pair)
        {
            double scale = Scale();
            double[] centre = [.. Enumerable.Range(0, pair.Inputs).Select(_ => Below(3) == 0 ? 0 : Uniform() * scale)];
            double size = Below(5) == 0 ? 0 : Below(3) == 0 ? Scale() : Math.Abs(Uniform()) * scale;
            size = Math.Min(size, 1e300);
            Domain domain = Below(2) == 0
                ? new BallDomain(centre, size)
                : new BoxDomain([.. centre.Select(x => x - size)], [.. centre.Select(x => x + size)]);
            return new DifferenceQuestion(domain, Below(2) == 0 ? OutputNorm.Largest : OutputNorm.Euclidean);
        }

        public double[] Point(Domain domain)
        {
            double[] middle = domain.Middle();
            for (int i = 0; i < middle.Length; i++)
            {
                double share = Below(2) == 0 ? Uniform() : Math.Sign(Uniform());
                if (domain is BallDomain) share *= 0.999 / Math.Sqrt(middle.Length);
                (double low, double high) = (domain.LowerEnd(i), domain.UpperEnd(i));
                middle[i] = share > 0 ? middle[i] + (share * (high - middle[i])) : middle[i] + (share * (middle[i] - low));
                middle[i] = Math.Clamp(middle[i], low, high);
            }

            return middle;
        }

        private static Network Network(int inputs, Dense[] layers) =>
            new(new Shape(inputs), [.. layers.SelectMany((layer, l) => l + 1 < layers.Length ? (Operator[])[layer, new Relu()] : [layer])]);

        private Dense Layer(int outputs, int inputs, double scale) => new(
            new Tensor(new Shape(outputs, inputs), [.. Enumerable.Range(0, outputs * inputs).Select(_ => Weight(scale))]),
            Below(2) == 0 ? null : new Tensor(new Shape(outputs), [.. Enumerable.Range(0, outputs).Select(_ => Weight(scale))]));

        private Dense Changed(Dense layer) => new(
            new Tensor(layer.Weights.Shape, [
                .. Enumerable.Range(0, layer.Weights.Length).Select(i => layer.Weights[i] * (1 + (Below(3) * 1e-9)))]), layer.Bias);

        private double Weight(double scale) => Below(6) switch
        {
            0 => 0,
            1 => Math.CopySign(Math.Min(Math.Abs(scale), double.MaxValue), Uniform()),
            _ => Math.Clamp(Uniform() * scale, -double.MaxValue, double.MaxValue),
        };

        /// <summary>Half of all scales are ordinary, the others anywhere, with some at the very ends.</summary>
        private double Scale() => Below(6) switch
        {
            0 => 1.7e308,
            1 => 1e-310,
            2 => Math.Pow(10, Uniform() * 305),
            _ => Math.Pow(10, Uniform() * 3),
        };
    }

    private static Network Chain(params int[] widths) => new(
        new Shape(widths[0]),
        [.. Enumerable.Range(1, widths.Length - 1).SelectMany(
            l => (Operator[])[new Dense(new Tensor(new Shape(widths[l], widths[l - 1]), new double[widths[l] * widths[l - 1]])), new Relu()])]);

    private static Network Constant(int inputs, double value) => new(
        new Shape(inputs), new Dense(new Tensor(new Shape(1, inputs), new double[inputs]), new Tensor(new Shape(1), (double[])[value])));

    [Fact]
    public void A_sum_that_overflows_on_the_way_proves_nothing()
    {
        Certificate found = Certifier.Bound(
            new NetworkPair(Cancelling(1e-308), Cancelling(0)), new DifferenceQuestion(Ones), new CertifierOptions(), threads: 1);
        Assert.True(found.Upper >= 0.39, $"{found}");
        var stacked = new NetworkPair(Cancelling(1e-308), Constant(4, 0.4));
        Certificate other = Certifier.Bound(stacked, new DifferenceQuestion(Ones), new CertifierOptions(MostPieces: 1), threads: 1);
        Assert.True(other.Lower <= 1e-9, $"{other}");
    }

    /// <summary>1e310 − 1e310 is 0, but a sum in this order ends at ∞.</summary>
    [Fact]
    public void A_curve_of_a_sum_that_overflows_may_have_any_value()
    {
        Network Curved(double weight) => new(
            new Shape(2), new Dense(new Tensor(new Shape(1, 2), [weight, -weight])), new Activation(ActivationFunction.Sigmoid));
        var pair = new NetworkPair(Curved(1e300), Curved(0));
        Assert.Equal(0, Certifier.ValueAt(pair, new DifferenceQuestion(new BoxDomain([1e10, 1e10], [1e10, 1e10])), [1e10, 1e10], threads: 1));
    }

    [Fact]
    public void The_middle_of_a_ball_that_overflows_proves_nothing()
    {
        Network line = new(new Shape(1), new Dense(new Tensor(new Shape(1, 1), [1e150]), new Tensor(new Shape(1), [1.7e308])));
        var question = new DifferenceQuestion(new BoxDomain([1e158], [1e158]));
        Certificate found = Certifier.Bound(new NetworkPair(line, Constant(1, 0)), question, new CertifierOptions(MostPieces: 4), threads: 1);
        Assert.Equal(double.PositiveInfinity, found.Upper);
    }

    /// <summary>The convolution's ball is too large for a number, that of both together is not: its middle must not be forgotten.</summary>
    [Fact]
    public void Factors_behind_a_convolution_keep_its_middle()
    {
        Network Scaled(double last) => new(
            new Shape(1, 1, 1),
            new Convolution(new Tensor(new Shape(1, 1, 1, 1), [1e150]), null, new Window()),
            new BatchNorm(new Tensor(new Shape(1), [1e-250]), null, new Tensor(new Shape(1), [0.0]), new Tensor(new Shape(1), [1.0]), 0),
            new Flatten(),
            new Dense(new Tensor(new Shape(1, 1), [last])));
        var question = new DifferenceQuestion(new BallDomain([1e158], 2e158));
        var pair = new NetworkPair(Scaled(1), Scaled(2));
        Certificate found = Certifier.Bound(pair, question, new CertifierOptions(MostPieces: 1), threads: 1);
        Assert.True(found.Upper >= Certifier.ValueAt(pair, question, [2.9e158], threads: 1), $"{found}");
    }

    /// <summary>Where neurons are divided, narrower ends are sought for every row: a constant that overflowed has none.</summary>
    [Fact]
    public void A_row_that_overflows_has_no_ends()
    {
        const int Inputs = 12;
        double[] first = new double[3 * Inputs], lower = [.. Enumerable.Repeat(-1.0, Inputs)], upper = [.. Enumerable.Repeat(1.0, Inputs)];
        for (int i = 0; i < 3; i++) first[(i * Inputs) + i] = 1;
        (lower[0], lower[1], upper[0], upper[1]) = (1e299, 1e299, 1.0001e299, 1.0001e299);
        Network Made(double last) => new(
            new Shape(Inputs),
            new Dense(new Tensor(new Shape(3, Inputs), first)),
            new Relu(),
            new Dense(new Tensor(new Shape(1, 3), [-1e10, 1e10, 1])),
            new Relu(),
            new Dense(new Tensor(new Shape(1, 1), [last])));
        var pair = new NetworkPair(Made(1), Made(0.5));
        var question = new DifferenceQuestion(new BoxDomain(lower, upper));
        double[] point = [.. lower];
        point[1] = upper[1];
        Assert.True(Certifier.ValueAt(pair, question, point, threads: 1) > 1e304);
        Assert.True(Certifier.Relax(pair, question, threads: 1) > 1e304);
    }

    [Fact]
    public void A_subnormal_input_under_a_huge_weight_counts()
    {
        var pair = new NetworkPair(new Network(new Shape(1), new Dense(new Tensor(new Shape(1, 1), (double[])[1e300]))), Constant(1, 1e-10));
        var question = new DifferenceQuestion(new BoxDomain([1e-310], [1e-310]));
        double exact = Certifier.ValueAt(pair, question, [1e-310], threads: 1);
        Assert.InRange(new PointDifference(pair).At(question, [1e-310]), 0, exact);
    }

    [Fact]
    public void The_reach_of_a_tiny_ellipsoid_is_not_nothing()
    {
        Assert.True(EllipsoidReach.Of([0, 0], [1e-170, 0, 0, 1e-170], 2) >= 1e-170);
        Assert.True(EllipsoidReach.Of([1e-170, 0], [1e-170, 0, 0, 1e-170], 2) >= 2e-170);
    }

    [Fact]
    public void A_line_over_a_subnormal_end_has_a_width()
    {
        ReluLine line = ReluLine.Over(-1e10, double.Epsilon);
        Assert.True(2 * line.Half >= double.Epsilon);
    }

    [Fact]
    public void A_flat_box_beside_the_ball_gives_no_cut()
    {
        var forms = new PairForms(2, [], []);
        double[] row = new double[forms.InputBlock];
        (row[1], row[2]) = (1e5, 1);
        var cut = new BallCut([Interval.Of(1.0), Interval.Of(0.0)], [0, 1e-3], 0.999);
        Assert.True(cut.Deviation(row, 1, forms) > 0);
    }

    [Fact]
    public void A_point_that_is_not_finite_is_no_witness()
    {
        var pair = new NetworkPair(Constant(2, 1), Constant(2, 2));
        var question = new DifferenceQuestion(new BoxDomain([-1, -1], [1, 1]));
        Assert.Throws<InvalidInputException>(() => Certifier.ValueAt(pair, question, [double.NaN, 0], threads: 1));
        Assert.Throws<InvalidInputException>(() => Certifier.ValueAt(pair, question, [double.PositiveInfinity, 0], threads: 1));
        Assert.Throws<InvalidInputException>(() => Certifier.ValueAt(pair, question, [0], threads: 1));
        var search = new WitnessSearch(pair, question);
        Assert.True(question.Domain.Contains(search.Offer([double.NaN, 0], threads: 1).Point.AsSpan()));
    }

    [Fact]
    public void A_layer_whose_matrix_would_not_fit_is_bounded()
    {
        var wide = new Network(new Shape(100_000), new Relu());
        var question = new DifferenceQuestion(BoxDomain.Cube(100_000, -1, 1));
        Assert.Equal(0, Certifier.Bound(new NetworkPair(wide, wide), question, new CertifierOptions(), threads: 1).Upper);
        var deep = new NetworkPair(Chain(1, 9000, 1), Chain(1, 2, 2, 1));
        Assert.True(double.IsFinite(Certifier.Relax(deep, new DifferenceQuestion(new BoxDomain([0], [1])), threads: 1)));
    }
}
