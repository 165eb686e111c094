using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.Graphs;

[Trait(InstructionSetMatrixTests.Trait, "any")]
public sealed class ForwardTests
{
    [Fact]
    public void A_dense_network_computes_a_known_case()
    {
        var network = new Network(
            new Shape(2),
            new Dense(Singles([3, 2], 1, 2, -1, 0.5f, 0, -4), Singles([3], 0.5f, 0, 1)),
            new Relu(),
            new Dense(Singles([1, 3], 1, -2, 3)));

        // (1, 3) gives 7.5, 0.5, −11 and so 7.5 − 1; (−2, −1) gives −3.5, 1.5, 5 and so −3 + 15.
        Assert.Equal([6.5f, 12f], Outputs.InSingle(network, [1f, 3f, -2f, -1f]));
    }

    [Fact]
    public void The_bias_is_added_after_the_chain()
    {
        // The chain alone rounds 2²⁴ + 1 to 2²⁴; starting from the bias 1 it would reach 2²⁴ + 2.
        var network = new Network(new Shape(2), new Dense(Singles([1, 2], 1, 1), Singles([1], 1)));
        Assert.Equal([16777216f], Outputs.InSingle(network, [16777216f, 1f]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_stride_and_padding_convolves_by_the_definition(bool wide)
    {
        for (int code = 0; code < 3 * 3 * 3 * 3 * 3 * 3; code += wide ? 5 : 1)
        {
            var window = new Window(1 + (code % 3), 1 + (code / 3 % 3), code / 9 % 3, code / 27 % 3, code / 81 % 3, code / 243 % 3);
            Tensor weights = Ramp(wide, 2, 2, 3, 2);
            var network = new Network(new Shape(2, 4, 5), new Convolution(weights, Ramp(wide, 2), window));
            CheckNaive(network, [.. Enumerable.Range(0, 80).Select(i => (i * 37 % 19) - 9.0)], 2, 0, window.ToString());
        }
    }

    [Fact]
    public void Every_stride_and_padding_pools_by_the_definition()
    {
        for (int code = 0; code < 3 * 3 * 2 * 3 * 2 * 3; code++)
        {
            var window = new Window(1 + (code % 3), 1 + (code / 3 % 3), code / 9 % 2, code / 18 % 3, code / 54 % 2, code / 108 % 3);
            var network = new Network(new Shape(2, 4, 5), new MaxPooling(2, 3, window));
            CheckNaive(network, [.. Enumerable.Range(0, 80).Select(i => (i * 37 % 19) - 30.0)], 2, 0, window.ToString());
        }
    }

    [Fact]
    public void A_kernel_wider_than_its_image_convolves_by_the_definition()
    {
        for (int code = 0; code < 5 * 5 * 5 * 5; code++)
        {
            var window = new Window(1 + (code % 2), 1 + (code / 5 % 3), 4, code % 5, code / 25 % 5, 3 + (code / 125));
            var network = new Network(new Shape(2, 2, 2), new Convolution(Ramp(false, 2, 2, 4, 5), null, window));
            CheckNaive(network, [.. Enumerable.Range(0, 8).Select(i => i - 3.0)], 1, 0, window.ToString());
        }
    }

    [Fact]
    public void Strides_beyond_the_image_convolve_by_the_definition()
    {
        var network = new Network(
            new Shape(2, 4, 5), new Convolution(Ramp(false, 2, 2, 3, 2), null, new Window(int.MaxValue, int.MaxValue, 2, 5, 1, 0)));
        CheckNaive(network, [.. Enumerable.Range(0, 40).Select(i => i - 9.0)], 1, 0, "strides");
    }

    [Fact]
    public void A_large_convolution_passes_in_bands()
    {
        var network = new Network(new Shape(40, 24, 30), new Convolution(Ramp(false, 3, 40, 3, 3), null, Window.Uniform(1, 1)));
        CheckNaive(network, [.. Enumerable.Range(0, 40 * 24 * 30).Select(i => (i * 37 % 19) - 9.0)], 1, 0, "bands");
    }

    [Fact]
    public void Random_networks_agree_with_the_definition()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            var random = new RandomNetworks(seed);
            Network network = random.Draw(wide: seed % 2 == 0);
            CheckNaive(network, random.Inputs(network, 3), 3, 1e-12, $"seed {seed}");
        }
    }

    [Fact]
    public void Batches_and_threads_change_no_bit()
    {
        for (ulong seed = 100; seed < 130; seed++)
        {
            var random = new RandomNetworks(seed);
            Network network = random.Draw();
            const int Count = 19;
            float[] inputs = [.. random.Inputs(network, Count).Select(v => (float)v)];
            float[] together = Outputs.InSingle(network, inputs);
            for (int threads = 2; threads <= 4; threads++)
                Outputs.RequireSameBits(together, Outputs.InSingle(network, inputs, threads), $"seed {seed}, {threads} threads");
            int width = network.InputShape.Length;
            float[] alone = [.. Enumerable.Range(0, Count).SelectMany(i => Outputs.InSingle(network, inputs[(i * width)..((i + 1) * width)]))];
            Outputs.RequireSameBits(together, alone, $"seed {seed}, one by one");
        }
    }

    [Fact]
    public void Many_batches_are_put_together_in_order()
    {
        var network = new Network(new Shape(1), new Dense(Singles([1, 1], 2)));
        double[] inputs = [.. Enumerable.Range(0, 5000).Select(i => (double)i)];
        var outputs = new double[5000];
        Forward.Run(network, inputs, outputs, 5000, 3);
        Assert.Equal(inputs.Select(v => 2 * v), outputs);
    }

    [Fact]
    public void Networks_without_biases_are_positively_homogeneous()
    {
        for (ulong seed = 200; seed < 230; seed++)
        {
            var random = new RandomNetworks(seed);
            Network network = random.Draw(biases: false);
            float[] inputs = [.. random.Inputs(network, 4).Select(v => (float)v)];

            // A power of two, so that scaling commutes with every rounding.
            float[] scaled = Outputs.InSingle(network, [.. inputs.Select(v => v * 8)]);
            Outputs.RequireSameBits([.. Outputs.InSingle(network, inputs).Select(v => v * 8)], scaled, $"seed {seed}");
        }
    }

    [Fact]
    public void Weights_are_converted_once()
    {
        var wide = new Network(new Shape(1), new Dense(new Tensor(new Shape(1, 1), [1 + 1e-12])));
        Assert.Equal([3f], Outputs.InSingle(wide, [3f]));
        Assert.Equal(0.1f, Outputs.Of(new Network(new Shape(1), new Dense(Singles([1, 1], 0.1f))), 1)[0]);
    }

    [Fact]
    public void Relu_keeps_NaN_and_makes_every_zero_positive()
    {
        var network = new Network(new Shape(37), new Relu());
        float[] inputs = [
            .. Enumerable.Range(0, 37).Select(
                i => (i % 5) switch { 0 => float.NaN, 1 => -0f, 2 => float.NegativeInfinity, 3 => float.Epsilon, _ => -1f }),
        ];
        float[] expected = [.. inputs.Select(v => float.IsNaN(v) || v > 0 ? v : 0f)];
        Outputs.RequireSameBits(expected, Outputs.InSingle(network, inputs), "relu");
    }

    [Fact]
    public void Pooling_propagates_NaN_and_never_lets_padding_win()
    {
        var network = new Network(new Shape(1, 2, 2), new MaxPooling(2, 2, Window.Uniform(2, 1)));
        Assert.Equal([-1f, -2f, float.NaN, -4f], Outputs.InSingle(network, [-1f, -2f, float.NaN, -4f]));
        var whole = new Network(new Shape(1, 2, 2), new MaxPooling(2, 2, new Window()));
        Assert.Equal([float.NaN], Outputs.InSingle(whole, [5f, float.NaN, 7f, float.PositiveInfinity]));
        Assert.Equal([float.NegativeInfinity], Outputs.InSingle(whole, [.. Enumerable.Repeat(float.NegativeInfinity, 4)]));
    }

    [Fact]
    public void Softmax_is_a_distribution_and_its_logarithm_agrees()
    {
        double[] inputs = [1000, 999, 998.5, -1000, 0.25, 1000];
        Assert.Equal(1, Outputs.Of(new Network(new Shape(6), new Softmax(Logarithm: false)), inputs).Sum(), 1e-15);
        CheckNaive(new Network(new Shape(6), new Softmax(Logarithm: false)), inputs, 1, 1e-15, "softmax");
        CheckNaive(new Network(new Shape(6), new Softmax(Logarithm: true)), inputs, 1, 1e-12, "log-softmax");
        Assert.Equal([float.NaN, float.NaN], Outputs.InSingle(new Network(new Shape(2), new Softmax(Logarithm: true)), [float.PositiveInfinity, 0]));
        Assert.Equal([0f, 1f], Outputs.InSingle(new Network(new Shape(2), new Softmax(Logarithm: false)), [float.NegativeInfinity, 0]));
    }

    [Fact]
    public void Spans_of_wrong_length_are_refused()
    {
        var network = new Network(new Shape(2), new Dense(Singles([1, 2], 1, 1)));
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Forward.Run(network, new float[3], new float[2], 2, 1, TestContext.Current.CancellationToken));
        Assert.Equal("2 inputs of shape 2 are 4 numbers, not 3", error.Message);
        Assert.Throws<ArgumentException>(() => Forward.Run(network, new float[4], new float[3], 2, 1, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Forward.Run(network, new float[4], new float[2], 2, 0, TestContext.Current.CancellationToken));
        Forward.Run(network, Array.Empty<float>(), Array.Empty<float>(), 0, 1, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_cancelled_run_says_so()
    {
        var network = new Network(new Shape(2), new Dense(Singles([1, 2], 1, 1)));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Forward.Run(network, new float[4], new float[2], 2, 2, source.Token));
    }

    [Fact]
    public void The_largest_score_is_the_first_of_equals_and_never_NaN()
    {
        Assert.Equal(1, ArgMax.Of<float>([1, 3, 3, 2]));
        Assert.Equal(2, ArgMax.Of<double>([double.NaN, double.NegativeInfinity, 0, double.NaN]));
        Assert.Equal(0, ArgMax.Of<float>([float.NaN, float.NaN]));
        Assert.Throws<ArgumentException>(() => ArgMax.Of<float>([]));
    }

    private static Tensor Singles(int[] extents, params float[] values) => new(new Shape(extents), values);

    /// <summary>Small integers, with which every sum is exact.</summary>
    private static Tensor Ramp(bool wide, params int[] extents)
    {
        var shape = new Shape(extents);
        float[] values = [.. Enumerable.Range(0, shape.Length).Select(i => (float)((i * 7 % 11) - 5))];
        return wide ? new Tensor(shape, Array.ConvertAll(values, v => (double)v)) : new Tensor(shape, values);
    }

    /// <summary>Compares float64 with the definition at the tolerance, and float32 at a tolerance fit for it (the same if it is 0).</summary>
    private static void CheckNaive(Network network, double[] inputs, int count, double tolerance, string replay)
    {
        int width = network.InputShape.Length;
        double[] expected = [.. Enumerable.Range(0, count).SelectMany(i => NaiveForward.Run(network, inputs[(i * width)..((i + 1) * width)]))];
        double[] outputs = Outputs.Of(network, inputs);
        float[] singles = Outputs.InSingle(network, [.. inputs.Select(v => (float)v)]);
        for (int i = 0; i < expected.Length; i++)
        {
            double scale = Math.Max(1, Math.Abs(expected[i]));
            Assert.True(Math.Abs(outputs[i] - expected[i]) <= tolerance * scale, $"{replay}: output {i} is {outputs[i]}, not {expected[i]}");
            Assert.True(
                Math.Abs(singles[i] - expected[i]) <= (tolerance == 0 ? 0 : 1e-4) * scale,
                $"{replay}: float32 output {i} is {singles[i]}, not {expected[i]}");
        }
    }
}
