using Espalier.Certificates;
using Espalier.Certificates.Relaxations;
using Espalier.Certificates.Witnesses;
using Espalier.Networks;
using Espalier.Networks.Layers;
using Espalier.Numerics;

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

    private static Network Chain(params int[] widths) => new(
        new Shape(widths[0]),
        [.. Enumerable.Range(1, widths.Length - 1).SelectMany(l => (Layer[])[new Dense(new Tensor(new Shape(widths[l], widths[l - 1]), new double[widths[l] * widths[l - 1]])), new Relu()])]);

    private static Network Constant(int inputs, double value) => new(
        new Shape(inputs), new Dense(new Tensor(new Shape(1, inputs), new double[inputs]), new Tensor(new Shape(1), (double[])[value])));

    [Fact]
    public void A_sum_that_overflows_on_the_way_proves_nothing()
    {
        Certificate found = Certifier.Bound(new NetworkPair(Cancelling(1e-308), Cancelling(0)), new DifferenceQuestion(Ones), new CertifierOptions(), threads: 1);
        Assert.True(found.Upper >= 0.39, $"{found}");
        var stacked = new NetworkPair(Cancelling(1e-308), Constant(4, 0.4));
        Certificate other = Certifier.Bound(stacked, new DifferenceQuestion(Ones), new CertifierOptions(MostPieces: 1), threads: 1);
        Assert.True(other.Lower <= 1e-9, $"{other}");
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
        var forms = new PairForms(2);
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
    public void A_layer_that_would_not_fit_is_refused()
    {
        var wide = new Network(new Shape(100_000), new Relu());
        Assert.Throws<InvalidInputException>(() => new NetworkPair(wide, wide));
        var deep = new NetworkPair(Chain(1, 9000, 1), Chain(1, 2, 2, 1));
        Assert.Throws<InvalidInputException>(() => Certifier.Relax(deep, new DifferenceQuestion(new BoxDomain([0], [1])), threads: 1));
    }
}
