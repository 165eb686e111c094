using Espalier.Certificates;
using Espalier.Certificates.Branching;
using Espalier.Certificates.Intervals;
using Espalier.Graphs;
using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates.Intervals;

/// <summary>Bounds by intervals and norms against sampling: no assertion has any slack in their favour.</summary>
public sealed class IntervalBoundTests
{
    private const int Graphs = 250;

    [Fact]
    public void No_sampled_difference_exceeds_the_bound_of_any_graph()
    {
        int bounded = 0, finite = 0;
        var kinds = new HashSet<string>();
        for (int number = 0; number < Graphs; number++)
        {
            if (OperatorPairs.Draw(number) is not var (pair, box, name)) continue;
            bounded++;
            foreach (Node node in pair.A.Nodes) kinds.Add(node.Operator.Kind);
            OutputNorm norm = number % 2 == 0 ? OutputNorm.Euclidean : OutputNorm.Largest;
            Domain domain = number % 4 < 2 ? box : new BallDomain(box.Middle(), box.UpperEnd(0) - box.Middle()[0]);
            var question = new DifferenceQuestion(domain, norm, number % 5 == 1 ? number % pair.Outputs : null);
            double bound = ClosedForm.Of(pair.StepsFor(question), question, threads: 1);
            double most = SampledDifference.Most(pair, question, number, count: 60);
            Assert.True(bound >= most, $"{name}: {most:R} is above {bound:R}");
            if (double.IsFinite(bound)) finite++;
        }

        Assert.Empty(((string[])["sigmoid", "tanh", "leakyrelu", "prelu", "clip", "maxpool", "avgpool", "concat", "batchnorm"]).Except(kinds));
        Assert.True(bounded > Graphs / 2 && finite > 0.95 * bounded, $"{finite} of {bounded} bounds are finite, of {Graphs} graphs");
    }

    [Fact]
    public void At_a_point_the_bound_is_the_difference_there()
    {
        int close = 0, all = 0;
        for (int number = 0; number < Graphs / 2; number++)
        {
            if (OperatorPairs.Draw(number) is not var (pair, box, _)) continue;
            double[] middle = box.Middle();
            var question = new DifferenceQuestion(new BoxDomain(middle, middle));
            double value = new PointDifference(pair).At(question, middle), bound = ClosedForm.Of(pair.Together, question, threads: 1);
            all++;
            if (bound <= value + (1e-7 * (1 + value))) close++;
        }

        Assert.True(close > 0.9 * all, $"{close} of {all} bounds are close to the difference");
    }

    [Fact]
    public void Normalisations_behind_convolutions_share_their_norm_and_no_sample_exceeds_the_bound()
    {
        for (int number = 0; number < 40; number++)
        {
            var stream = new RandomStream((ulong)number, 94, StreamPurpose.Sampling);
            ulong next = 0;
            Tensor Draws(double size, params int[] extents)
            {
                var shape = new Shape(extents);
                return new Tensor(shape, [.. Enumerable.Range(0, shape.Length).Select(_ => size * stream.Uniform(next++))]);
            }

            // Kernels of channel k are 10^k in size, and its factor 10^−k.
            double[] kernels = [.. Enumerable.Range(0, 3 * 2 * 9).Select(i => Math.Pow(10, i / 18) * stream.Uniform(next++))];
            var scale = new Tensor(new Shape(3, 1, 1), [1.0, 0.1, 0.01]);
            var last = new Convolution(Draws(1, 2, 3, 3, 3), null, Window.Uniform(1, 1));
            (Network a, Network b) = (Of(0), Of(number % 2 == 0 ? 0.01 : 0));
            var pair = new NetworkPair(a, b);
            var question = new DifferenceQuestion(new BallDomain(new double[pair.Inputs], 0.5), OutputNorm.Euclidean);
            double bound = ClosedForm.Of(pair.Together, question, threads: 1), most = SampledDifference.Most(pair, question, number, count: 60);
            Assert.True(bound >= most, $"pair {number}: {most:R} is above {bound:R}");

            Network Of(double change)
            {
                double[] near = [.. kernels.Select(w => w * (1 + (change * stream.Uniform(next++))))];
                var first = new Convolution(new Tensor(new Shape(3, 2, 3, 3), near), null, Window.Uniform(1, 1));
                Tensor shift = Draws(change, 3, 1, 1);
                return new Network(new Shape(2, 5, 5), first, new ElementwiseAffine(scale, shift), new Relu(), last, new Flatten());
            }
        }
    }

    /// <summary>Every ReLU by itself would let the bound grow with every round.</summary>
    [Fact]
    public void Maximum_pooling_widens_nothing()
    {
        var input = new Shape(2, 6, 6);
        double[] two = [.. Enumerable.Repeat(2.0, 72)], more = [.. Enumerable.Range(0, 72).Select(i => 2 + (0.01 * (i % 7)))];
        var pooling = new MaxPooling(3, 3, Window.Uniform(2, 1));
        var a = new Network(input, new ElementwiseAffine(new Tensor(input, two), null), pooling);
        var b = new Network(input, new ElementwiseAffine(new Tensor(input, more), null), pooling);
        double bound = ClosedForm.Of(new NetworkPair(a, b).Together, new DifferenceQuestion(BoxDomain.Cube(72, -1, 1)), threads: 1);
        Assert.InRange(bound, 0.06 - 1e-9, 0.06 + 1e-9);
    }

    [Fact]
    public void The_ends_of_a_difference_of_ReLUs_are_attained()
    {
        var stream = new RandomStream(3, 91, StreamPurpose.Sampling);
        for (int draw = 0; draw < 500; draw++)
        {
            Interval b = Ends(2 * draw), d = Ends((2 * draw) + 1), found = Bending.Difference(b, d);
            (double least, double most) = (double.MaxValue, double.MinValue);
            for (int i = 0; i <= 40; i++)
            {
                for (int j = 0; j <= 40; j++)
                {
                    double x = b.Lower + (i * (b.Upper - b.Lower) / 40), y = d.Lower + (j * (d.Upper - d.Lower) / 40);
                    double value = Math.Max(x + y, 0) - Math.Max(x, 0);
                    (least, most) = (Math.Min(least, value), Math.Max(most, value));
                }
            }

            Assert.Equal(least, found.Lower, 1e-12);
            Assert.Equal(most, found.Upper, 1e-12);
        }

        Interval Ends(int number)
        {
            double one = stream.Uniform((ulong)(2 * number)), other = stream.Uniform((ulong)((2 * number) + 1));
            return new Interval(Math.Min(one, other), Math.Max(one, other));
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 1, 2)]
    public void The_norm_of_a_convolution_is_above_that_of_its_matrix_and_below_what_magnitudes_tell(int stride, int dilation, int groups)
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var stream = new RandomStream(seed, 92, StreamPurpose.Sampling);
            double[] kernels = [.. Enumerable.Range(0, 6 * (4 / groups) * 9).Select(i => stream.Uniform((ulong)i))];
            var window = new Window(stride, stride, 1, 1, 1, 1, dilation, dilation);
            var convolution = new Convolution(new Tensor(new Shape(6, 4 / groups, 3, 3), kernels), null, window, groups);
            var input = new Shape(4, 7, 6);
            LinearMap map = AffineSum.Of(convolution, [input])!.Maps[0];
            var matrix = new double[map.Outputs * map.Inputs];
            var row = new MapRow();
            for (int i = 0; i < map.Outputs; i++)
            {
                map.Row(i, row);
                for (int k = 0; k < row.Count; k++) matrix[(i * map.Inputs) + row.Columns[k]] = row.Weights[k];
            }

            (double rows, double columns) = map.LargestSums();
            double norm = UpperNorms.Spectral(matrix, map.Outputs, map.Inputs, threads: 1), bound = UpperNorms.Spectral(map, threads: 1);
            Assert.InRange(bound, norm / 1.01, Math.Sqrt(rows * columns) * 0.95);
        }
    }
}
