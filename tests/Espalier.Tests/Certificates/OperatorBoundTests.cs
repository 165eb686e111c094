using Espalier.Certificates;
using Espalier.Formats.Architectures;
using Espalier.Graphs;
using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Certificates;

/// <summary>What the certificates make of every operator, against points: values and differences lie within their bounds.</summary>
public sealed class OperatorBoundTests
{
    private const int Graphs = 400;
    private const int Points = 6;

    /// <summary>How far float64 rounds the values that stand for the true ones here.</summary>
    private const double Rounding = 1e-12;

    [Fact]
    [Slow]
    public void Values_and_differences_of_every_operator_lie_within_box_and_ball()
    {
        int bounded = 0;
        for (int number = 0; number < Graphs; number++)
        {
            Network graph = RandomGraphs.At(number);
            int size = graph.InputShape.Length;
            (Dense a, Dense b) = (Map(size, number, 0), Map(size, number, 0.01));
            double[] low = [.. Enumerable.Repeat(-1.0, size)], high = [.. Enumerable.Repeat(1.0, size)];
            double[] weights = a.Weights.ToDoubles(), errors = [.. weights.Zip(b.Weights.ToDoubles(), (p, q) => p - q)];
            var first = new DenseComparison(size, size, weights, null, errors, null, null, 0);
            var boxes = new List<BoxRecursion> { BoxRecursion.Start(low, high).Through(first, 1) };
            var balls = new List<BallRecursion> { BallRecursion.Start(Math.Sqrt(size)).Through(first, 1) };
            for (int i = 0; i < graph.Nodes.Length; i++)
            {
                Shape[] shapes = graph.ShapesRead(i);
                boxes.Add(BoxRecursion.After(graph.Nodes[i].Operator, [.. graph.Nodes[i].Reads.Select(read => boxes[read])], shapes));
                balls.Add(BallRecursion.After(graph.Nodes[i].Operator, [.. graph.Nodes[i].Reads.Select(read => balls[read])], shapes));
            }

            for (int point = 0; point < Points; point++)
            {
                double[] x = [.. Enumerable.Range(0, size).Select(i => Math.Sin((i * 7) + (point * 3) + number))];
                double[] ours = Outputs.Of(graph, Outputs.Of(new Network(new Shape(size), a), x));
                double[] theirs = Outputs.Of(graph, Outputs.Of(new Network(new Shape(size), b), x));
                double sup = ours.Zip(theirs, (p, q) => Math.Abs(p - q)).Max(), norm = Math.Sqrt(ours.Zip(theirs, (p, q) => (p - q) * (p - q)).Sum());
                string text = $"graph {number}: {Architecture.Of(graph)}";
                Assert.True(sup <= boxes[^1].Error * (1 + Rounding) + Rounding, $"{sup} > {boxes[^1].Error}, {text}");
                Assert.True(norm <= balls[^1].Error * (1 + Rounding) + Rounding, $"{norm} > {balls[^1].Error}, {text}");
                Assert.True(Norm(ours) <= balls[^1].Activation * (1 + Rounding) + Rounding, text);
            }

            if (double.IsFinite(boxes[^1].Error)) bounded++;
        }

        Assert.True(bounded > Graphs / 2, $"{bounded} graphs have a bound");
    }

    [Fact]
    public void Affine_operators_are_the_sum_that_they_are_taken_for()
    {
        var seen = new HashSet<string>();
        for (int number = 0; number < Graphs; number++)
        {
            Network graph = RandomGraphs.At(number);
            for (int i = 0; i < graph.Nodes.Length; i++)
            {
                Shape[] shapes = graph.ShapesRead(i);
                if (AffineSum.Of(graph.Nodes[i].Operator, shapes) is not { } sum || shapes.Length > 1) continue;
                double[] x = [.. Enumerable.Range(0, shapes[0].Length).Select(k => Math.Sin(k + number))];
                double[] expected = Outputs.Of(new Network(shapes[0], graph.Nodes[i].Operator), x), made = [.. sum.Bias];
                var workspace = new MapWorkspace();
                sum.Maps[0].Apply(x, made, 1, accumulate: true, workspace);
                Assert.All(expected.Zip(made), pair => Assert.Equal(pair.First, pair.Second, 1e-12));

                // ⟨y, A·x⟩ is ⟨Aᵀ·y, x⟩.
                double[] y = [.. Enumerable.Range(0, made.Length).Select(k => Math.Cos(k + number))], back = new double[x.Length];
                sum.Maps[0].ApplyTransposed(y, back, 1, accumulate: false, workspace);
                double left = y.Zip(made, (p, q) => p * q).Sum() - y.Zip(sum.Bias, (p, q) => p * q).Sum();
                Assert.Equal(left, back.Zip(x, (p, q) => p * q).Sum(), 1e-9);
                seen.Add(graph.Nodes[i].Operator.Kind);
            }
        }

        Assert.Superset(
            (HashSet<string>)["dense", "convolution", "batchnorm", "avgpool", "mean", "slice", "pad", "transpose", "expand", "affine"], seen);
    }

    [Fact]
    public void Relaxations_of_piecewise_linear_operators_hold()
    {
        Operator[] between =
        [
            new LeakyRelu(0.1f), new LeakyRelu(-0.5f), new PRelu(new Tensor(new Shape(1), [0.3])), new Clip(-0.5f, 0.25f),
            new Clip(float.NegativeInfinity, 0),
            new Clip(-0.125f, float.PositiveInfinity), new BatchNorm(null, null, Vector(6, 1), Vector(6, 2), 0.1f),
            new Slice(0, 4, 3, -2), new Pad([1], [2], PadKind.Reflect),
        ];
        for (int i = 0; i < between.Length; i++)
        {
            var a = new Network(new Shape(6), Map(6, i, 0), between[i]);
            var b = new Network(new Shape(6), Map(6, i, 0.05), between[i]);
            double bound = Certifier.Relax(new NetworkPair(a, b), new DifferenceQuestion(BoxDomain.Cube(6, -1, 1)), threads: 1);
            double largest = 0;
            for (int point = 0; point < 500; point++)
            {
                double[] x = [.. Enumerable.Range(0, 6).Select(k => Math.Sin((k * 11) + (point * 5.1)))];
                largest = Math.Max(largest, Outputs.Difference(a, b, x).Max(Math.Abs));
            }

            Assert.True(largest <= bound + Rounding, $"{between[i]}: {largest} > {bound}");
            Assert.True(bound < 1 && (largest == 0) == (bound == 0), $"{between[i]}: {bound}");
        }
    }

    /// <summary>With a dilation of 2 and a stride of 2, three windows of three taps meet one element, which may win them all.</summary>
    [Fact]
    public void An_element_may_win_every_window_whose_tap_meets_it()
    {
        var pooling = new MaxPooling(1, 3, new Window(StrideX: 2, DilationX: 2));
        Assert.True(BallRecursion.Start(1).Through(pooling, new Shape(1, 1, 9)).Activation >= Math.Sqrt(3));
        Assert.InRange(BallRecursion.Start(1).Through(new MaxPooling(2, 2, Window.Uniform(2, 0)), new Shape(1, 8, 8)).Activation, 1, 1 + Rounding);
    }

    /// <summary>Far below 0, and where terms cancel, a computed value is less exact than elsewhere: x·Φ(x) and its like by mpmath.</summary>
    [Theory]
    [InlineData(ActivationFunction.Gelu, -36.22401347983019, -4.6184591174537340384e-286)]
    [InlineData(ActivationFunction.GeluTanh, -20.5826921877829, -6.7777523810609859271e-284)]
    [InlineData(ActivationFunction.HardSwish, -2.999338287049671, -0.00033078349782640381142)]
    [InlineData(ActivationFunction.Sigmoid, -720, 2.0322308024242932e-313)]
    public void Values_of_smooth_functions_are_enclosed(ActivationFunction function, double at, double value)
    {
        (double low, double high) = new Activation(function).Range(at, at);
        Assert.InRange(value, low, high);
        Assert.True(high - low <= 1e-11 * Math.Abs(value) + 1e-14);
    }

    [Fact]
    public void What_has_no_relaxation_is_refused_by_name()
    {
        var network = new Network(new Shape(6), Map(6, 0, 0), new Activation(ActivationFunction.Gelu));
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(
            () => Certifier.Relax(new NetworkPair(network, network), new DifferenceQuestion(BoxDomain.Cube(6, -1, 1)), threads: 1));
        Assert.Contains("gelu", refusal.Message);
    }

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(value => value * value));

    private static Tensor Vector(int size, double step) => new(new Shape(size), [.. Enumerable.Range(1, size).Select(i => 0.25 * i * step)]);

    private static Dense Map(int size, int number, double distance)
    {
        double[] weights = [.. Enumerable.Range(0, size * size).Select(i => (Math.Sin((i * 13) + number) + (distance * Math.Cos(i * 5))) / size)];
        return new Dense(new Tensor(new Shape(size, size), weights), new Tensor(new Shape(size), new double[size]));
    }
}
