using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tests.Certificates.Exact;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Certificates;

/// <summary>No sampled point of any small network pair may lie beyond a certified bound, and simple bounds must be tight.</summary>
public sealed class RecursionTests
{
    private const int Networks = 60;
    private const int Points = 400;

    [Fact]
    [Slow]
    public void Sampling_never_exceeds_either_bound()
    {
        for (ulong seed = 1; seed <= Networks; seed++)
        {
            Pair pair = Pair.Draw(seed);
            int inputs = pair.Target.InputShape.Length;
            var stream = new RandomStream(seed, 9, StreamPurpose.Sampling);
            double[] low = [.. Enumerable.Range(0, inputs).Select(i => stream.Uniform((ulong)i, -1, 0.2))];
            double[] high = [.. low.Select((value, i) => value + stream.Uniform((ulong)(i + inputs), 0, 1.5))];
            double box = pair.Box(low, high);
            double worst = Largest(pair, Cube(stream, low, high), euclidean: false);
            Assert.True(worst <= box * (1 + 1e-12), $"seed {seed}: {worst} in the box, {box} certified");
            const double radius = 1.7;
            double ball = pair.Ball(radius);
            worst = Largest(pair, Sphere(stream, inputs, radius), euclidean: true);
            Assert.True(worst <= ball * (1 + 1e-12), $"seed {seed}: {worst} in the ball, {ball} certified");
        }
    }

    /// <summary>A layer and its approximation, and behind them sums, joined and split values that both networks have alike.</summary>
    [Fact]
    public void Sums_and_joined_values_carry_both_bounds()
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var stream = new RandomStream(seed, 13, StreamPurpose.Sampling);
            double[] weights = [.. Enumerable.Range(0, 12).Select(i => stream.Uniform((ulong)i))];
            double[] errors = [.. Enumerable.Range(0, 12).Select(i => stream.Uniform((ulong)i + 20) / 16)];
            var last = new Dense(new Tensor(new Shape(2, 16), Enumerable.Range(0, 32).Select(i => stream.Uniform((ulong)i + 50)).ToArray()));
            Operator end = seed % 3 == 0 ? new Relu() : new Softmax(seed % 3 == 1);
            var pair = new Pair(Branches(weights, last, end), Branches(weights.Zip(errors, (w, e) => w - e), last, end));
            var comparison = new DenseComparison(4, 3, weights, null, errors, null, null, 0);
            BoxRecursion box = BoxRecursion.Start([-1, -1, -1], [1, 0.5, 1]).Through(comparison, threads: 1);
            BallRecursion ball = BallRecursion.Start(1.7).Through(comparison, threads: 1);
            double inBox = Walk(pair.Target, box, BoxRecursion.After).Error, inBall = Walk(pair.Target, ball, BallRecursion.After).Error;
            double worst = Largest(pair, Cube(stream, [-1, -1, -1], [1, 0.5, 1]), euclidean: false);
            Assert.True(worst <= inBox * (1 + 1e-12) && inBox < 100 * worst, $"seed {seed}: {worst} in the box, {inBox} certified");
            worst = Largest(pair, Sphere(stream, 3, 1.7), euclidean: true);
            Assert.True(worst <= inBall * (1 + 1e-12) && inBall < 300 * worst, $"seed {seed}: {worst} in the ball, {inBall} certified");
        }
    }

    private delegate T After<T>(Operator made, ReadOnlySpan<T> reads, ReadOnlySpan<Shape> shapes);

    /// <summary>From what is known behind the first node to the output.</summary>
    private static T Walk<T>(Network network, T first, After<T> after)
    {
        var values = new T[network.Nodes.Length + 1];
        values[1] = first;
        for (int i = 1; i < network.Nodes.Length; i++)
        {
            Node node = network.Nodes[i];
            T[] reads = [.. node.Reads.Select(read => values[read])];
            values[i + 1] = after(node.Operator, reads, node.Reads.Select(read => network.Shapes[read]).ToArray());
        }

        return values[^1];
    }

    private static Network Branches(IEnumerable<double> first, Dense last, Operator end)
    {
        var graph = new GraphBuilder(new Shape(3));
        int h = graph.Add(new Dense(new Tensor(new Shape(4, 3), first.ToArray())), GraphBuilder.Input);
        int sum = graph.Add(new Add(), h, graph.Add(new Relu(), h), h);
        int joined = graph.Add(new Concat(), sum, graph.Add(new SplitSigns(), h), h);
        return graph.Build(graph.Add(end, graph.Add(last, joined)));
    }

    [Fact]
    public void One_layer_over_a_box_is_certified_at_the_worst_corner()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var stream = new RandomStream(seed, 3, StreamPurpose.Sampling);
            (int outputs, int inputs) = (3, 7);
            double[] weights = [.. Enumerable.Range(0, outputs * inputs).Select(i => (double)stream.UniformSingle((ulong)i))];
            double[] errors = [.. Enumerable.Range(0, outputs * inputs).Select(i => stream.UniformSingle((ulong)i + 100) / 64)];
            double[] low = [.. Enumerable.Range(0, inputs).Select(i => stream.Uniform((ulong)i + 300, -1, 1))];
            double[] high = [.. low.Select((value, i) => value + stream.Uniform((ulong)i + 400, 0, 1))];
            double found = BoxRecursion.Start(low, high).Through(
                new DenseComparison(outputs, inputs, weights, null, errors, null, null, 0), threads: 1).Error;
            double corner = 0;
            for (int i = 0; i < outputs; i++)
            {
                double most = Enumerable.Range(0, inputs).Sum(j => Math.Max(errors[(i * inputs) + j] * low[j], errors[(i * inputs) + j] * high[j]));
                double least = Enumerable.Range(0, inputs).Sum(j => Math.Min(errors[(i * inputs) + j] * low[j], errors[(i * inputs) + j] * high[j]));
                corner = Math.Max(corner, Math.Max(most, -least));
            }

            Assert.InRange(found, corner * (1 - 1e-13), corner * (1 + 1e-12));
        }
    }

    [Fact]
    public void One_layer_over_a_ball_is_certified_at_the_singular_vector()
    {
        double[] weights = [3.0, 0, 0, 4];
        double[] errors = [0.25, 0, 0, 0.125];
        BallRecursion after = BallRecursion.Start(2).Through(new DenseComparison(2, 2, weights, null, errors, null, null, 0), threads: 1);
        Assert.InRange(after.Activation, 8, 8.01);
        Assert.InRange(after.Error, 0.5, 0.501);
    }

    [Fact]
    public void Overlapping_pools_may_double_a_difference()
    {
        // One pixel in the middle of a 3×3 image wins all four 2×2 windows: a Euclidean difference of e becomes 2·e.
        var pooling = new MaxPooling(2, 2, new Window());
        BallRecursion before = BallRecursion.Start(1).Through(new DenseComparison(1, 1, [1], null, [0.5], null, null, 0), threads: 1);
        BallRecursion after = before.Through(pooling, new Shape(1, 3, 3));
        Assert.InRange(after.Error, 2 * before.Error * (1 - 1e-15), 2 * before.Error * (1 + 1e-12));
    }

    private static double[] Cube(RandomStream stream, double[] low, double[] high)
    {
        var points = new double[Points * low.Length];
        for (int i = 0; i < points.Length; i++)
        {
            int j = i % low.Length;
            double share = stream.Uniform((ulong)(i + 10_000), 0, 1);
            // Half of the points are corners.
            if (i / low.Length % 2 == 0) share = Math.Round(share);
            points[i] = low[j] + (share * (high[j] - low[j]));
            points[i] = Math.Clamp(points[i], low[j], high[j]);
        }

        return points;
    }

    private static double[] Sphere(RandomStream stream, int inputs, double radius)
    {
        var points = new double[Points * inputs];
        for (int point = 0; point < Points; point++)
        {
            Span<double> x = points.AsSpan(point * inputs, inputs);
            double squares = 0;
            for (int j = 0; j < inputs; j++)
            {
                double value = stream.Uniform((ulong)((point * inputs) + j + 900_000));
                // Every third point has few coordinates, where a layer's largest columns show.
                x[j] = point % 3 == 0 && j % 4 != point % 4 ? 0 : value;
                squares += x[j] * x[j];
            }

            if (squares == 0) continue;
            foreach (ref double value in x) value *= radius * (1 - 1e-14) / Math.Sqrt(squares);
        }

        return points;
    }

    private static double Largest(Pair pair, double[] points, bool euclidean)
    {
        OutputNorm norm = euclidean ? OutputNorm.Euclidean : OutputNorm.Largest;
        return Outputs.Difference(pair.Target, pair.Other, points).Chunk(pair.Target.OutputShape.Length)
            .Max(difference => ExactMaximum.Norm(difference, norm, output: null));
    }

    /// <summary>A random network and one whose dense layers differ from it by known errors, on both sides apart for odd seeds.</summary>
    private sealed class Pair
    {
        private readonly List<(Operator Layer, Shape Input, DenseComparison? Comparison)> _steps = [];

        public Pair(Network target, Network other)
        {
            Target = target;
            Other = other;
        }

        public Network Target { get; }

        public Network Other { get; }

        public static Pair Draw(ulong seed)
        {
            Network drawn = new RandomNetworks(seed).Draw();
            Operator[] layers = seed % 3 == 0 ? [.. drawn.Layers] : [.. drawn.Layers, new Softmax(seed % 3 == 1)];
            var target = new Network(drawn.InputShape, layers);
            var others = new List<Operator>();
            var steps = new List<(Operator, Shape, DenseComparison?)>();
            var stream = new RandomStream(seed, 5, StreamPurpose.Sampling);
            ulong next = 0;
            for (int i = 0; i < layers.Length; i++)
            {
                if (layers[i] is not Dense dense)
                {
                    others.Add(layers[i]);
                    steps.Add((layers[i], target.Shapes[i], null));
                    continue;
                }

                double[] weights = dense.Weights.ToDoubles();
                double[]? bias = dense.Bias?.ToDoubles();
                double[] positive = Errors(weights.Length);
                double[]? negative = seed % 2 == 1 ? Errors(weights.Length) : null;
                double[]? shift = bias is null ? null : Errors(bias.Length);
                Append(others, dense, weights, positive, negative, bias, shift);
                steps.Add((dense, target.Shapes[i], new DenseComparison(dense.Outputs, dense.Inputs, weights, bias, positive, negative, shift, 0)));
            }

            var pair = new Pair(target, new Network(target.InputShape, [.. others]));
            pair._steps.AddRange(steps);
            return pair;

            // Multiples of 2⁻²⁰ below 2⁻⁶ subtract from float32 weights without rounding.
            double[] Errors(int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Round(stream.Uniform(next++) * 16384) / 1048576)];
        }

        public double Box(double[] low, double[] high)
        {
            BoxRecursion box = BoxRecursion.Start(low, high);
            foreach ((Operator layer, Shape input, DenseComparison? comparison) in _steps)
                box = comparison is null ? box.Through(layer, input) : box.Through(comparison, threads: 1);
            return box.Error;
        }

        public double Ball(double radius)
        {
            BallRecursion ball = BallRecursion.Start(radius);
            foreach ((Operator layer, Shape input, DenseComparison? comparison) in _steps)
                ball = comparison is null ? ball.Through(layer, input) : ball.Through(comparison, threads: 1);
            return ball.Error;
        }

        /// <summary>(W − E⁺)·max(x, 0) + (W − E⁻)·min(x, 0) + (b − e), with a splitting layer where the sides differ.</summary>
        private static void Append(
            List<Operator> others, Dense dense, double[] weights, double[] positive, double[]? negative, double[]? bias, double[]? shift)
        {
            Tensor? moved = bias is null ? null : new Tensor(new Shape(bias.Length), [.. bias.Zip(shift!, (b, e) => b - e)]);
            if (negative is null)
            {
                others.Add(new Dense(new Tensor(dense.Weights.Shape, [.. weights.Zip(positive, (w, e) => w - e)]), moved));
                return;
            }

            int n = dense.Inputs;
            var split = new double[2 * n * n];
            var both = new double[2 * weights.Length];
            for (int j = 0; j < n; j++) (split[(j * n) + j], split[((n + j) * n) + j]) = (1, -1);
            for (int i = 0; i < weights.Length; i++)
            {
                (int row, int column) = (i / n, i % n);
                both[(row * 2 * n) + column] = weights[i] - positive[i];
                both[(row * 2 * n) + n + column] = negative[i] - weights[i];
            }

            others.AddRange(
                [new Dense(new Tensor(new Shape(2 * n, n), split)), new Relu(), new Dense(new Tensor(new Shape(dense.Outputs, 2 * n), both), moved)]);
        }
    }
}
